using HotlineKb.Core.Entries;
using HotlineKb.Core.Units;
using HotlineKb.Web.Parts;

namespace HotlineKb.Web.Demo;

/// <summary>One act of a revision's life; each leaves exactly one ledger row on the revision, so rows count how far a story has come.</summary>
/// <param name="Act">Null for the draft, which comes first, and for edits.</param>
internal sealed record DemoStep(DateTime At, string Who, RevisionAct? Act, string? Reason);

/// <summary>The life of one revision, from its draft to where it stands. Unit, title and change, and which of several it is, tell it from every other.</summary>
/// <param name="Texts">What the text is after the draft and after each edit, made from the text in use when there is one.</param>
/// <param name="Category">Leaf path under which it is filed when published.</param>
internal sealed record DemoStory(
    DemoUnit Unit, string Title, Origin Origin, ChangeKind Change, string? WorkOrder, string? Note, string? Category, IReadOnlyList<EntryText> Texts, IReadOnlyList<DemoStep> Steps)
{
    /// <summary>An entry may be updated several times, one after the other.</summary>
    public int Nth { get; init; }

    /// <summary>Written and handed over in one go.</summary>
    public bool HandedOverAtOnce => Steps is [{ Act: null }, { Act: RevisionAct.Submit }, ..] && Steps[0].At == Steps[1].At;

    public (int Unit, string Title, ChangeKind Change, int Nth) Key => (Unit.Id, Title, Change, Nth);
}

/// <summary>Tells the stories: who did what when, so that every revision ends where the files say it stands.</summary>
internal sealed class DemoStories(DemoData city, DateTime now)
{
    private readonly Dictionary<string, DemoWorkOrder> _orders = city.WorkOrders.ToDictionary(order => order.Number);
    private readonly DemoQuarter _quarter = new(city, now);

    private IReadOnlyList<DemoStory>? _updates;

    private IReadOnlyList<DemoStory> Updates =>
        _updates ??= [.. _quarter.Updates(TakenOver().SelectMany(batch => batch.Entries.Select(entry => (batch.At, entry))), TextOf)];

    /// <summary>A day in the city, at an hour at which people work.</summary>
    public DateTime PublishedAt(DemoEntry entry) =>
        CityTime.ToUtc(CityTime.Of(now).Date.AddDays(-entry.PublishedDaysAgo).AddHours(9).AddMinutes(entry.Title.Sum(letter => letter) % 480));

    public DateTime Ago(double hours) => now.AddHours(-hours);

    /// <summary>The same, in hours in which people work and in the same order; what has just happened stays where it is.</summary>
    public DateTime AtWork(double hoursAgo)
    {
        var day = CityTime.Of(Ago(hoursAgo));
        return hoursAgo < 24 ? Ago(hoursAgo) : CityTime.ToUtc(day.Date.AddHours(8.75 + (day.TimeOfDay.TotalDays * 8.5)));
    }

    /// <summary>The call system's number: the day, then six digits.</summary>
    public string NumberOf(DemoWorkOrder order) => $"QY{CityTime.Of(Ago(order.ReceivedHoursAgo)):yyyyMMdd}{order.Number}";

    public EntryText TextOf(DemoEntry entry) => new()
    {
        Title = entry.Title,
        Answer = entry.Answer,
        Body = entry.Body,
        Basis = entry.Basis,
        Keywords = entry.Keywords,
        ApprovalItems = entry.Approvals ?? [],
        ReviewBy = DateOnly.FromDateTime(CityTime.Of(now)).AddDays(entry.ReviewInDays),
        ExpiresOn = entry.ExpiresInDays is { } days ? DateOnly.FromDateTime(CityTime.Of(now)).AddDays(days) : null,
    };

    /// <summary>Entries that were there before the flow, a few at a time with the newest of them: a commit each would cost the first start a second or more.</summary>
    public IEnumerable<(DateTime At, IReadOnlyList<DemoEntry> Entries)> TakenOver()
    {
        var throughFlow = city.Histories.Select(history => history.Title).ToHashSet();
        return city.Entries.Where(entry => !throughFlow.Contains(entry.Title)).OrderBy(PublishedAt).Chunk(8).Select(batch => (PublishedAt(batch[^1]), (IReadOnlyList<DemoEntry>)batch));
    }

