using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <summary>What became of a record.</summary>
public enum IntakeResult
{
    Added,
    Changed,
    Unchanged,
    Withdrawn,
    Quarantined,
}

/// <summary>
/// Takes records in, within an act: the one place where items, versions, departments and quarantine change, whichever way they come.
/// An unchanged record costs a comparison of hashes and nothing else.
/// </summary>
/// <param name="window">Days within which a filing is matched with what is observed here (R3.2).</param>
internal sealed class HallIntake(HotlineDb db, HallRun run, ApprovalOrigin origin, int window, DateTime now, CancellationToken ct)
{
    private readonly Dictionary<string, HallDepartment> _departments = [];
    private readonly Dictionary<Guid, ServiceGuide> _guides = [];
    private readonly Dictionary<string, string> _reasons = [];
    private readonly List<(ApprovalChange Change, ApprovalItem Item)> _observed = [];

    public List<LedgerEvent> Events { get; } = [];

    /// <returns>What became of each, in the order given. A record that comes twice is taken in twice.</returns>
    public async Task<IReadOnlyList<IntakeResult>> TakeAsync(IReadOnlyList<HallRecord> records)
    {
        var codes = records.Select(record => record.Code).OfType<string>().Distinct().ToArray();
        var known = await db.ApprovalItems().AsNoTracking().Where(item => codes.Contains(item.Code)).Select(item => new Known(item.Code, item.Hash, item.State, item.Origin)).ToDictionaryAsync(item => item.Code, ct);
        var keys = records.Select(record => record.Key).Distinct().ToArray();
        var quarantined = await db.QuarantinedRecords().AsNoTracking().Where(row => keys.Contains(row.Key)).Select(row => new { row.Key, row.Hash }).ToDictionaryAsync(row => row.Key, row => row.Hash, ct);
        var changed = records.Where(record => record.Guide is not null && IsNews(record, known.GetValueOrDefault(record.Code!))).Select(record => record.Code!).ToHashSet();
        var items = changed.Count == 0 ? [] : await LoadAsync([.. changed]);
        // Of every record of theirs: one that comes twice may name two departments.
        await LoadDepartmentsAsync([.. records.Where(record => record is { Guide: not null, Cancelled: false } && changed.Contains(record.Code!))]);
        var stored = known.Keys.ToHashSet();
        var kept = origin is ApprovalOrigin.File ? await KeptByHallAsync(records) : [];
        var results = new List<IntakeResult>(records.Count);
        foreach (var given in records)
        {
            // A row without an identity of its own that names an item of the hall is that item: it is there already, and kept in step.
            if (given is { Guide: not null, Code: { } own } && own == given.TaskCode && kept.Contains(own))
            {
                _reasons[given.Key] = "办事大厅已有此事项，以办事大厅为准，未导入。";
                results.Add(IntakeResult.Unchanged);
                continue;
            }

            // What the hall keeps, a file does not overwrite.
            var record = given.Guide is not null && known.GetValueOrDefault(given.Code!) is { } other && other.Origin != origin && (other.Hash != given.Hash || given.Cancelled)
                ? given.Refused(other.Origin is ApprovalOrigin.Hall ? "此事项由办事大厅同步，内容与文件不同，以办事大厅为准。" : "此事项由文件导入，内容与办事大厅不同，请先从文件中去掉。")
                : given;
            results.Add(record.Guide is null ? await QuarantineAsync(record, quarantined) : Take(record, items, stored));
            if (record.Guide is not null && quarantined.Remove(record.Key))
                await ReleaseAsync(record.Key);
        }

        await MatchAsync();
        return results;
    }

    private async Task<HashSet<string>> KeptByHallAsync(IReadOnlyList<HallRecord> records)
    {
        var codes = records.Where(record => record.Code is { } code && code == record.TaskCode).Select(record => record.TaskCode).Distinct().ToArray();
        return codes.Length == 0 ? [] : await db.ApprovalItems().Where(item => item.Origin == ApprovalOrigin.Hall && codes.Contains(item.TaskCode)).Select(item => item.TaskCode).ToHashSetAsync(ct);
    }

