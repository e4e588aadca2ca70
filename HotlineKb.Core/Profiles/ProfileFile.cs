using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Profiles;

/// <summary>One line of a profile as a file has it. Which column means what depends on the kind; what is not asked for is left aside.</summary>
/// <param name="Place">From 1, as the spreadsheet numbers its rows.</param>
/// <param name="Unit">Code or name; blank in a unit's own file.</param>
/// <param name="Note">With 主要职能: the text itself.</param>
public sealed record ProfileRow(int Place, string Unit, string Kind, string Name = "", string Address = "", string Hours = "", string Phone = "", string Handles = "", string Title = "", string Duty = "", string Mobile = "", string Note = "");

/// <param name="Reason">Why it was not taken; null when it was.</param>
public sealed record ProfileRowResult(ProfileRow Row, string? Reason);

/// <summary>Profiles as rows of a file, and back.</summary>
public static class ProfileFile
{
    public const string Functions = "主要职能";
    public const string Window = "窗口";

    public static readonly IReadOnlyList<string> Kinds =
        [Functions, Window, ProfileText.NameOf(PersonRole.Contact), ProfileText.NameOf(PersonRole.InformationOfficer), ProfileText.NameOf(InstitutionKind.Subordinate), ProfileText.NameOf(InstitutionKind.Affiliated)];

    public static IEnumerable<ProfileRow> Rows(string unit, ProfileText text)
    {
        if (text.Functions.Length > 0)
            yield return new ProfileRow(0, unit, Functions, Note: text.Functions);
        foreach (var line in text.Windows)
            yield return new ProfileRow(0, unit, Window, line.Name, line.Address, line.Hours, line.Phones, line.Handles, Note: line.Note);
        foreach (var line in text.People)
            yield return new ProfileRow(0, unit, ProfileText.NameOf(line.Role), line.Name, Phone: line.Phone, Title: line.Title, Duty: line.Duty, Mobile: line.Mobile);
        foreach (var line in text.Institutions)
            yield return new ProfileRow(0, unit, ProfileText.NameOf(line.Kind), line.Name, line.Address, Phone: line.Phone, Note: line.Note);
    }

    /// <summary>Lines of the same kind and name are replaced, new ones added; what the file does not name stays.</summary>
    public static ProfileText Merge(ProfileText text, IEnumerable<ProfileRow> rows)
    {
        var (functions, windows, people, institutions) = (text.Functions, text.Windows.ToList(), text.People.ToList(), text.Institutions.ToList());
        foreach (var row in rows)
        {
            if (row.Kind == Functions)
                functions = row.Note;
            else if (row.Kind == Window)
                Put(windows, line => line.Name == row.Name, new ProfileWindow(row.Name, row.Address, row.Hours, row.Phone, row.Handles, row.Note));
            else if (RoleOf(row.Kind) is { } role)
                Put(people, line => line.Name == row.Name && line.Role == role, new ProfilePerson(role, row.Name, row.Title, row.Duty, row.Phone, row.Mobile));
            else if (KindOf(row.Kind) is { } kind)
                Put(institutions, line => line.Name == row.Name && line.Kind == kind, new ProfileInstitution(kind, row.Name, row.Address, row.Phone, row.Note));
        }

        return text with { Functions = functions, Windows = windows, People = people, Institutions = institutions };
    }

    /// <returns>What is wrong with this row alone; null when it can be taken.</returns>
    public static string? Objection(ProfileRow row)
    {
        if (row.Kind.Length == 0)
            return "缺少类别。";
        if (!Kinds.Contains(row.Kind))
            return $"没有“{Wording.Cut(row.Kind, 20)}”这个类别，应为{string.Join('、', Kinds)}之一。";
        if (row.Kind == Functions ? row.Note.Length == 0 : row.Name.Length == 0)
            return row.Kind == Functions ? "缺少说明：主要职能写在“说明”一列。" : "缺少名称。";
        try
        {
            // The rest of a profile is taken for right: only this row is asked about.
            var alone = ProfileRules.Tidy(Merge(new ProfileText(), [row]));
            ProfileRules.RequireComplete(alone with
            {
                Functions = alone.Functions.Length > 0 ? alone.Functions : "—",
                People = [.. alone.People, new ProfilePerson(PersonRole.Contact, "—", Phone: "12345"), new ProfilePerson(PersonRole.InformationOfficer, "—", Phone: "12345")],
            });
            return null;
        }
        catch (Refusal refusal)
        {
            return refusal.Message;
        }
    }

