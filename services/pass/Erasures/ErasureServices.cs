using Passinstance.Messaging.Bus;
using Passinstance.Passes.Passes;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Erasures;

internal static class ErasureServices
{
    internal static void AddErasures(this IServiceCollection services)
    {
        services.AddScoped<ErasureStore>();
        services.AddWorkBatch<ErasureBatch>();
        services.AddExport("erasure", ExportErasures.ReadAsync);
    }

    internal static void AddErasures(this MessagingBuilder messaging)
    {
        messaging.AddEventMapper<Erasure, ErasureDomainEvent, ErasureEventMapper>();
        messaging.AddConsumer<ErasedElsewhereConsumer>();
    }

    internal static void MapErasures(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/erasures").RequireScope(Scopes.ErasuresRead).MapGet("/{id}", GetErasure.HandleAsync);
        routes.MapGroup("/api/v1/erasures").RequireScope(Scopes.ErasuresWrite).MapPost("/", StartErasure.HandleAsync);
        routes.MapGroup("/api/v1/passes").RequireScope(Scopes.ErasuresWrite).MapPost("/{id}/erase", ErasePass.HandleAsync);
    }
}
