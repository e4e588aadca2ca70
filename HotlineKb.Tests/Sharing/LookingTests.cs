using System.Collections;
using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Bunit;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Search;
using HotlineKb.Core.Sharing;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Sharing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Sharing;

/// <summary>R4.8: who looks as somebody else only looks. Asked of everything the program can do for an actor, whatever is added to it.</summary>
public sealed class LookingTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public async Task EveryAction_ByWhoOnlyLooks_IsRefusedAsSuch()
    {
        await using var host = await StartAsync();
        var actions = Offered(host).Where(offer => offer.Type.Name.EndsWith("Actions", StringComparison.Ordinal)).ToList();
        actions.Count.ShouldBeGreaterThan(60);
        var before = await AllRowsAsync(host);
        var wrong = new List<string>();
        foreach (var (type, method) in actions)
            if (await CallAsync(host, type, method) is not Refusal { RuleValue: BasicRule.ReadOnly } and var answer && !OnlyReads(method))
                wrong.Add($"{type.Name}.{method.Name}: {answer?.GetType().Name ?? "done"} {answer?.Message}");
        wrong.ShouldBeEmpty("looking as somebody else must be refused before anything else is asked or done");
        (await AllRowsAsync(host)).ShouldBe(before);
    }

    [Fact]
    public async Task EverythingElse_ForWhoOnlyLooks_LeavesNoTrace()
    {
        await using var host = await StartAsync();
        var others = Offered(host).Where(offer => !offer.Type.Name.EndsWith("Actions", StringComparison.Ordinal)).ToList();
        others.Count.ShouldBeGreaterThan(50);
        var before = await AllRowsAsync(host);
        foreach (var (type, method) in others)
        {
            var answer = await CallAsync(host, type, method);
            if (method.Name.StartsWith("Export", StringComparison.Ordinal) || method.Name.StartsWith("Import", StringComparison.Ordinal))
                (answer is Refusal refusal ? refusal.RuleValue : null).ShouldBe(BasicRule.ReadOnly, $"{type.Name}.{method.Name}: {answer?.Message}");
            (await AllRowsAsync(host)).ShouldBe(before, $"{type.Name}.{method.Name} has written something");
        }
    }

    [Fact]
    public async Task WhatIsAPersonsAlone_IsNotShownToWhoLooks()
    {
        await using var host = await StartAsync();
        var officer = Town.Actor("officer.yiliao");
        await host.Get<NotificationViews>().SettingsAsync(officer with { ReadOnly = true }).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await host.Get<AccountViews>().TokensAsync(officer with { ReadOnly = true }).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        (await host.Get<NotificationViews>().SettingsAsync(officer)).Wishes.Mail.ShouldBeNull();
    }

    [Fact]
    public async Task LookAs_SomebodyLockedOut_LeavesTheLockAndTheFailures()
    {
        await using var host = await StartAsync();
        await host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), async (db, now) =>
        {
            var account = await db.Accounts().SingleAsync(row => row.UserName == "officer.yiliao");
            (account.LockoutEnd, account.AccessFailedCount) = (now.AddMinutes(10), 4);
            return [new AccountSignInFailed("officer.yiliao", 5, LockedOut: true)];
        });
        (await host.Get<ViewAsActions>().StartAsync(Town.Actor("city.editor"), "officer.yiliao")).ReadOnly.ShouldBeTrue();
        await using var db = host.Db();
        var after = await db.Accounts().SingleAsync(row => row.UserName == "officer.yiliao");
        (after.LockoutEnd, after.AccessFailedCount).ShouldBe((host.Now.AddMinutes(10), 4));
        (await db.LedgerRows().OrderBy(row => row.Number).LastAsync()).Actor.ShouldBe("city.editor");
    }

    [Fact]
    public async Task OwnAccount_DisabledWhileLooking_EndsAtTheSignInPage()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        var tab = page.Show<AccessPage>("/access?tab=as&account=officer.yiliao");
        await PageTest.SubmitAsync(tab, "form");
        await Patience.UntilAsync(() => page.LedgerAsync("account.viewed"), rows => rows.Count == 1);
        page.Viewer.LooksAs.ShouldBe("officer.yiliao");
        await page.LeaveAsync();
        var entries = page.Show<EntriesPage>("/entries");
        PageTest.Until(entries, () => entries.Markup.ShouldContain("条"));
        await page.Host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), async (db, _) =>
        {
            (await db.Accounts().SingleAsync(account => account.UserName == "city.supervisor")).Disabled = true;
            return [new AccessPolicyChanged(["停用"])];
        });
        await page.HearAsync();
        PageTest.Until(entries, () => new Uri(page.Navigation.Uri).AbsolutePath.ShouldBe("/sign-in"));
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync(configure: services => services.AddSearch().AddNotifications());
        await PageTest.AddPeopleAsync(host);
        return host;
    }

    private static IEnumerable<(Type Type, MethodInfo Method)> Offered(TestHost host)
    {
        var known = host.Get<IServiceProviderIsService>();
        return from type in typeof(Actor).Assembly.GetExportedTypes().Where(known.IsService)
               from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
               where method.GetParameters().Any(parameter => parameter.ParameterType == typeof(Actor))
               orderby type.Name, method.Name
               select (type, method);
    }

    /// <summary>What actions answer without doing anything.</summary>
    private static bool OnlyReads(MethodInfo method) =>
        $"{method.DeclaringType!.Name}.{method.Name}" is "EntryActions.PublicationAsync" or "HandOverActions.PeopleAsync" or "SynonymActions.ListAsync" or "ViewAsActions.AgainAsync";

    /// <summary>With every permission, so that nothing but the looking itself is refused.</summary>
    private static Actor Eyes => new(Town.IdOf("city.all"), "city.all", "city.all", Enum.GetValues<Permission>().ToFrozenSet(), Town.City, null) { ReadOnly = true };

    private static async Task<Exception?> CallAsync(TestHost host, Type type, MethodInfo method)
    {
        try
        {
            if (method.IsGenericMethodDefinition)
                method = method.MakeGenericMethod([.. method.GetGenericArguments().Select(_ => typeof(bool))]);
            var answer = method.Invoke(host.Services.GetRequiredService(type), [.. method.GetParameters().Select(parameter => Something(parameter.ParameterType, 0))]);
            if (answer is Task task)
                await task.WaitAsync(Patience.Long);
            return null;
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static object? Something(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Actor))
            return Eyes;
        if (type == typeof(string))
            return "有";
        if (type == typeof(Guid))
            return Guid.Parse("00000000-0000-0000-0000-000000000001");
        if (type == typeof(bool))
            return true;
        if (type == typeof(int) || type == typeof(long))
            return Convert.ChangeType(1, type, null);
        if (type == typeof(DateOnly))
            return new DateOnly(2026, 12, 1);
        if (type == typeof(DateTime))
            return new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc);
        if (typeof(Stream).IsAssignableFrom(type))
            return new MemoryStream();
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(0);
        if (type == typeof(CancellationToken))
            return default(CancellationToken);
        if (typeof(Delegate).IsAssignableFrom(type))
            return null;
        if (type != typeof(string) && type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && Elements(type) is { } element)
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
            list.Add(Something(element, depth + 1));
            return type.IsAssignableFrom(list.GetType()) ? list : null;
        }

        if (depth > 4 || type.IsAbstract || type.IsInterface)
            return null;
        return type.GetConstructors().OrderByDescending(way => way.GetParameters().Length).FirstOrDefault(way => way.GetParameters().All(parameter => parameter.ParameterType != type)) is { } way
            ? way.Invoke([.. way.GetParameters().Select(parameter => Something(parameter.ParameterType, depth + 1))])
            : type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type) : null;
    }

    private static Type? Elements(Type type) => type.GetGenericArguments() is [var only] ? only : null;

    /// <summary>A fingerprint of everything in the database.</summary>
    private static async Task<string> AllRowsAsync(TestHost host)
    {
        await using var db = host.Db();
        var connection = db.Database.GetDbConnection();
        await connection.OpenAsync();
        var text = new StringBuilder();
        foreach (var table in db.Model.GetEntityTypes().Select(type => type.GetTableName()).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                text.Append(table).AppendJoin('|', Enumerable.Range(0, reader.FieldCount).Select(field => Convert.ToString(reader.GetValue(field), System.Globalization.CultureInfo.InvariantCulture))).Append('\n');
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
