using System.Runtime.CompilerServices;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;

namespace HotlineKb.Core.Supervision;

/// <param name="Filter">As the address says it.</param>
[EventKind("supervision.exported")]
public sealed record SupervisionExported(int Rows, string Filter) : LedgerEvent("supervision:export");

/// <summary>What was handed out, by whom, when: the mark on every copy.</summary>
/// <param name="Capped">There were more rows than may be taken along.</param>
public sealed record ExportMark(int Rows, bool Capped, string By, DateTime At);

/// <summary>Rows on their way out of the system: every export is recorded, and nothing is handed over before it is.</summary>
public sealed class SupervisionExport(SupervisionRows rows, LedgerDoor ledger, TimeProvider time)
{
    public const int MostRows = 50_000;

    /// <param name="filterText">For the ledger.</param>
    /// <param name="write">Writes the rows as they come; the mark is asked for after the last one.</param>
    public async Task<ExportMark> ExportAsync(Actor actor, SupervisionFilter filter, string filterText, Func<IAsyncEnumerable<SupervisionRow>, Func<ExportMark>, Task> write, CancellationToken ct = default)
    {
        actor.RequireActing();
        actor.Require(Permission.SeeAllWork);
        var (written, capped, at) = (0, false, time.UtcNow());
        await write(CountedAsync(ct), Mark);
        await ledger.CommitAsync(actor, (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([new SupervisionExported(written, filterText)]), ct);
        return Mark();

        ExportMark Mark() => new(written, capped, $"{actor.DisplayName}（{actor.UserName}）", at);

        async IAsyncEnumerable<SupervisionRow> CountedAsync([EnumeratorCancellation] CancellationToken token)
        {
            // One more than may go shows whether there were more.
            await foreach (var row in rows.StreamAsync(actor, filter, MostRows + 1, token))
            {
                if (written == MostRows)
                {
                    capped = true;
                    yield break;
                }

                written++;
                yield return row;
            }
        }
    }
}
