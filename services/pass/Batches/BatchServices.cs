using Passinstance.Background;
using Passinstance.Messaging.Bus;
using Passinstance.Persistence.Retention;

namespace Passinstance.Passes.Batches;

internal static class BatchServices
{
    internal static void AddBatches(this IServiceCollection services)
    {
        services.AddOptions<BatchOptions>().BindConfiguration("Batches").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BatchStore>();
        services.AddSingleton<WorkSignal<BatchWorker>>();
        services.AddScoped<BatchItemStore>();
        services.AddScoped<BatchItemRunner>();
        services.AddHostedService<BatchWorker>();
        services.AddRetention(new OldRows
        {
            Name = "batches",
            // Items and units are deleted with their batch: ten thousand rows.
            Statement = """
                DELETE FROM batches b USING (
                    SELECT organization_id, id FROM batches WHERE completed_at < clock_timestamp() - $1
                    ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED) old
                WHERE b.organization_id = old.organization_id AND b.id = old.id
                """,
            Age = BatchLimits.Age,
            BatchSize = 10,
        });
    }

    internal static void AddBatches(this MessagingBuilder messaging) =>
        messaging.AddEventMapper<Batch, BatchDomainEvent, BatchEventMapper>();
}
