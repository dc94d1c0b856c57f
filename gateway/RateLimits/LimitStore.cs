using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Passinstance.Gateway.Telemetry;

namespace Passinstance.Gateway.RateLimits;

/// <summary>What the store granted, and what is left in the bucket after that.</summary>
internal readonly record struct Grant(int Tokens, double Left);

/// <summary>
/// The buckets that all gateways share, in an unlogged table: losing them in a crash of the database costs one burst. When the store does
/// not answer, this says so once and is left alone for <see cref="Rest"/>; meanwhile each gateway limits by itself.
/// </summary>
internal sealed partial class LimitStore : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _database;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<LimitStore> _logger;
    private readonly TimeSpan _patience;
    private long _restUntil;

    public LimitStore(IConfiguration configuration, RateLimitOptions options, GatewayMetrics metrics, TimeProvider time, ILogger<LimitStore> logger)
    {
        // The driver counts in whole seconds.
        var patience = (int)Math.Ceiling(options.StorePatience.TotalSeconds);
        // Connections of its own, so that a flood of leases does not keep keys from being read.
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Postgres")) { Timeout = patience, CommandTimeout = patience, MaxPoolSize = 20, ApplicationName = "gateway-limits" };
        _database = NpgsqlDataSource.Create(settings);
        _patience = options.StorePatience;
        _metrics = metrics;
        _time = time;
        _logger = logger;
    }

    /// <summary>Up to <paramref name="wanted"/> tokens of the bucket; null when the store does not answer.</summary>
    public async Task<Grant?> TakeAsync(string bucket, TokenLimit limit, int wanted)
    {
        if (_time.GetTimestamp() < Volatile.Read(ref _restUntil))
            return null;
        try
        {
            var question = AskAsync(bucket, limit, wanted);
            // Giving up is not left to the driver: it would first ask the server, frozen as it may be, to cancel.
            _ = question.ContinueWith(static asked => _ = asked.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            var grant = await question.WaitAsync(_patience, _time);
            _metrics.LimitStoreAnswered();
            return grant;
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            Volatile.Write(ref _restUntil, _time.GetTimestamp() + (long)(Rest.TotalSeconds * _time.TimestampFrequency));
            _metrics.LimitStoreFailed();
            StoreFailed(exception);
            return null;
        }
    }

    private async Task<Grant> AskAsync(string bucket, TokenLimit limit, int wanted)
    {
        await using var command = _database.CreateCommand("SELECT granted, tokens_left FROM take_rate_limit_tokens($1, $2, $3, $4)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = bucket });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = limit.Rate });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = limit.Burst });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = wanted });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Grant(reader.GetInt32(0), reader.GetDouble(1));
    }

    /// <summary>
    /// Opens the first connection before the first request needs it: a cold one can take longer than a request may wait, and this gateway
    /// would begin by limiting alone.
    /// </summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database.CreateCommand("SELECT granted FROM take_rate_limit_tokens('warm-up', 1, 1, 0)");
            await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            _metrics.LimitStoreFailed();
            StoreFailed(exception);
        }
    }

    /// <summary>Removes buckets that nobody has used for an hour: they are full, as a new one is.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("DELETE FROM rate_limit_buckets WHERE updated_at < $1");
        command.Parameters.Add(new NpgsqlParameter { Value = _time.GetUtcNow().AddHours(-1).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rate limit store does not answer: this gateway limits by itself until it does")]
    private partial void StoreFailed(Exception exception);
}
