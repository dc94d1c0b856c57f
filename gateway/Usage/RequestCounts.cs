using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.Usage;

/// <summary>Counts requests by organization and day in memory, and adds them to the database about once a minute.</summary>
internal sealed partial class RequestCounts(
    IDbContextFactory<GatewayDbContext> contexts, IOptions<ApiKeyUsageOptions> options, TimeProvider time, ILogger<RequestCounts> logger)
    : BackgroundService
{
    private ConcurrentDictionary<(Guid OrganizationId, DateOnly Day), long> _counts = new();

    public void Record(Guid organizationId) => _counts.AddOrUpdate(
        (organizationId, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)), 1, static (_, count) => count + 1);

    /// <summary>What this gateway has counted and not written yet.</summary>
    public long Pending(Guid organizationId, DateOnly day) => _counts.GetValueOrDefault((organizationId, day));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(options.Value.LastUseInterval, time, WriteAsync, LogNotWritten, stoppingToken);

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var counted = Interlocked.Exchange(ref _counts, new());
        if (counted.IsEmpty)
            return;
        try
        {
            var rows = counted.OrderBy(one => one.Key).ToList();
            var (ids, days) = (rows.Select(one => one.Key.OrganizationId).ToArray(), rows.Select(one => one.Key.Day).ToArray());
            var counts = rows.Select(one => one.Value).ToArray();
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO request_counts AS present (organization_id, day, requests)
                SELECT id, day, count FROM unnest({ids}, {days}, {counts}) AS counted(id, day, count)
                ON CONFLICT (organization_id, day) DO UPDATE SET requests = present.requests + excluded.requests
                """,
                cancellationToken);
        }
        catch (Exception exception) when (PostgresErrors.IsFailure(exception))
        {
            // The next write adds them.
            foreach (var (key, count) in counted)
                _counts.AddOrUpdate(key, count, (_, present) => present + count);
            LogNotWritten(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not write the counts of requests. They are written again.")]
    private partial void LogNotWritten(Exception exception);
}