    private static bool IsNews(HallRecord record, Known? known) =>
        record.Cancelled ? known is { State: ApprovalState.InForce } : known is not { State: ApprovalState.InForce } || known.Hash != record.Hash;

    /// <summary>Why a record is in quarantine after <see cref="TakeAsync"/>.</summary>
    public string? ReasonOf(HallRecord record) => _reasons.GetValueOrDefault(record.Key);

    /// <summary>Withdraws what is not listed any more.</summary>
    /// <returns>How many of them were still in force.</returns>
    public async Task<int> WithdrawVanishedAsync(IReadOnlyCollection<string> codes)
    {
        var items = await db.ApprovalItems().Where(item => codes.Contains(item.Code) && item.State == ApprovalState.InForce).ToListAsync(ct);
        foreach (var item in items)
            Withdraw(item, true);
        await MatchAsync();
        return items.Count;
    }

    /// <summary>Lets out of quarantine what is not listed any more.</summary>
    public async Task ReleaseVanishedAsync(IReadOnlyCollection<string> keys)
    {
        foreach (var row in await db.QuarantinedRecords().Where(row => keys.Contains(row.Key)).ToListAsync(ct))
        {
            db.Remove(row);
            Events.Add(new ApprovalReleased(row.Key, run.Id));
        }
    }

    private IntakeResult Take(HallRecord record, Dictionary<string, ApprovalItem> items, IReadOnlySet<string> known)
    {
        var item = items.GetValueOrDefault(record.Code!);
        if (record.Cancelled)
        {
            if (item is not { State: ApprovalState.InForce })
                return IntakeResult.Unchanged;
            Withdraw(item, false);
            return IntakeResult.Withdrawn;
        }

        if (item is null)
        {
            // Not loaded, because nothing about it is new.
            if (known.Contains(record.Code!))
                return IntakeResult.Unchanged;
            item = new ApprovalItem { Id = Guid.CreateVersion7(new DateTimeOffset(now)), Code = record.Code!, Origin = origin, FirstSeenAt = now };
            db.Add(item);
            db.Add(item.Take(record.Guide!, record.Hash, DepartmentOf(record.Guide!), run.Id, run.Baseline, now));
            _guides[item.Id] = record.Guide!;
            items.Add(item.Code, item);
            Observe(item, ApprovalChangeKind.Added, []);
            Events.Add(new ApprovalAdded(item.Code, item.UnitId, run.Id));
            return IntakeResult.Added;
        }

        var restored = item.State is ApprovalState.Withdrawn;
        if (item.Hash == record.Hash)
        {
            if (!restored)
                return IntakeResult.Unchanged;
            item.Restore(now);
            Observe(item, ApprovalChangeKind.Added, []);
            Events.Add(new ApprovalRestored(item.Code, item.CurrentVersion, item.UnitId, run.Id));
            return IntakeResult.Changed;
        }

        var before = _guides.GetValueOrDefault(item.Id) ?? new ServiceGuide();
        var fields = GuideFields.Changed(before, record.Guide!);
        db.Add(item.Take(record.Guide!, record.Hash, DepartmentOf(record.Guide!), run.Id, baseline: false, now));
        _guides[item.Id] = record.Guide!;
        Observe(item, restored ? ApprovalChangeKind.Added : ApprovalChangeKind.Changed, fields);
        Events.Add(restored ? new ApprovalRestored(item.Code, item.CurrentVersion, item.UnitId, run.Id) : new ApprovalChanged(item.Code, item.CurrentVersion, fields, item.UnitId, run.Id));
        return IntakeResult.Changed;
    }

    private void Withdraw(ApprovalItem item, bool vanished)
    {
        item.Withdraw(now);
        Observe(item, ApprovalChangeKind.Withdrawn, []);
        Events.Add(new ApprovalWithdrawn(item.Code, vanished, item.UnitId, run.Id));
    }

    private void Observe(ApprovalItem item, ApprovalChangeKind kind, List<string> fields)
    {
        if (run.Baseline)
            return;
        var change = new ApprovalChange { Id = Guid.CreateVersion7(new DateTimeOffset(now)), ItemId = item.Id, UnitId = item.UnitId, Kind = kind, ItemVersion = item.CurrentVersion, Fields = fields, At = now };
        db.Add(change);
        _observed.Add((change, item));
    }

