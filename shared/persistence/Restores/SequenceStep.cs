using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Passinstance.Persistence.Restores;

/// <summary>
/// Raises the model's sequences far above what was used before the restore. It keeps the values before: a higher value below the new one
/// belongs to something that is lost.
/// </summary>
public sealed class SequenceStep : IRestoreStep
{
    private const long Factor = 1_000_000;
    private const string StepName = "sequences";

    // PostgreSQL writes a sequence to its log 32 values ahead: after a recovery it stands that much above what was used at most.
    private const int LoggedAhead = 32;

    /// <inheritdoc />
    public string Name => StepName;

    /// <inheritdoc />
    public bool IsFor(RestoreTask restore) => restore is { IsOwn: true };

    /// <inheritdoc />
    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var sequences = db.Model.GetSequences().Select(sequence => sequence.Name).Order(StringComparer.Ordinal).ToList();
        var values = new Dictionary<string, long>();
        foreach (var name in sequences)
        {
            var before = await db.Database.SqlQuery<long>(
                $"SELECT coalesce(last_value, 0) AS \"Value\" FROM pg_sequences WHERE sequencename = {name}").FirstAsync(cancellationToken);
            // Not undone with the transaction; done twice it does nothing.
            await db.Database.ExecuteSqlAsync(
                $"SELECT setval({name}::regclass, greatest({restore.Number * Factor}, nextval({name}::regclass)))", cancellationToken);
            values.Add(name, before);
        }

        return RestoreProgress.End(sequences.Count) with { Result = JsonSerializer.Serialize(values) };
    }

    /// <summary>Whether a value of a sequence was used by something that the newest restore of this database has lost.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="value">The value.</param>
    public static async Task<bool> IsLostAsync(DbContext db, string sequence, long value, CancellationToken cancellationToken)
    {
        var found = await db.Database.SqlQuery<bool>(
            $"""
             SELECT (s.result::json ->> {sequence})::bigint - {LoggedAhead} < {value} AND {value} < s.number * {Factor} AS "Value"
             FROM restore_steps s JOIN restores r ON r.number = s.number
             WHERE r.is_own AND s.name = {StepName} AND s.completed_at IS NOT NULL AND s.result IS NOT NULL ORDER BY s.number DESC LIMIT 1
             """).ToListAsync(cancellationToken);
        return found is [true];
    }
}
