using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.Authentication.ApiKeys;

/// <summary>Section <c>ApiKeys</c>: how the use of keys is recorded.</summary>
internal sealed class ApiKeyUsageOptions
{
    /// <summary>How often the last use of keys is written to the database.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan LastUseInterval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>
/// Collects when keys were used and writes it about once a minute, in one statement: an exact time would cost a write per request.
/// </summary>
internal sealed partial class ApiKeyUsage(
    IDbContextFactory<GatewayDbContext> contexts, IOptions<ApiKeyUsageOptions> options, TimeProvider time, ILogger<ApiKeyUsage> logger)
    : BackgroundService
{
    private ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    public void Record(Guid keyId)
    {
        var now = time.GetUtcNow();
        // Mostly a read: a busy key is written once per second.
        if (!_used.TryGetValue(keyId, out var last) || now - last > TimeSpan.FromSeconds(1))
            _used[keyId] = now;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(
            options.Value.LastUseInterval, time, WriteAsync, exception => LogLastUseNotWritten(0, exception), stoppingToken);

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var used = Interlocked.Exchange(ref _used, new ConcurrentDictionary<Guid, DateTimeOffset>());
        if (used.IsEmpty)
            return;

        try
        {
            var ids = used.Keys.Order().ToArray();
            var times = ids.Select(id => used[id].UtcDateTime).ToArray();
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE api_keys AS key SET last_used_at = used.at
                FROM unnest({ids}, {times}) AS used(id, at)
                WHERE key.id = used.id AND (key.last_used_at IS NULL OR key.last_used_at < used.at)
                """,
                cancellationToken);
        }
        catch (Exception exception) when (PostgresErrors.IsFailure(exception))
        {
            // Requests must not fail because of this; the next use writes a later time.
            LogLastUseNotWritten(used.Count, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not write the last use of {Count} API keys. Their next use is written again.")]
    private partial void LogLastUseNotWritten(int count, Exception exception);
}
