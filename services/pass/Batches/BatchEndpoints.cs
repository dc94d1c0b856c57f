using Microsoft.AspNetCore.Mvc;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Batches;

internal static class BatchEndpoints
{
    internal static void MapBatches(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/batch").RequireScope(Scopes.BatchRead);
        read.MapGet("/{id}", GetBatch.HandleAsync);
        read.MapGet("/{id}/items", ListBatchItems.HandleAsync);

        var write = routes.MapGroup("/api/v1/batch").RequireScope(Scopes.BatchWrite);
        write.MapPost("/", StartBatch.HandleAsync).WithMetadata(new RequestSizeLimitAttribute(BatchLimits.MaxBody));
        write.MapPost("/{id}/cancel", CancelBatch.HandleAsync);
    }
}
