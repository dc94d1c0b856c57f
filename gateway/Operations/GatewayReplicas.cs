using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Gateway.Operations;

/// <summary>
/// Writes this gateway's report where the other replicas read it, every ten seconds, and removes it when the gateway is stopped. One that
/// ends otherwise is shown as silent for an hour.
/// </summary>
internal sealed partial class GatewayReplicas(
    IDbContextFactory<GatewayDbContext> contexts, StatusReporter reporter, IConfiguration configuration, TimeProvider time,
    ILogger<GatewayReplicas> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);

    /// <summary>This replica's host and port.</summary>
    public string Own { get; } = $"{Environment.MachineName.ToLowerInvariant()}:{StatusTargets.OwnPort(configuration)}";

    /// <summary>This replica's report as it is now.</summary>
    public async Task<StatusReport> ReportAsync(CancellationToken cancellationToken) =>
        await reporter.ReportAsync(cancellationToken) with { Address = $"http://{Own}" };

    /// <summary>Writes it, and forgets replicas that were not seen for an hour.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var report = JsonSerializer.Serialize(await ReportAsync(cancellationToken), StatusReport.Json);
        var (now, oldest) = (time.GetUtcNow(), time.GetUtcNow() - ForgottenAfter);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO gateway_replicas (replica, seen_at, report) VALUES ({Own}, {now}, {report}::json)
            ON CONFLICT (replica) DO UPDATE SET seen_at = excluded.seen_at, report = excluded.report
            """,
            cancellationToken);
        await db.Set<GatewayReplica>().Where(one => one.SeenAt < oldest).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>The last reports of the other replicas; of one that has become silent, a report that says so.</summary>
    public async Task<IReadOnlyList<StatusReport>> OthersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var rows = await db.Set<GatewayReplica>().AsNoTracking().Where(one => one.Replica != Own).OrderBy(one => one.Replica)
                .ToListAsync(cancellationToken);
            return [.. rows.Select(Read)];
        }
        catch (Exception exception) when (PostgresErrors.IsFailure(exception))
        {
            // The own report has the database as its finding.
            return [];
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await db.Set<GatewayReplica>().Where(one => one.Replica == Own).ExecuteDeleteAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException || PostgresErrors.IsFailure(exception))
        {
            LogNotRemoved(exception.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await WriteAsync(stoppingToken);
            }
            catch (Exception exception) when (PostgresErrors.IsFailure(exception))
            {
                LogNotWritten(exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private StatusReport Read(GatewayReplica row)
    {
        var silent = time.GetUtcNow() - row.SeenAt;
        var report = JsonSerializer.Deserialize<StatusReport>(row.Report, StatusReport.Json)!;
        return silent < SilentAfter ? report : report with
        {
            Findings =
            [
                new StatusFinding(
                    StatusLevel.Warning, $"has not reported for {(int)silent.TotalSeconds} s",
                    "If it was not removed on purpose, start it, or read its log for why it ended. It is shown for an hour."),
            ],
            Numbers = [],
        };
    }

    [LoggerMessage(LogLevel.Warning, "Could not write the report of this gateway for the other replicas: {Reason}")]
    private partial void LogNotWritten(string reason);

    [LoggerMessage(LogLevel.Information, "Could not remove the report of this gateway: {Reason}")]
    private partial void LogNotRemoved(string reason);
}
