using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.Portal;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Hosting;
using Yarp.ReverseProxy;

namespace Passinstance.Gateway.Status;

/// <summary>
/// Remembers how each program responded, by day: once a minute every gateway looks at the health that its checks found and adds it to the
/// day's row. Days beyond the shown ones are removed. What cannot be written, because the database does not respond, is written later.
/// </summary>
internal sealed partial class StatusHistory(
    IDbContextFactory<GatewayDbContext> contexts, IProxyStateLookup proxy, TimeProvider time, ILogger<StatusHistory> logger)
    : BackgroundService
{
    /// <summary>How many days are kept and shown, with today.</summary>
    public const int Days = 90;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private ConcurrentDictionary<(string Program, DateOnly Day), (int Ok, int Degraded, int Down)> _found = new();

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>Adds what is the case now.</summary>
    public void Look()
    {
        foreach (var part in PublicStatus.Read(proxy))
            Record(part.Name, part.Status);
    }

    /// <summary>Adds one look at a program.</summary>
    public void Record(string program, string status)
    {
        var one = (
            status == PublicStatus.Ok ? 1 : 0, status == PublicStatus.Degraded ? 1 : 0, status == PublicStatus.Down ? 1 : 0);
        _found.AddOrUpdate((program, Today), one, (_, found) => Add(found, one));
    }

    /// <summary>Writes what was found and removes days that are no longer shown.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var found = Interlocked.Exchange(ref _found, new());
        try
        {
            var rows = found.OrderBy(one => one.Key).ToList();
            var (programs, days) = (rows.Select(one => one.Key.Program).ToArray(), rows.Select(one => one.Key.Day).ToArray());
            var (ok, degraded, down) = (
                rows.Select(one => one.Value.Ok).ToArray(), rows.Select(one => one.Value.Degraded).ToArray(),
                rows.Select(one => one.Value.Down).ToArray());
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO status_days AS present (program, day, ok, degraded, down)
                SELECT * FROM unnest({programs}, {days}, {ok}, {degraded}, {down})
                ON CONFLICT (program, day) DO UPDATE SET
                    ok = present.ok + excluded.ok, degraded = present.degraded + excluded.degraded, down = present.down + excluded.down
                """,
                cancellationToken);
            // Written: a failure from here on must not add them again.
            found = new();
            var first = Today.AddDays(1 - Days);
            await db.Set<StatusDay>().Where(one => one.Day < first).ExecuteDeleteAsync(cancellationToken);
        }
        catch (Exception exception) when (PostgresErrors.IsFailure(exception))
        {
            foreach (var (key, count) in found)
                _found.AddOrUpdate(key, count, (_, later) => Add(later, count));
            LogNotWritten(exception);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        Interval, time,
        cancellationToken =>
        {
            Look();
            return WriteAsync(cancellationToken);
        },
        LogNotWritten, stoppingToken);

    private static (int Ok, int Degraded, int Down) Add((int Ok, int Degraded, int Down) one, (int Ok, int Degraded, int Down) other) =>
        (one.Ok + other.Ok, one.Degraded + other.Degraded, one.Down + other.Down);

    [LoggerMessage(LogLevel.Warning, "Could not write how the programs responded. It is written again in a minute.")]
    private partial void LogNotWritten(Exception exception);
}
