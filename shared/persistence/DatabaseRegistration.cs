using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Bulk;
using Passinstance.Persistence.Idempotency;
using Passinstance.Persistence.Restores;
using Passinstance.Persistence.Retention;
using Passinstance.Persistence.Transactions;
using Passinstance.Security;
using Passinstance.ServiceDefaults.Health;

namespace Passinstance.Persistence;

/// <summary>A service's own database.</summary>
public static class DatabaseRegistration
{
    // More than requests and workers have in use at the same time; what exceeds it is made for one use.
    private const int ContextPoolSize = 128;

    /// <summary>
    /// Registers <typeparamref name="TDbContext"/> on <c>ConnectionStrings:Postgres</c> with its data source, health check, unit of work,
    /// idempotency keys and retention.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="applicationName">Shown in <c>pg_stat_activity</c>, unless the connection string names one.</param>
    /// <param name="interceptors">
    /// Interceptors of all contexts: they are made once. What belongs to a request is found by its context.
    /// </param>
    /// <param name="maxPoolSize">Maximum number of connections, unless the connection string sets it.</param>
    /// <exception cref="InvalidOperationException">The connection string is missing; the message names the setting.</exception>
    public static void AddDatabase<TDbContext>(
        this WebApplicationBuilder builder, string applicationName, Func<IServiceProvider, IEnumerable<IInterceptor>>? interceptors = null,
        int maxPoolSize = 15)
        where TDbContext : DbContext
    {
        var settings = DataSources.Settings(builder.Configuration, new DataSourceDefaults(applicationName) { MaxPoolSize = maxPoolSize });

        var services = builder.Services;
        services.AddSingleton(_ => DataSources.Create(settings));
        services.AddSingleton<System.Data.Common.DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        // A context makes two dozen services of its own, which costs more than a query by key: contexts are used again. What is kept by
        // context is kept by its lease, too.
        services.AddDbContextPool<TDbContext>(
            (provider, options) => options
                .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
                .ConfigureWarnings(LogExpectedFailuresAsDebug)
                .AddInterceptors([
                    .. interceptors?.Invoke(provider) ?? [], provider.GetRequiredService<AuditInterceptor>(),
                    new UnitOfWork.Interceptor()]),
            poolSize: ContextPoolSize);
        services.AddSingleton<GroupedWrites>();
        services.AddAuditLog();
        services.AddScoped<DbContext>(provider => provider.GetRequiredService<TDbContext>());
        services.AddDatabaseWarmUp<TDbContext>();
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", tags: [HealthEndpoints.ReadyTag]);
        builder.AddSecretBox();
        services.AddIdempotency();
        services.AddRestores();
        services.AddHostedService<RetentionJob>();
    }

    // A unique index that rejects a row, and a row that another request has changed, are results that the caller handles. A failure that no
    // one handles is logged with its request or its work.
    private static void LogExpectedFailuresAsDebug(WarningsConfigurationBuilder warnings) => warnings.Log(
        (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug),
        (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug));

    /// <summary>
    /// Applies the migrations of <typeparamref name="TDbContext"/>. Processes that do so at the same time wait for each other.
    /// </summary>
    public static async Task MigrateAsync<TDbContext>(this IServiceProvider services, CancellationToken cancellationToken = default)
        where TDbContext : DbContext
    {
        await using var alone = await MigrationLock.TakeAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TDbContext>().Database.MigrateAsync(cancellationToken);
        await AuditTables.PrepareAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
    }

    /// <summary>A connection string that must be set.</summary>
    /// <exception cref="InvalidOperationException">It is missing; the message names the setting and shows <paramref
    /// name="example"/>.</exception>
    public static string RequireConnectionString(this IConfiguration configuration, string name, string example) =>
        configuration.GetConnectionString(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"ConnectionStrings:{name} is missing. Set ConnectionStrings__{name}, for example {example}.");
}
