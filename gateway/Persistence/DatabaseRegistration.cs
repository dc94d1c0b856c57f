using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Passinstance.Persistence;
using Passinstance.Security.Outbound;
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
        if (builder.Configuration.GetConnectionString("Postgres") is not { Length: > 0 } connection)
        {
            throw new InvalidOperationException(
                "ConnectionStrings:Postgres is missing. Set ConnectionStrings__Postgres to the gateway's own database.");
        }

        // Short timeouts, because requests wait for the check of their API key.
        var settings = new NpgsqlConnectionStringBuilder(connection)
        {
            Timeout = ConnectTimeoutSeconds,
            CommandTimeout = CommandTimeoutSeconds,
            ApplicationName = "gateway",
        };
        builder.Services.AddSingleton(_ => new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .UseSslClientAuthenticationOptionsCallback(tls => tls.CertificateChainPolicy ??= CertificateChecks.CreatePolicy()).Build());
        builder.Services.AddDbContextFactory<GatewayDbContext>(
            (provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
                // A taken name is a result that the caller handles; what no one handles is logged with its request.
                .ConfigureWarnings(warnings => warnings.Log(
                    (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug),
                    (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug))));
        builder.Services.AddDatabaseWarmUp<GatewayDbContext>();
        builder.Services.AddHealthChecks().Add(new(
            "database", provider => new DatabaseHealthCheck(provider.GetRequiredService<NpgsqlDataSource>()), failureStatus: null,
            [HealthEndpoints.ReadyTag], HealthTimeout));
    }
}
