using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Passinstance.Persistence;

namespace Passinstance.Gateway.RateLimiting;

/// <summary>What the store granted, and what is left in the bucket after that.</summary>
internal readonly record struct Grant(int Tokens, double Left);

/// <summary>
/// The buckets that all gateways share, in an unlogged table: losing them in a crash of the database costs one burst. After a failed query
/// the store is not queried for <see cref="Pause"/>; meanwhile each gateway limits by itself.
/// </summary>
internal sealed partial class LimitStore : IAsyncDisposable
{
    private const int MaxConnections = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _dataSource;
    private readonly RateLimitMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<LimitStore> _logger;
    private readonly TimeSpan _timeout;
    private long _pausedUntil;

    public LimitStore(
        IConfiguration configuration, IOptions<RateLimitOptions> options, RateLimitMetrics metrics, TimeProvider time,
        ILogger<LimitStore> logger)
    {
        _timeout = options.Value.StoreTimeout;
        // The driver counts in whole seconds.
        var seconds = (int)Math.Ceiling(_timeout.TotalSeconds);
        // A pool of its own, so that a flood of leases does not delay the reading of API keys.
        var settings = DataSources.Settings(configuration, new DataSourceDefaults("gateway-limits"));
        settings.ApplicationName = "gateway-limits";
        settings.MaxPoolSize = MaxConnections;
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, MaxConnections);
        settings.Timeout = seconds;
        settings.CommandTimeout = seconds;
        _dataSource = DataSources.Create(settings);
        _metrics = metrics;
        _time = time;
        _logger = logger;
    }

    /// <summary>Up to <paramref name="wanted"/> tokens of the bucket; null when the store does not respond.</summary>
    public async Task<Grant?> TakeAsync(string bucket, TokenLimit limit, int wanted)
    {
        if (_time.GetTimestamp() < Volatile.Read(ref _pausedUntil))
            return null;

        try
        {
            var query = QueryAsync(bucket, limit, wanted);
            // The driver's own timeout would first ask the server, which may be frozen, to cancel the query.
            _ = query.ContinueWith(
                static failed => _ = failed.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
            var grant = await query.WaitAsync(_timeout, _time);
            _metrics.LimitStoreSucceeded();
            return grant;
        }
        catch (Exception exception) when (PostgresErrors.IsFailure(exception))
        {
            Volatile.Write(ref _pausedUntil, _time.GetTimestamp() + (long)(Pause.TotalSeconds * _time.TimestampFrequency));
            _metrics.LimitStoreFailed();
            LogStoreFailed(exception);
            return null;
        }
    }

    /// <summary>
    /// Opens the first connection before the first request needs it. A new connection can take longer than a request may wait, and the
    /// gateway would start with local limits.
    /// </summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _dataSource.CreateCommand("SELECT granted FROM take_rate_limit_tokens('warm-up', 1, 1, 0)");
            await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (Exception exception) when (PostgresErrors.IsFailure(exception))
        {
            _metrics.LimitStoreFailed();
            LogStoreFailed(exception);
        }
    }

    /// <summary>Deletes buckets that have not been used for an hour: they are full, as a new one is.</summary>
    public async Task DeleteUnusedAsync(CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand("DELETE FROM rate_limit_buckets WHERE updated_at < $1");
        command.Parameters.Add(
            new NpgsqlParameter { Value = _time.GetUtcNow().AddHours(-1).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    private async Task<Grant> QueryAsync(string bucket, TokenLimit limit, int wanted)
    {
        await using var command = _dataSource.CreateCommand("SELECT granted, tokens_left FROM take_rate_limit_tokens($1, $2, $3, $4)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = bucket });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = limit.Rate });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = limit.Burst });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = wanted });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Grant(reader.GetInt32(0), reader.GetDouble(1));
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The rate limit store does not respond. This gateway applies its limits locally until it does. " +
        "Check the database of ConnectionStrings__Postgres.")]
    private partial void LogStoreFailed(Exception exception);
}