    /// <summary>As it was taken over; what was mended since is still missing.</summary>
    public EntryText FirstTextOf(DemoEntry entry) => DemoQuarter.Before(TextOf(entry), Updates.Count(story => story.Title == entry.Title));

    /// <summary>All that is published at the end, or was.</summary>
    public int EntryCount => city.Entries.Count + _quarter.Additions().Count() + city.Requests.Count(request => request.Steps.Exists(step => step.Act == "publish"));

    public IEnumerable<DemoStory> All() => Filed().Concat(Updates).Concat(_quarter.Additions());

    private IEnumerable<DemoStory> Filed()
    {
        var entries = city.Entries.ToDictionary(entry => entry.Title);
        foreach (var history in city.Histories)
        {
            var entry = entries[history.Title];
            var (first, then) = (history.First, history.Then);
            var whole = TextOf(entry);
            var before = whole with
            {
                Answer = string.IsNullOrEmpty(first.Answer) ? whole.Answer : first.Answer,
                Body = string.IsNullOrEmpty(first.Omit) ? whole.Body : whole.Body.Replace(first.Omit, "", StringComparison.Ordinal),
            };
            yield return Tell(new DemoRevision(first.Origin, ChangeKind.New, entry.Unit, entry.Title, "", "", "", [], Stage.Published, (now - PublishedAt(entry)).TotalHours, false, null, null, null), before, entry.Category, first.Late);
            yield return Tell(new DemoRevision(then.Origin, then.Change, entry.Unit, entry.Title, "", "", "", [], Stage.Published, then.HoursAgo, false, then.WorkOrder, then.ReturnedReason, then.Note), whole, entry.Category, then.Late);
        }

        foreach (var revision in city.Revisions)
        {
            var text = revision.Change is ChangeKind.New
                ? new EntryText { Title = revision.Title, Answer = revision.Answer, Body = revision.Body, Basis = revision.Basis, Keywords = revision.Keywords }
                : Changed(TextOf(entries[revision.Title]), revision);
            yield return Tell(revision, text, null, false);
        }
    }

    private static EntryText Changed(EntryText inUse, DemoRevision revision) => inUse with
    {
        Answer = revision.Answer.Length > 0 ? revision.Answer : inUse.Answer,
        Body = inUse.Body + revision.Body,
        Basis = revision.Basis.Length > 0 ? revision.Basis : inUse.Basis,
        Keywords = revision.Keywords.Count > 0 ? revision.Keywords : inUse.Keywords,
    };

    private DemoStory Tell(DemoRevision revision, EntryText text, string? category, bool late)
    {
        var unit = city.Unit(revision.Unit);
        var order = revision.WorkOrder is { } number ? _orders[number] : null;
        var plot = revision.Origin is Origin.Supplementary ? ByUnit(revision, unit) : ThroughUnit(revision, unit, late);
        // A draft still lacks what its edits add: every edit must change something, or the ledger would not know of it.
        var edits = plot.Count(scene => scene is { Act: null, Gap: > 0 });
        var texts = new List<EntryText> { edits == 0 ? text : text with { Basis = "", Keywords = [.. text.Keywords.Take(1)] } };
        for (var edit = 1; edit <= edits; edit++)
            texts.Add(edit == edits ? text : text with { Keywords = [.. text.Keywords.Take(1)] });
        return new DemoStory(unit, revision.Title, revision.Origin, revision.Change, order is null ? null : NumberOf(order), revision.Note, category, texts, Timed(revision, plot, order));
    }

