using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.TemplateRollouts;

/// <summary>
/// How many passes of a template were created, and how many of them voided, up to a moment before which nothing is added: no create and no
/// voiding is in progress as long. Passes are never removed, and what was voided stays so. Written by SQL.
/// </summary>
internal sealed class TemplatePassCount
{
    public Guid OrganizationId { get; private init; }

    public Guid TemplateId { get; private init; }

    /// <summary>Counted: passes with a smaller id, which begins with the time, and those voided before.</summary>
    public DateTimeOffset Until { get; private init; }

    public long Created { get; private init; }

    public long Voided { get; private init; }
}

internal sealed class TemplatePassCountConfiguration : IEntityTypeConfiguration<TemplatePassCount>
{
    public void Configure(EntityTypeBuilder<TemplatePassCount> builder)
    {
        builder.ToTable("template_pass_counts");
        builder.HasKey(c => new { c.OrganizationId, c.TemplateId });
    }
}

/// <summary>
/// Counts a template's passes that are not void. What was counted once is kept, so that a count reads the index entries of the passes that
/// were created and voided since, and not those of millions.
/// </summary>
internal sealed class TemplatePassCounts(PassesDbContext db)
{
    /// <summary>Index entries that a count reads at most before what it found is kept.</summary>
    internal const int MaxUnkept = 10_000;

    /// <summary>Outdated passes that are counted by each request; above it, the rollout's own count is used.</summary>
    internal const int MaxCounted = 100_000;

    // Until which moment a count may be kept. Ids are made by the programs' clocks, and a request ends after two minutes.
    private const string Settled = "clock_timestamp() - interval '10 minutes'";

    /// <summary>The smallest id that is made at a moment.</summary>
    private static string IdAt(string moment) =>
        $"(lpad(to_hex((extract(epoch FROM {moment}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid";

    // kept is what was counted before; created and voided are what came since, each with the part of it that is settled.
    private static readonly string CountSql = $$"""
        WITH settled AS MATERIALIZED (SELECT {{Settled}} AS until),
        kept AS MATERIALIZED (
            SELECT until, created, voided FROM template_pass_counts WHERE organization_id = {0} AND template_id = {1}),
        created AS (
            SELECT count(*) AS passes, count(*) FILTER (WHERE id < {{IdAt("(SELECT until FROM settled)")}}) AS settled
            FROM passes WHERE organization_id = {0} AND template_id = {1}
                AND id >= coalesce((SELECT {{IdAt("until")}} FROM kept), '00000000-0000-0000-0000-000000000000')),
        voided AS (
            SELECT count(*) AS passes, count(*) FILTER (WHERE voided_at < (SELECT until FROM settled)) AS settled
            FROM passes WHERE organization_id = {0} AND template_id = {1} AND voided_at IS NOT NULL
                AND voided_at >= coalesce((SELECT until FROM kept), '-infinity'))
        SELECT settled.until AS "Until", coalesce(kept.created, 0) + created.settled AS "SettledCreated",
               coalesce(kept.voided, 0) + voided.settled AS "SettledVoided", created.settled + voided.settled AS "Unkept",
               coalesce(kept.created, 0) + created.passes - coalesce(kept.voided, 0) - voided.passes AS "Passes"
        FROM settled CROSS JOIN created CROSS JOIN voided LEFT JOIN kept ON true
        """;

    internal async Task<int> CountAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken)
    {
        var counted = (await db.Database.SqlQueryRaw<Counted>(CountSql, organizationId, templateId).ToListAsync(cancellationToken))[0];
        if (counted.Unkept > MaxUnkept)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO template_pass_counts AS c (organization_id, template_id, until, created, voided)
                 VALUES ({organizationId}, {templateId}, {counted.Until}, {counted.SettledCreated}, {counted.SettledVoided})
                 ON CONFLICT (organization_id, template_id) DO UPDATE
                 SET until = excluded.until, created = excluded.created, voided = excluded.voided WHERE c.until < excluded.until
                 """,
                cancellationToken);
        }

        return (int)counted.Passes;
    }

    /// <summary>
    /// Passes of an older version. Up to <see cref="MaxCounted"/> they are counted; while more are being moved, the count is that of the
    /// rollout, which each batch brings up to date.
    /// </summary>
    internal async Task<int> CountOutdatedAsync(Guid organizationId, Guid templateId, int version, CancellationToken cancellationToken)
    {
        var counted = await CountOutdatedAsync(organizationId, templateId, version, MaxCounted, cancellationToken);
        if (counted < MaxCounted)
            return counted;
        var kept = await db.TemplateRollouts.AsNoTracking().Where(r => r.OrganizationId == organizationId && r.TemplateId == templateId)
            .Select(r => r.Outdated).SingleOrDefaultAsync(cancellationToken);
        return kept is { } outdated
            ? Math.Max(outdated, counted)
            : await CountOutdatedAsync(organizationId, templateId, version, int.MaxValue, cancellationToken);
    }

    /// <summary>Passes of an older version, at most <paramref name="limit"/>.</summary>
    internal Task<int> CountOutdatedAsync(
        Guid organizationId, Guid templateId, int version, int limit, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<int>(
            $"""
             SELECT count(*)::int AS "Value" FROM (
                 SELECT FROM passes
                 WHERE organization_id = {organizationId} AND template_id = {templateId} AND template_version < {version}
                     AND voided_at IS NULL
                 LIMIT {limit}) p
             """).SingleAsync(cancellationToken);

    private sealed record Counted(DateTimeOffset Until, long SettledCreated, long SettledVoided, long Unkept, long Passes);
}
