using Npgsql;

namespace Passinstance.Passes.Analytics;

/// <summary>Adds numbers to the rows of passes and templates, in one round trip and one transaction.</summary>
internal sealed class UsageStore(NpgsqlDataSource database)
{
    /// <summary>
    /// Distinct source tags of a template and day. Any further tag is counted as <see cref="OtherSources"/>: a visitor can invent tags.
    /// </summary>
    internal const int MaxSources = 100;

    internal const string OtherSources = "other";

    // Replicas write one after the other: a write is short, and the limit of tags must hold over all of them.
    private const string LockOutReplicas = "SELECT pg_advisory_xact_lock(7301001)";

    private const string Rows = """
        unnest(@organization_ids, @template_ids, @pass_ids, @days, @sources, @are_by_device, @views, @apple_downloads, @google_downloads,
               @installs, @removals, @form_views, @form_issues, @viewed, @downloaded, @fetched, @removed)
        AS b (organization_id, template_id, pass_id, day, source, is_by_device, views, apple_downloads, google_downloads,
              installs, removals, form_views, form_issues, viewed_at, downloaded_at, fetched_at, removed_at)
        """;

    /// <summary>Adds to passes. A pass keeps the tag of its last download: an install that follows is counted under it.</summary>
    private const string AddToPasses = $"""
        INSERT INTO pass_usage AS u (organization_id, pass_id, views, apple_downloads, google_downloads, installs, removals, source,
            viewed_at, downloaded_at, fetched_at, removed_at)
        SELECT b.organization_id, b.pass_id, sum(b.views), sum(b.apple_downloads), sum(b.google_downloads), sum(b.installs),
               sum(b.removals),
               max(nullif(b.source, '')) FILTER (WHERE b.apple_downloads + b.google_downloads > 0),
               max(b.viewed_at), max(b.downloaded_at), max(b.fetched_at), max(b.removed_at)
        FROM {Rows} WHERE b.pass_id IS NOT NULL GROUP BY b.organization_id, b.pass_id
        ON CONFLICT (organization_id, pass_id) DO UPDATE
        SET views = u.views + excluded.views, apple_downloads = u.apple_downloads + excluded.apple_downloads,
            google_downloads = u.google_downloads + excluded.google_downloads, installs = u.installs + excluded.installs,
            removals = u.removals + excluded.removals, source = coalesce(excluded.source, u.source),
            viewed_at = coalesce(excluded.viewed_at, u.viewed_at), downloaded_at = coalesce(excluded.downloaded_at, u.downloaded_at),
            fetched_at = coalesce(excluded.fetched_at, u.fetched_at), removed_at = coalesce(excluded.removed_at, u.removed_at)
        """;

    /// <summary>Adds to templates, by day and source.</summary>
    /// <remarks>
    /// <c>counted</c> sums the numbers by source; what a device reported gets the source of the pass. <c>known</c> marks sources that have
    /// a row already, or need none. <c>placed</c> gives the free places of the day to new sources in their order; the rest becomes "other".
    /// </remarks>
    private const string AddToTemplates = $"""
        WITH counted AS (
            SELECT b.organization_id, b.template_id, b.day,
                   CASE WHEN b.is_by_device THEN coalesce(u.source, '') ELSE b.source END AS source,
                   sum(b.views) AS views, sum(b.apple_downloads) AS apple_downloads, sum(b.google_downloads) AS google_downloads,
                   sum(b.installs) AS installs, sum(b.removals) AS removals, sum(b.form_views) AS form_views,
                   sum(b.form_issues) AS form_issues
            FROM {Rows} LEFT JOIN pass_usage u ON u.organization_id = b.organization_id AND u.pass_id = b.pass_id
            GROUP BY 1, 2, 3, 4
            HAVING sum(b.views + b.apple_downloads + b.google_downloads + b.installs + b.removals + b.form_views + b.form_issues) > 0),
        known AS (
            SELECT c.*, c.source IN ('', @other) OR EXISTS (
                SELECT FROM template_usage t
                WHERE t.organization_id = c.organization_id AND t.template_id = c.template_id AND t.day = c.day
                    AND t.source = c.source) AS is_known
            FROM counted c),
        placed AS (
            SELECT k.*, CASE WHEN k.is_known
                OR row_number() OVER (PARTITION BY k.organization_id, k.template_id, k.day, k.is_known ORDER BY k.source)
                <= @max_sources - (
                    SELECT count(*) FROM template_usage t
                    WHERE t.organization_id = k.organization_id AND t.template_id = k.template_id AND t.day = k.day
                        AND t.source NOT IN ('', @other))
                THEN k.source ELSE @other END AS place
            FROM known k)
        INSERT INTO template_usage AS t (organization_id, template_id, day, source, views, apple_downloads, google_downloads, installs,
            removals, form_views, form_issues)
        SELECT p.organization_id, p.template_id, p.day, p.place, sum(p.views), sum(p.apple_downloads), sum(p.google_downloads),
               sum(p.installs), sum(p.removals), sum(p.form_views), sum(p.form_issues)
        FROM placed p GROUP BY 1, 2, 3, 4
        ON CONFLICT (organization_id, template_id, day, source) DO UPDATE
        SET views = t.views + excluded.views, apple_downloads = t.apple_downloads + excluded.apple_downloads,
            google_downloads = t.google_downloads + excluded.google_downloads, installs = t.installs + excluded.installs,
            removals = t.removals + excluded.removals, form_views = t.form_views + excluded.form_views,
            form_issues = t.form_issues + excluded.form_issues
        """;

    internal async Task AddAsync(Dictionary<UsageKey, UsageNumbers> counted, CancellationToken cancellationToken)
    {
        var toTemplates = Command(AddToTemplates, counted);
        toTemplates.Parameters.AddWithValue("max_sources", MaxSources);
        toTemplates.Parameters.AddWithValue("other", OtherSources);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LockOutReplicas));
        batch.BatchCommands.Add(Command(AddToPasses, counted));
        batch.BatchCommands.Add(toTemplates);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Command(string sql, Dictionary<UsageKey, UsageNumbers> counted)
    {
        var command = new NpgsqlBatchCommand(sql);
        void AddKeys<T>(string name, Func<UsageKey, T> part) => command.Parameters.AddWithValue(name, counted.Keys.Select(part).ToArray());
        void AddNumbers(string name, Func<UsageNumbers, int> part) =>
            command.Parameters.AddWithValue(name, counted.Values.Select(part).ToArray());

        void AddTimes(string name, Func<UsageNumbers, DateTimeOffset?> part) =>
            command.Parameters.AddWithValue(name, counted.Values.Select(part).ToArray());

        AddKeys("organization_ids", k => k.OrganizationId);
        AddKeys("template_ids", k => k.TemplateId);
        AddKeys("pass_ids", k => k.PassId);
        AddKeys("days", k => k.Day);
        AddKeys("sources", k => k.Source);
        AddKeys("are_by_device", k => k.IsByDevice);
        AddNumbers("views", n => n.Views);
        AddNumbers("apple_downloads", n => n.AppleDownloads);
        AddNumbers("google_downloads", n => n.GoogleDownloads);
        AddNumbers("installs", n => n.Installs);
        AddNumbers("removals", n => n.Removals);
        AddNumbers("form_views", n => n.FormViews);
        AddNumbers("form_issues", n => n.FormIssues);
        AddTimes("viewed", n => n.ViewedAt);
        AddTimes("downloaded", n => n.DownloadedAt);
        AddTimes("fetched", n => n.FetchedAt);
        AddTimes("removed", n => n.RemovedAt);
        return command;
    }
}
