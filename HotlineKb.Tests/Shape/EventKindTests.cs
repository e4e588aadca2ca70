using System.Reflection;
using System.Text.RegularExpressions;
using HotlineKb.Core.Ledger;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Shape;

/// <summary>Kinds of events are a surface: auditors and other programs read them for years.</summary>
public sealed partial class EventKindTests
{
    private static readonly Type[] Events =
        [.. ((string[])["HotlineKb.Core", "HotlineKb.Web"]).SelectMany(name => Assembly.Load(name).GetTypes()).Where(type => type.IsSubclassOf(typeof(LedgerEvent)) && !type.IsAbstract)];

    [Fact]
    public void Event_OfAnyCapability_HasAKind()
    {
        Events.Length.ShouldBeGreaterThan(25);
        Events.Where(type => type.GetCustomAttribute<EventKindAttribute>() is null).ShouldBeEmpty();
        Events.Where(type => !type.IsSealed).ShouldBeEmpty();
    }

    [Fact]
    public void Kind_OfAnEvent_IsUnique() =>
        Events.GroupBy(LedgerEvent.KindOf).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(type => type.Name))}").ShouldBeEmpty();

    [Fact]
    public void Kind_OfAnEvent_IsANounAndAPastVerb() =>
        Events.Select(LedgerEvent.KindOf).Where(kind => !NounPastVerb().IsMatch(kind)).ShouldBeEmpty("kinds read like revision.submitted");

    [GeneratedRegex(@"^[a-z][A-Za-z]*\.(?:[a-z][A-Za-z]*)?(?:ed|Ed|reset|Reset|begun|Begun|withdrawn|taken|Taken|sent|Sent|found|Found|overdue|Overdue|made|askedAgain|handedOver|read|undeliverable)(?:In|Out|Up)?$")]
    private static partial Regex NounPastVerb();
}
