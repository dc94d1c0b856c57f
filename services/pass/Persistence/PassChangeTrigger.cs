namespace Passinstance.Passes.Persistence;

/// <summary>
/// Keeps in <c>passes.changed_in</c> the transaction of a pass's last visible change. Devices ask what changed since a tag; the tag is derived
/// from what is visible (<c>pg_snapshot_xmin</c>), so a row that commits late is never missed. See docs/decisions.
/// </summary>
internal static class PassChangeTrigger
{
    /// <summary>Run by the migration that creates <c>passes</c>.</summary>
    internal const string CreateSql = """
        ALTER TABLE passes ALTER COLUMN changed_in SET DEFAULT pg_current_xact_id()::text::bigint;
        CREATE FUNCTION passes_keep_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.changed_in := pg_current_xact_id()::text::bigint;
            RETURN NEW;
        END $$;
        CREATE TRIGGER keep_transaction BEFORE UPDATE ON passes FOR EACH ROW
            WHEN (OLD.last_modified IS DISTINCT FROM NEW.last_modified) EXECUTE FUNCTION passes_keep_transaction();
        """;
}