    private static List<Scene> ThroughUnit(DemoRevision revision, DemoUnit unit, bool late)
    {
        var (drafter, officer, checker) = (DemoAccounts.EditorAt(unit.Region), DemoAccounts.OfficerOf(unit), DemoAccounts.CheckerAt(unit.Region));
        List<Scene> plot = [new(drafter, null, 0)];
        if (revision is { Stage: Stage.Drafting, ReturnedReason: null })
            return Begun(plot, revision.Claimed ? new Scene(drafter, null, 1) : null);
        plot.Add(new(drafter, RevisionAct.Submit, 0.5));
        if (revision.Stage is Stage.Drafting)
            return Begun([.. plot, new(officer, RevisionAct.Return, 5, revision.ReturnedReason)], null);
        if (revision.Stage is Stage.Abandoned)
            return Begun([.. plot, new(officer, RevisionAct.Refuse, 3, revision.ReturnedReason), new(drafter, RevisionAct.Abandon, 1)], null);
        var unitClaims = revision.Claimed ? new Scene(officer, RevisionAct.Claim, 1) : null;
        if (revision is { Stage: Stage.UnitRevision, ReturnedReason: null })
            return Begun(plot, unitClaims);
        plot.AddRange([new(officer, RevisionAct.Claim, 2), new(officer, null, 1), new(officer, RevisionAct.Approve, late ? 27 : 8)]);
        if (revision.ReturnedReason is { } reason)
        {
            plot.Add(new(checker, RevisionAct.Return, 3, reason));
            if (revision.Stage is Stage.UnitRevision)
                return Begun(plot, unitClaims);
            plot.AddRange([new(officer, null, 2), new(officer, RevisionAct.Approve, 1)]);
        }

        return FromCheck(revision, plot, checker);
    }

    private static List<Scene> ByUnit(DemoRevision revision, DemoUnit unit)
    {
        var officer = DemoAccounts.OfficerOf(unit);
        List<Scene> plot = [new(officer, null, 0)];
        if (revision.Stage is Stage.Drafting)
            return Begun(plot, revision.Claimed ? new Scene(officer, null, 1) : null);
        if (revision.Change is not ChangeKind.Withdraw)
            plot.Add(new(officer, null, 1));
        plot.Add(new(officer, RevisionAct.Submit, 0.5));
        return FromCheck(revision, plot, DemoAccounts.CheckerAt(unit.Region));
    }

    private static List<Scene> FromCheck(DemoRevision revision, List<Scene> plot, string checker)
    {
        if (revision.Stage is Stage.OfficeCheck)
            return Begun(plot, revision.Claimed ? new Scene(checker, RevisionAct.Claim, 1) : null);
        plot.AddRange([new(checker, RevisionAct.Claim, 3), new(checker, RevisionAct.Pass, 1.5)]);
        if (revision.Stage is Stage.FinalReview)
            return Begun(plot, revision.Claimed ? new Scene(DemoAccounts.Reviewer, RevisionAct.Claim, 1) : null);
        return Begun([.. plot, new(DemoAccounts.Reviewer, RevisionAct.Claim, 3), new(DemoAccounts.Reviewer, RevisionAct.Publish, 1)], null);
    }

    /// <summary>Marks where the present stage begins; what comes after lies between then and now.</summary>
    private static List<Scene> Begun(List<Scene> plot, Scene? after)
    {
        plot[^1] = plot[^1] with { BeginsStage = true };
        if (after is not null)
            plot.Add(after);
        return plot;
    }

    /// <summary>The stage begins when the file says; what led to it lies before, pressed together where the work order's reply leaves too little time.</summary>
    private List<DemoStep> Timed(DemoRevision revision, List<Scene> plot, DemoWorkOrder? order)
    {
        var begins = plot.FindIndex(scene => scene.BeginsStage);
        var needed = plot.Take(begins + 1).Sum(scene => scene.Gap);
        var room = order is null ? double.MaxValue : order.RepliedHoursAgo!.Value - revision.HoursAgo - 0.4;
        var pressed = Math.Min(1, room / Math.Max(needed, 0.1));
        var ago = revision.HoursAgo + (needed * pressed);
        var steps = new List<DemoStep>(plot.Count);
        for (var i = 0; i < plot.Count; i++)
        {
            ago = i <= begins ? ago - (plot[i].Gap * pressed) : ago / 2;
            steps.Add(new DemoStep(now.AddHours(-ago), plot[i].Who, plot[i].Act, plot[i].Reason));
        }

        return steps;
    }

    /// <param name="Gap">Hours since the scene before; 0 only for the draft.</param>
    private sealed record Scene(string Who, RevisionAct? Act, double Gap, string? Reason = null, bool BeginsStage = false);
}
