namespace Passinstance.Passes.Persistence;

/// <summary>
/// Stores in <c>passes.changed_in</c> the transaction of a pass's last change that Apple sees. Devices request what changed since a tag;
/// the tag is derived from what is visible (<c>pg_snapshot_xmin</c>), so a row that commits late is never missed.
/// </summary>
internal static class PassChangeTrigger
{
    /// <summary>Run by the migration that creates <c>passes</c>.</summary>
    internal const string CreateSql = """
        CREATE FUNCTION passes_set_changed_in() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.changed_in := pg_current_xact_id()::text::bigint;
            RETURN NEW;
        END $$;
        CREATE TRIGGER set_changed_in BEFORE UPDATE ON passes FOR EACH ROW
            WHEN (OLD.last_modified IS DISTINCT FROM NEW.last_modified) EXECUTE FUNCTION passes_set_changed_in();
        """;
}
