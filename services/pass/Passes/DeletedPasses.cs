using Passinstance.Persistence.Retention;

namespace Passinstance.Passes.Passes;

/// <summary>
/// What retention removes of deleted passes: their content and what their holders entered. The row stays with its serial number, which
/// remains taken, and its secret: a device that was away receives the pass as void, without values.
/// </summary>
internal static class DeletedPasses
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);

    internal static OldRows Content { get; } = new()
    {
        Name = "content of deleted passes",
        Age = Age,
        Statement = """
            UPDATE passes SET content = '{}', message = NULL, warnings = '[]', content_removed_at = clock_timestamp()
            WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM passes WHERE deleted_at < clock_timestamp() - $1 AND deleted_at IS NOT NULL
                    AND content_removed_at IS NULL
                LIMIT $2 FOR UPDATE SKIP LOCKED))
            """,
    };

    internal static OldRows Personalizations { get; } = new()
    {
        Name = "personalizations of deleted passes",
        Age = Age,
        Statement = """
            DELETE FROM personalizations WHERE ctid = ANY(ARRAY(
                SELECT s.ctid FROM personalizations s
                JOIN passes p ON p.organization_id = s.organization_id AND p.id = s.pass_id
                WHERE p.deleted_at < clock_timestamp() - $1 LIMIT $2 FOR UPDATE OF s SKIP LOCKED))
            """,
    };
}
