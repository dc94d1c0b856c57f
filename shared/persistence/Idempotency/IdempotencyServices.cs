using Microsoft.Extensions.DependencyInjection;
using Passinstance.Persistence.Retention;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Persistence.Idempotency;

/// <summary>Registers what idempotency keys need.</summary>
public static class IdempotencyServices
{
    /// <summary>
    /// Adds the unit of work, the store of keys and their retention. The DbContext must have the unit of work's interceptor.
    /// </summary>
    public static void AddIdempotency(this IServiceCollection services)
    {
        services.AddScoped<UnitOfWork>();
        services.AddSingleton<IdempotencyStore>();
        services.AddSingleton<ErasedResponse>();
        services.AddRetention(
            OldRows.Of("idempotency keys", "idempotency_keys", "created_at", IdempotencyStore.Age) with
            {
                Interval = TimeSpan.FromMinutes(1),
            });
    }
}
