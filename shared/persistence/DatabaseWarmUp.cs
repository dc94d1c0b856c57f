using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Persistence;

/// <summary>Builds the model and runs one query before the program is ready: the first of both takes a second.</summary>
public static class DatabaseWarmUp
{
    /// <summary>Adds the step for <typeparamref name="TDbContext"/>.</summary>
    public static void AddDatabaseWarmUp<TDbContext>(this IServiceCollection services)
        where TDbContext : DbContext => services.AddWarmUp("database", static async (provider, cancellationToken) =>
    {
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        _ = db.Model.GetEntityTypes().Count();
        // Through EF's pipeline, not only the driver's.
        _ = await db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"").SingleAsync(cancellationToken);
    });
}
