using Passinstance.Background;
using Passinstance.Messaging.Bus;
using Passinstance.Persistence.Exports;
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
        services.AddExport("batch", ExportBatches.ReadAsync);
        services.AddExport("batchItem", ExportBatches.ReadItemsAsync);
        services.AddRetention(OldBatches.Results);
        services.AddRetention(OldBatches.Batches);
        services.AddRetention(OldBatches.ResultsByOrganization);
        services.AddRetention(OldBatches.BatchesByOrganization);
        services.AddRetention(new OldRows
        {
            Name = "batches whose request broke off",
            Statement = """
                DELETE FROM batches b USING (
                    SELECT organization_id, id FROM batches WHERE received_at IS NULL AND created_at < statement_timestamp() - $1
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
