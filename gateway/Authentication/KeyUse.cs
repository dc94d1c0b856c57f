using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Persistence;

namespace Passinstance.Gateway.Authentication;

/// <summary>
/// Remembers when keys were used and writes it down about once a minute, in one statement: an exact time would cost a write a request.
/// </summary>
internal sealed partial class KeyUse(
    IDbContextFactory<GatewayDbContext> databases, IConfiguration configuration, TimeProvider time, ILogger<KeyUse> logger) : BackgroundService
{
    private readonly TimeSpan _interval = configuration.GetValue("ApiKeys:LastUseInterval", TimeSpan.FromMinutes(1));
    private ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    public void Record(Guid keyId)
    {
        var now = time.GetUtcNow();
        // Mostly a read: a busy key writes once a second.
        if (!_used.TryGetValue(keyId, out var last) || now - last > TimeSpan.FromSeconds(1))
            _used[keyId] = now;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await WriteAsync(stoppingToken);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var used = Interlocked.Exchange(ref _used, new ConcurrentDictionary<Guid, DateTimeOffset>());
        if (used.IsEmpty)
            return;
        try
        {
            var ids = used.Keys.Order().ToArray();
            var times = ids.Select(id => used[id].UtcDateTime).ToArray();
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await database.Database.ExecuteSqlAsync(
                $"""
                UPDATE api_keys AS key SET last_used_at = used.at
                FROM unnest({ids}, {times}) AS used(id, at)
                WHERE key.id = used.id AND (key.last_used_at IS NULL OR key.last_used_at < used.at)
                """,
                cancellationToken);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or TimeoutException)
        {
            // The next minute writes a later time anyway; calls must not fail for it.
            LastUseNotWritten(used.Count, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last use of {Count} keys was not written; it will be with their next use")]
    private partial void LastUseNotWritten(int count, Exception exception);
}