    private async Task MatchAsync()
    {
        Events.AddRange(await new FilingMatching(db, window, now, ct).ObservedAsync(_observed));
        _observed.Clear();
    }

    private async Task<IntakeResult> QuarantineAsync(HallRecord record, Dictionary<string, string> quarantined)
    {
        _reasons[record.Key] = record.Problem!;
        if (quarantined.GetValueOrDefault(record.Key) is { } hash && hash == record.Hash)
            return IntakeResult.Quarantined;
        var row = db.ChangeTracker.Entries<QuarantinedRecord>().Select(entry => entry.Entity).FirstOrDefault(entry => entry.Key == record.Key)
            ?? await db.QuarantinedRecords().SingleOrDefaultAsync(entry => entry.Key == record.Key, ct);
        if (row is null)
        {
            row = new QuarantinedRecord { Id = Guid.CreateVersion7(new DateTimeOffset(now)), Key = record.Key, Origin = origin, FirstAt = now };
            db.Add(row);
        }

        row.Take(record, run.Id, now);
        quarantined[record.Key] = record.Hash;
        Events.Add(new ApprovalQuarantined(record.Key, record.Problem!, run.Id));
        return IntakeResult.Quarantined;
    }

    private async Task ReleaseAsync(string key)
    {
        var row = db.ChangeTracker.Entries<QuarantinedRecord>().Select(entry => entry.Entity).FirstOrDefault(entry => entry.Key == key)
            ?? await db.QuarantinedRecords().SingleAsync(entry => entry.Key == key, ct);
        db.Remove(row);
        Events.Add(new ApprovalReleased(key, run.Id));
    }

    private async Task<Dictionary<string, ApprovalItem>> LoadAsync(string[] codes)
    {
        var items = await db.ApprovalItems().Where(item => codes.Contains(item.Code)).ToDictionaryAsync(item => item.Code, ct);
        var ids = items.Values.Select(item => item.Id).ToArray();
        var guides = await (from item in db.ApprovalItems().Where(item => ids.Contains(item.Id))
                            join version in db.ApprovalVersions() on new { ItemId = item.Id, Number = item.CurrentVersion } equals new { version.ItemId, version.Number }
                            select version).AsNoTracking().ToListAsync(ct);
        foreach (var version in guides)
            _guides[version.ItemId] = version.Guide;
        return items;
    }

    private async Task LoadDepartmentsAsync(List<HallRecord> records)
    {
        var keys = records.Select(record => HallDepartment.KeyOf(record.Guide!.DepartmentCode, record.Guide.Department)).Distinct().ToArray();
        foreach (var department in await db.HallDepartments().Where(row => keys.Contains(row.Key)).ToListAsync(ct))
            _departments[department.Key] = department;
        foreach (var guide in records.Select(record => record.Guide!))
        {
            var key = HallDepartment.KeyOf(guide.DepartmentCode, guide.Department);
            if (_departments.ContainsKey(key))
                continue;
            var seen = new HallDepartment { Id = Guid.CreateVersion7(new DateTimeOffset(now)), Key = key, Code = guide.DepartmentCode, Name = guide.Department.Length > 0 ? guide.Department : guide.DepartmentCode, FirstSeenAt = now };
            // A new code for a name that is mapped: by code, then by name.
            if (guide.Department.Length > 0 && await db.HallDepartments().Where(row => row.Name == guide.Department && row.UnitId != null).Select(row => row.UnitId).FirstOrDefaultAsync(ct) is { } unit)
                seen.Inherit(unit);
            _departments.Add(key, seen);
            db.Add(seen);
            Events.Add(new DepartmentFound(seen.Id, seen.Code, seen.Name));
        }
    }

    private HallDepartment DepartmentOf(ServiceGuide guide) => _departments[HallDepartment.KeyOf(guide.DepartmentCode, guide.Department)];

    private sealed record Known(string Code, string Hash, ApprovalState State, ApprovalOrigin Origin);
}
