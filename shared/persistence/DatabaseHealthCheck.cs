using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Passinstance.Persistence;

/// <summary>Ready when the service's own database responds within the probe's timeout.</summary>
/// <param name="database">The service's data source.</param>
public sealed class DatabaseHealthCheck(DbDataSource database) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (DbException exception)
        {
            return HealthCheckResult.Unhealthy(
                "The database does not respond. Check ConnectionStrings__Postgres and that the server runs.", exception);
        }
    }
}
