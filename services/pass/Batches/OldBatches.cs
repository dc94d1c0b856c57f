using Passinstance.Persistence.Retention;

namespace Passinstance.Passes.Batches;

/// <summary>
/// What retention removes of ended batches. One may have a million results: they are deleted some at a time, and the batch with its units
/// after them.
/// </summary>
internal static class OldBatches
{
    // Of an organization that keeps them for less time than the deployment does.
    private const string IsOldByItsOrganization =
        "b.completed_at < statement_timestamp() - make_interval(days => s.batch_result_days) - $1";

    private const string HasNoResults =
        "NOT EXISTS (SELECT FROM batch_items i WHERE i.organization_id = b.organization_id AND i.batch_id = b.id)";

    internal static OldRows ResultsByOrganization { get; } = new()
    {
        Name = "results of batches, by organization",
        Age = TimeSpan.Zero,
        Statement = $"""
            DELETE FROM batch_items WHERE ctid = ANY(ARRAY(
                SELECT i.ctid FROM retention_settings s JOIN batches b ON b.organization_id = s.organization_id
                JOIN batch_items i ON i.organization_id = b.organization_id AND i.batch_id = b.id
                WHERE {IsOldByItsOrganization} LIMIT $2 FOR UPDATE OF i SKIP LOCKED))
            """,
    };

    internal static OldRows BatchesByOrganization { get; } = new()
    {
        Name = "batches, by organization",
        Age = TimeSpan.Zero,
        BatchSize = 10,
        Statement = $"""
            DELETE FROM batches WHERE ctid = ANY(ARRAY(
                SELECT b.ctid FROM retention_settings s JOIN batches b ON b.organization_id = s.organization_id
                WHERE {IsOldByItsOrganization} AND {HasNoResults} LIMIT $2 FOR UPDATE OF b SKIP LOCKED))
            """,
    };

    internal static OldRows Results(RetentionOptions options) => new()
    {
        Name = "results of batches",
        Age = TimeSpan.FromDays(options.BatchResultDays),
        Statement = """
            DELETE FROM batch_items WHERE ctid = ANY(ARRAY(
                SELECT i.ctid FROM batches b JOIN batch_items i ON i.organization_id = b.organization_id AND i.batch_id = b.id
                WHERE b.completed_at < statement_timestamp() - $1 LIMIT $2 FOR UPDATE OF i SKIP LOCKED))
            """,
    };

    internal static OldRows Batches(RetentionOptions options) => new()
    {
        Name = "batches",
        Age = TimeSpan.FromDays(options.BatchResultDays),
        BatchSize = 10,
        Statement = $"""
            DELETE FROM batches WHERE ctid = ANY(ARRAY(
                SELECT b.ctid FROM batches b WHERE b.completed_at < statement_timestamp() - $1 AND {HasNoResults}
                ORDER BY b.completed_at LIMIT $2 FOR UPDATE SKIP LOCKED))
            """,
    };
}
