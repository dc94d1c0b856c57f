using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Batches;

internal static class BatchEndpoints
{
    internal static void MapBatches(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/batch").RequireScope(Scopes.BatchRead);
        read.MapGet("/", ListBatches.HandleAsync);
        read.MapGet("/{id}", GetBatch.HandleAsync);
        read.MapGet("/{id}/items", ListBatchItems.HandleAsync);
        read.MapGet("/{id}/results", DownloadBatchResults.HandleAsync);
        read.MapGet("/{id}/passes", DownloadBatchPasses.HandleAsync);

        var write = routes.MapGroup("/api/v1/batch").RequireScope(Scopes.BatchWrite);
        var options = routes.ServiceProvider.GetRequiredService<IOptions<BatchOptions>>().Value;
        write.MapPost("/", StartBatch.HandleAsync).WithMetadata(new RequestSizeLimitAttribute(BatchLimits.MaxJsonBody));
        // The same operation with another media type; it is documented with the first, which also takes a request without a type.
        write.MapPost("/", StartStreamedBatch.HandleAsync).ExcludeFromDescription().WithOrder(1)
            .Accepts<string>(Ndjson.MediaType, StartStreamedBatch.Csv)
            .WithMetadata(new RequestSizeLimitAttribute(options.MaxBytes), new AuditedOperationAttribute("startBatch"));
        write.MapPost("/{id}/cancel", CancelBatch.HandleAsync);
    }
}
