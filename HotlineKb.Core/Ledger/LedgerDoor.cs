#pragma warning disable RS0030 // This is the door through which everything is saved.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace HotlineKb.Core.Ledger;

/// <summary>What an act hands to the ledger: its answer to the caller, and what happened. No events means that nothing happened: at most the program's own books are saved.</summary>
public readonly record struct Outcome<T>(T Value, IReadOnlyList<LedgerEvent> Events);

public static class Outcome
{
    public static Outcome<T> Of<T>(T value, params IReadOnlyList<LedgerEvent> events) => new(value, events);

    public static Outcome<T> Nothing<T>(T value) => new(value, []);
}

/// <summary>
/// The only door to saving. One transaction holds the number, the state and the event rows:
/// either all of an act is there, or nothing of it.
/// </summary>
public sealed class LedgerDoor(IDbContextFactory<HotlineDb> databases, WriterGate gate, LedgerSignal signal, TimeProvider time)
{
    private const int BusyRetries = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>
    /// Runs <paramref name="act"/> on a fresh context inside the transaction that already holds the ledger head, then saves what it changed with its events.
    /// The act may run again after a lost race or a broken connection, so it must take everything from the context it is given.
    /// </summary>
    /// <exception cref="Refusal">What the act refused, or <see cref="RefusalKind.ChangedMeanwhile"/> when another writer was first.</exception>
    public async Task<T> CommitAsync<T>(Actor actor, Func<HotlineDb, DateTime, Task<Outcome<T>>> act, CancellationToken ct = default)
    {
        actor.RequireActing();
        var asked = time.GetTimestamp();
        using var turn = await gate.EnterAsync(ct);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var (value, number) = await CommitOnceAsync(actor, act, ct);
                if (number is { } reached)
                    signal.Reached(reached);
                LedgerMeter.Took(time.GetElapsedTime(asked));
                return value;
            }
            catch (Refusal refusal)
            {
                LedgerMeter.Refused(refusal.Rule);
                throw;
            }
            catch (Exception e) when (attempt < BusyRetries && IsBusy(e))
            {
                // Another process holds the file. The whole unit of work runs again: what it read may be old by now.
                using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(25 * attempt));
                await pause.WaitForNextTickAsync(ct);
            }
        }
    }

    public Task CommitAsync(Actor actor, Func<HotlineDb, DateTime, Task<IReadOnlyList<LedgerEvent>>> act, CancellationToken ct = default) =>
        CommitAsync(actor, async (db, now) => new Outcome<bool>(true, await act(db, now)), ct);

    private async Task<(T Value, long? Number)> CommitOnceAsync<T>(Actor actor, Func<HotlineDb, DateTime, Task<Outcome<T>>> act, CancellationToken ct)
    {
        await using var outer = await databases.CreateDbContextAsync(ct);
        var strategy = outer.Database.CreateExecutionStrategy();
        (T Value, long? Number, Guid? Witness) result = default;
        return await strategy.ExecuteAsync<bool, (T Value, long? Number)>(
            false,
            async (_, token) =>
            {
                await using var db = await databases.CreateDbContextAsync(token);
                await using var transaction = await db.Database.BeginTransactionAsync(token);
                // Taken before anything is read: from here on this is the only writer, on every database.
                await db.LedgerHeads().ExecuteUpdateAsync(set => set.SetProperty(head => head.Id, head => head.Id), token);
                var now = time.UtcNow();
                var outcome = await act(db, now);
                if (outcome.Events.Count == 0)
                {
                    if (!db.ChangeTracker.HasChanges())
                        return (outcome.Value, (long?)null);
                    if (db.ChangeTracker.Entries().Any(entry => entry.State is not EntityState.Unchanged && entry.Entity is not IBookkeeping))
                        throw new InvalidOperationException("An act changed something but returned no event.");
                    await db.SaveChangesAsync(acceptAllChangesOnSuccess: false, token);
                    await transaction.CommitAsync(token);
                    return (outcome.Value, (long?)null);
                }

                var head = await db.LedgerHeads().SingleAsync(token);
                Guid? witness = null;
                foreach (var happened in outcome.Events)
                {
                    var row = Append(head, happened, actor, now);
                    witness ??= row.Id;
                    db.Add(row);
                }

                result = (outcome.Value, head.Number, witness);
                try
                {
                    await db.SaveChangesAsync(acceptAllChangesOnSuccess: false, token);
                }
                catch (DbUpdateConcurrencyException e)
                {
                    // Asked here, while the context that failed can still read.
                    throw Refusal.ChangedMeanwhile(await StoredVersionAsync(e, token));
                }

                await transaction.CommitAsync(token);
                LedgerMeter.Acted(outcome.Events);
                return (outcome.Value, (long?)head.Number);
            },
            async (_, token) =>
            {
                if (result.Witness is not { } witness)
                    return new ExecutionResult<(T Value, long? Number)>(false, default);
                await using var db = await databases.CreateDbContextAsync(token);
                var happened = await db.LedgerRows().AnyAsync(row => row.Id == witness, token);
                return new ExecutionResult<(T Value, long? Number)>(happened, (result.Value, result.Number));
            },
            ct);
    }

    private static LedgerRow Append(LedgerHead head, LedgerEvent happened, Actor actor, DateTime now)
    {
        var unsealed = Row(head.Number + 1, Guid.CreateVersion7(new DateTimeOffset(now)), "");
        var row = Row(unsealed.Number, unsealed.Id, unsealed.ComputeHash());
        head.Number = row.Number;
        head.Hash = row.Hash;
        return row;

        LedgerRow Row(long number, Guid id, string hash) => new()
        {
            Number = number,
            Id = id,
            At = now,
            Actor = actor.UserName,
            Kind = happened.Kind,
            Subject = happened.Subject,
            Data = JsonSerializer.Serialize(happened, happened.GetType(), Json),
            PreviousHash = head.Hash,
            Hash = hash,
        };
    }

    private static bool IsBusy(Exception e) =>
        e is SqliteException { SqliteErrorCode: 5 or 6 } || e.InnerException is { } inner && IsBusy(inner);

    private static async Task<int> StoredVersionAsync(DbUpdateConcurrencyException e, CancellationToken ct)
    {
        var entry = e.Entries.Count > 0 ? e.Entries[0] : null;
        var stored = entry is null ? null : await entry.GetDatabaseValuesAsync(ct);
        return stored?.Properties.FirstOrDefault(property => property.Name == "Version") is { } version ? stored.GetValue<int>(version) : 0;
    }
}