    private static PersonRole? RoleOf(string kind) => Enum.GetValues<PersonRole>().Where(role => ProfileText.NameOf(role) == kind).Select(role => (PersonRole?)role).FirstOrDefault();

    private static InstitutionKind? KindOf(string kind) => Enum.GetValues<InstitutionKind>().Where(value => ProfileText.NameOf(value) == kind).Select(value => (InstitutionKind?)value).FirstOrDefault();

    private static void Put<T>(List<T> lines, Predicate<T> same, T line)
    {
        var at = lines.FindIndex(same);
        if (at < 0)
            lines.Add(line);
        else
            lines[at] = line;
    }
}

/// <param name="Units">How many units' profiles were taken along.</param>
[EventKind("profile.exported")]
public sealed record ProfilesExported(int Units, int Rows) : LedgerEvent("profile:export");

/// <summary>
/// Profiles in and out by file. In: a unit's own file becomes its draft, which it submits itself; an office's file lies ready as draft of units that have
/// nothing under way (R2.1: it is the unit that submits). Out: recorded before it is handed over.
/// </summary>
public sealed class ProfileTransfer(ProfileActions actions, LedgerDoor ledger, UnitViews units, IDbContextFactory<HotlineDb> databases)
{
    public const int MostRows = 20_000;

    /// <summary>Takes what is right; the rest comes back, each with its reason, in the order given.</summary>
    public async Task<IReadOnlyList<ProfileRowResult>> ImportAsync(Actor actor, IReadOnlyList<ProfileRow> rows, CancellationToken ct = default)
    {
        actor.RequireActing();
        if (actor.UnitId is null)
            actor.Require(Permission.CheckRevisions);
        else
            actor.Require(Permission.ReviseForOwnUnit);
        if (rows.Count > MostRows)
            throw new Refusal(ProfileRule.TooMany, $"一次最多导入 {MostRows:N0} 行，文件有 {rows.Count:N0} 行。");
        var ids = new Dictionary<string, int?>();
        var first = new Dictionary<(int, string, string), int>();
        var reasons = new Dictionary<ProfileRow, string>(ReferenceEqualityComparer.Instance);
        var good = new Dictionary<int, List<ProfileRow>>();
        foreach (var row in rows)
        {
            if (!ids.TryGetValue(row.Unit, out var id))
                ids[row.Unit] = id = row.Unit.Length == 0 ? actor.UnitId : (await units.FindAsync(row.Unit, ct))?.Id;
            if (id is not { } unit)
                reasons[row] = row.Unit.Length == 0 ? "缺少单位。" : $"没有编码或名称为“{Wording.Cut(row.Unit, 60)}”的单位。";
            else if (ProfileFile.Objection(row) is { } objection)
                reasons[row] = objection;
            else if (!first.TryAdd((unit, row.Kind, row.Name), row.Place))
                reasons[row] = $"与第 {first[(unit, row.Kind, row.Name)]} 行重复。";
            else if (good.TryGetValue(unit, out var lines))
                lines.Add(row);
            else
                good[unit] = [row];
        }

        foreach (var (unit, lines) in good)
        {
            try
            {
                await actions.ImportAsync(actor, unit, text => ProfileFile.Merge(text, lines), ct);
            }
            catch (Refusal refusal)
            {
                foreach (var line in lines)
                    reasons[line] = refusal.Message;
            }
        }

        return [.. rows.Select(row => new ProfileRowResult(row, reasons.GetValueOrDefault(row)))];
    }

    /// <summary>What is in use, of the units that the actor has to do with.</summary>
    /// <param name="write">Writes the file; nothing is handed over before the export is recorded.</param>
    public async Task ExportAsync(Actor actor, Func<IReadOnlyList<ProfileRow>, Task> write, CancellationToken ct = default)
    {
        actor.RequireActing();
        if (!actor.May(Permission.SeeAllWork))
            actor.Require(Permission.ReviseForOwnUnit);
        await using var db = await databases.CreateDbContextAsync(ct);
        var texts = await (from profile in db.Profiles().InSight(actor)
                           join unit in db.Units() on profile.UnitId equals unit.Id
                           join version in db.ProfileVersions() on new { profile.UnitId, Number = profile.CurrentVersion } equals new { version.UnitId, version.Number }
                           orderby unit.Id
                           select new { unit.Name, version.Text }).AsNoTracking().ToListAsync(ct);
        var rows = texts.SelectMany(row => ProfileFile.Rows(row.Name, row.Text)).ToList();
        await write(rows);
        await ledger.CommitAsync(actor, (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([new ProfilesExported(texts.Count, rows.Count)]), ct);
    }
}
