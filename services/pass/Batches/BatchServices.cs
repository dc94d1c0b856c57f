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
        services.AddTransient<BatchIntake>();
        services.AddScoped<BatchUnitStore>();
        services.AddScoped<BatchUnitRunner>();
        services.AddHostedService<BatchWorker>();
        // A batch may have a million results: they are deleted some at a time, and the batch with its units after them.
        services.AddRetention(new OldRows
        {
            Name = "results of batches",
            Statement = """
                DELETE FROM batch_items WHERE ctid = ANY(ARRAY(
                    SELECT i.ctid FROM batches b JOIN batch_items i ON i.organization_id = b.organization_id AND i.batch_id = b.id
                    WHERE b.completed_at < clock_timestamp() - $1 LIMIT $2 FOR UPDATE OF i SKIP LOCKED))
                """,
            Age = BatchLimits.Age,
        });
        services.AddRetention(new OldRows
        {
            Name = "batches",
            Statement = """
                DELETE FROM batches b USING (
                    SELECT organization_id, id FROM batches o WHERE completed_at < clock_timestamp() - $1 AND NOT EXISTS (
                        SELECT FROM batch_items i WHERE i.organization_id = o.organization_id AND i.batch_id = o.id)
                    ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED) old
                WHERE b.organization_id = old.organization_id AND b.id = old.id
                """,
            Age = BatchLimits.Age,
            BatchSize = 10,
        });
        services.AddRetention(new OldRows
        {
            Name = "batches whose request broke off",
            Statement = """
                DELETE FROM batches b USING (
                    SELECT organization_id, id FROM batches WHERE received_at IS NULL AND created_at < clock_timestamp() - $1
                    LIMIT $2 FOR UPDATE SKIP LOCKED) old
                WHERE b.organization_id = old.organization_id AND b.id = old.id
                """,
            Age = BatchLimits.UnreceivedAge,
            BatchSize = 10,
        });
    }

    internal static void AddBatches(this MessagingBuilder messaging) =>
        messaging.AddEventMapper<Batch, BatchDomainEvent, BatchEventMapper>();
}
