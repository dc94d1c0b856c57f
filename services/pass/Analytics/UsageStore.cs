using Npgsql;

namespace Passinstance.Passes.Analytics;

/// <summary>Adds what was counted to the rows of passes and templates, all in one round trip and one transaction.</summary>
internal sealed class UsageStore(NpgsqlDataSource database)
{
    /// <summary>Distinct source tags of a template and day; what comes beyond is counted as <see cref="Others"/>: a tag is anybody's to invent.</summary>
    internal const int MaxSources = 100;

    internal const string Others = "other";

    // Replicas write one after the other: a write is short, and the number of tags must hold over all of them.
    private const string Alone = "SELECT pg_advisory_xact_lock(7301001)";

    private const string Rows = """
        unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::text[], $6::bool[], $7::int[], $8::int[], $9::int[], $10::int[], $11::int[], $12::int[], $13::int[])
        AS b (organization_id, template_id, pass_id, day, source, is_by_device, views, apple_downloads, google_downloads, installs, removals, form_views, form_issues)
        """;

    // A pass keeps the tag of its last download: an install that follows is counted under it.
    private const string AddToPasses = $"""
        INSERT INTO pass_usage AS u (organization_id, pass_id, views, apple_downloads, google_downloads, installs, removals, source)
        SELECT b.organization_id, b.pass_id, sum(b.views), sum(b.apple_downloads), sum(b.google_downloads), sum(b.installs), sum(b.removals),
               max(nullif(b.source, '')) FILTER (WHERE b.apple_downloads + b.google_downloads > 0)
        FROM {Rows} WHERE b.pass_id IS NOT NULL GROUP BY b.organization_id, b.pass_id
        ON CONFLICT (organization_id, pass_id) DO UPDATE
        SET views = u.views + excluded.views, apple_downloads = u.apple_downloads + excluded.apple_downloads, google_downloads = u.google_downloads + excluded.google_downloads,
            installs = u.installs + excluded.installs, removals = u.removals + excluded.removals, source = coalesce(excluded.source, u.source)
        """;

    private const string AddToTemplates = $"""
        WITH counted AS (
            SELECT b.organization_id, b.template_id, b.day, CASE WHEN b.is_by_device THEN coalesce(u.source, '') ELSE b.source END AS source,
                   sum(b.views) AS views, sum(b.apple_downloads) AS apple_downloads, sum(b.google_downloads) AS google_downloads, sum(b.installs) AS installs,
                   sum(b.removals) AS removals, sum(b.form_views) AS form_views, sum(b.form_issues) AS form_issues
            FROM {Rows} LEFT JOIN pass_usage u ON u.organization_id = b.organization_id AND u.pass_id = b.pass_id
            GROUP BY 1, 2, 3, 4),
        named AS (
            SELECT c.*, c.source IN ('', $15) OR EXISTS (
                SELECT FROM template_usage t
                WHERE t.organization_id = c.organization_id AND t.template_id = c.template_id AND t.day = c.day AND t.source = c.source) AS has_place
            FROM counted c),
        placed AS (
            SELECT n.*, CASE WHEN n.has_place OR row_number() OVER (PARTITION BY n.organization_id, n.template_id, n.day, n.has_place ORDER BY n.source) <= $14 - (
                SELECT count(*) FROM template_usage t
                WHERE t.organization_id = n.organization_id AND t.template_id = n.template_id AND t.day = n.day AND t.source NOT IN ('', $15)) THEN n.source ELSE $15 END AS place
            FROM named n)
        INSERT INTO template_usage AS t (organization_id, template_id, day, source, views, apple_downloads, google_downloads, installs, removals, form_views, form_issues)
        SELECT p.organization_id, p.template_id, p.day, p.place, sum(p.views), sum(p.apple_downloads), sum(p.google_downloads), sum(p.installs), sum(p.removals), sum(p.form_views),
               sum(p.form_issues)
        FROM placed p GROUP BY 1, 2, 3, 4
        ON CONFLICT (organization_id, template_id, day, source) DO UPDATE
        SET views = t.views + excluded.views, apple_downloads = t.apple_downloads + excluded.apple_downloads, google_downloads = t.google_downloads + excluded.google_downloads,
            installs = t.installs + excluded.installs, removals = t.removals + excluded.removals, form_views = t.form_views + excluded.form_views,
            form_issues = t.form_issues + excluded.form_issues
        """;

    internal async Task AddAsync(Dictionary<UsageKey, UsageNumbers> counted, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new NpgsqlBatchCommand(Alone), Command(AddToPasses, counted), Command(AddToTemplates, counted) },
        };
        var toTemplates = batch.BatchCommands[2].Parameters;
        toTemplates.Add(new() { Value = MaxSources });
        toTemplates.Add(new() { Value = Others });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Command(string sql, Dictionary<UsageKey, UsageNumbers> counted)
    {
        T[] Keys<T>(Func<UsageKey, T> part) => [.. counted.Keys.Select(part)];
        int[] Numbers(Func<UsageNumbers, int> part) => [.. counted.Values.Select(part)];
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in (object[])[
            Keys(k => k.OrganizationId), Keys(k => k.TemplateId), Keys(k => k.PassId), Keys(k => k.Day), Keys(k => k.Source), Keys(k => k.IsByDevice),
            Numbers(n => n.Views), Numbers(n => n.AppleDownloads), Numbers(n => n.GoogleDownloads), Numbers(n => n.Installs), Numbers(n => n.Removals), Numbers(n => n.FormViews),
            Numbers(n => n.FormIssues)])
        {
            command.Parameters.Add(new() { Value = column });
        }

        return command;
    }
}
