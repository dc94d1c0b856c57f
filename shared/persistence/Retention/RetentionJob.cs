using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Persistence.Retention;

/// <summary>
/// Keeps a service's tables small: <see cref="OldRows"/> are deleted in batches with a transaction each, so that no lock is held long and
/// replicas share the work.
/// </summary>
public sealed partial class RetentionJob(
    IEnumerable<OldRows> all, NpgsqlDataSource database, TimeProvider time, ILogger<RetentionJob> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(all.Select(rows => Periodically.RunAsync(
            rows.Interval, time, cancellationToken => DeleteAsync(rows, cancellationToken),
            exception => LogFailed(rows.Name, rows.Interval, exception), stoppingToken)));

    /// <summary>Deletes all rows that are past their retention now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var rows in all)
            await DeleteAsync(rows, cancellationToken);
    }

    private async Task DeleteAsync(OldRows rows, CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            await using var command = database.CreateCommand(rows.Statement);
            command.Parameters.Add(new() { Value = rows.Age });
            command.Parameters.Add(new() { Value = rows.BatchSize });
            deleted = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (deleted == rows.BatchSize);
    }

    [LoggerMessage(LogLevel.Warning, "Retention could not delete old rows ({Name}); retrying in {Interval}.")]
    private partial void LogFailed(string name, TimeSpan interval, Exception exception);
}
