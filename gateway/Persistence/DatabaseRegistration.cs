using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Idempotency;
using Passinstance.Persistence.Restores;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Health;

namespace Passinstance.Gateway.Persistence;

/// <summary>Registers the gateway's database and its health check.</summary>
internal static class DatabaseRegistration
{
    private const int ConnectTimeoutSeconds = 3;
    private const int CommandTimeoutSeconds = 5;
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(5);

    public static void AddDatabase(this WebApplicationBuilder builder)
    {
        // Short timeouts, because requests wait for the check of their API key.
        var settings = DataSources.Settings(builder.Configuration, new DataSourceDefaults("gateway")
        {
            Timeout = ConnectTimeoutSeconds,
            CommandTimeout = CommandTimeoutSeconds,
        });
        builder.Services.AddSingleton(_ => DataSources.Create(settings));
        builder.Services.AddDbContextFactory<GatewayDbContext>(
            (provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
                .AddInterceptors(provider.GetRequiredService<AuditInterceptor>())
                .AddInterceptors(new UnitOfWork.Interceptor())
                // A taken name is a result that the caller handles; what no one handles is logged with its request.
                .ConfigureWarnings(warnings => warnings.Log(
                    (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug),
                    (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug))));
        builder.Services.AddAuditLog();
        builder.Services.AddScoped<DbContext>(provider => provider.GetRequiredService<GatewayDbContext>());
        builder.Services.AddIdempotency();
        builder.Services.AddRestores();
        builder.Services.AddRestoreStep<SessionStep>();
        builder.Services.AddDatabaseWarmUp<GatewayDbContext>();
        builder.Services.AddHealthChecks().Add(new(
            "database", provider => new DatabaseHealthCheck(provider.GetRequiredService<NpgsqlDataSource>()), failureStatus: null,
            [HealthEndpoints.ReadyTag], HealthTimeout));
    }
}
