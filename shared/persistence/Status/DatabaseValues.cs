using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Persistence.Status;

/// <summary>A number of the status report that a statement measures.</summary>
/// <param name="Value">What it is.</param>
/// <param name="Statement">Returns one number, or null for none; quick on large tables.</param>
public sealed record DatabaseValue(StatusValue Value, string Statement);

/// <summary>Measures a service's <see cref="DatabaseValue"/>s periodically.</summary>
public sealed partial class DatabaseValues(
    IEnumerable<DatabaseValue> all, StatusValues values, NpgsqlDataSource database, TimeProvider time, ILogger<DatabaseValues> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Measures all once.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        foreach (var one in all)
        {
            await using var command = database.CreateCommand(one.Statement);
            if (await command.ExecuteScalarAsync(cancellationToken) is { } number and not DBNull)
                values.Set(one.Value, Convert.ToDouble(number, CultureInfo.InvariantCulture));
            else
                values.Remove(one.Value);
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var one in all)
            values.Declare(one.Value);
        return Periodically.RunAsync(Interval, time, MeasureAsync, LogFailed, stoppingToken);
    }

    [LoggerMessage(LogLevel.Debug, "The numbers of the status report could not be measured.")]
    private partial void LogFailed(Exception exception);
}

/// <summary>Registers numbers that a statement measures.</summary>
public static class DatabaseValueServices
{
    /// <summary>Adds numbers to the status report.</summary>
    public static void AddDatabaseValues(this IServiceCollection services, params IReadOnlyCollection<DatabaseValue> values)
    {
        foreach (var value in values)
            services.AddSingleton(value);
        services.AddHostedService<DatabaseValues>();
    }
}
