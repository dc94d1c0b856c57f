using Passinstance.Persistence.Retention;

namespace Passinstance.Passes.Passes;

/// <summary>
/// What retention removes of deleted passes: their content and what their holders entered. The row stays with its serial number, which
/// remains taken, and its secret: a device that was away receives the pass as void, without values.
/// </summary>
internal static class DeletedPasses
{
    // Of an organization that keeps them for less time than the deployment does.
    private const string IsOldByItsOrganization =
        "p.deleted_at < statement_timestamp() - make_interval(days => s.deleted_pass_days) - $1";

    // Their images are due at once: no pass uses them any more.
    private const string Empty = """
        images AS (
            UPDATE uploaded_images i SET check_at = clock_timestamp() FROM old o, jsonb_array_elements_text(o.image_ids) image
            WHERE o.image_ids IS NOT NULL AND i.organization_id = o.organization_id AND i.id = image::uuid)
        UPDATE passes p SET content = '{}', images = NULL, image_ids = NULL, message = NULL, warnings = '[]',
            content_removed_at = clock_timestamp()
        FROM old o WHERE p.organization_id = o.organization_id AND p.id = o.id
        """;

    internal static OldRows Content(RetentionOptions options) => new()
    {
        Name = "content of deleted passes",
        Age = TimeSpan.FromDays(options.DeletedPassDays),
        Statement = $"""
            WITH old AS MATERIALIZED (
                SELECT organization_id, id, image_ids FROM passes
                WHERE deleted_at < statement_timestamp() - $1 AND deleted_at IS NOT NULL AND content_removed_at IS NULL
                LIMIT $2 FOR UPDATE SKIP LOCKED),
            {Empty}
            """,
    };

    internal static OldRows ContentByOrganization { get; } = new()
    {
        Name = "content of deleted passes, by organization",
        Age = TimeSpan.Zero,
        Statement = $"""
            WITH old AS MATERIALIZED (
                SELECT p.organization_id, p.id, p.image_ids FROM retention_settings s
                JOIN passes p ON p.organization_id = s.organization_id
                WHERE p.deleted_at IS NOT NULL AND p.content_removed_at IS NULL AND {IsOldByItsOrganization}
                LIMIT $2 FOR UPDATE OF p SKIP LOCKED),
            {Empty}
            """,
    };

    internal static OldRows PersonalizationsByOrganization { get; } = new()
    {
        Name = "personalizations of deleted passes, by organization",
        Age = TimeSpan.Zero,
        Statement = $"""
            DELETE FROM personalizations WHERE ctid = ANY(ARRAY(
                SELECT i.ctid FROM retention_settings s
                JOIN personalizations i ON i.organization_id = s.organization_id
                JOIN passes p ON p.organization_id = i.organization_id AND p.id = i.pass_id
                WHERE {IsOldByItsOrganization} LIMIT $2 FOR UPDATE OF i SKIP LOCKED))
            """,
    };

    internal static OldRows Personalizations(RetentionOptions options) => new()
    {
        Name = "personalizations of deleted passes",
        Age = TimeSpan.FromDays(options.DeletedPassDays),
        Statement = """
            DELETE FROM personalizations WHERE ctid = ANY(ARRAY(
                SELECT s.ctid FROM personalizations s
                JOIN passes p ON p.organization_id = s.organization_id AND p.id = s.pass_id
                WHERE p.deleted_at < statement_timestamp() - $1 LIMIT $2 FOR UPDATE OF s SKIP LOCKED))
            """,
    };
}
