using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Notifications.Diagnosis;

/// <summary>What this service knows about the pushes of one pass, for the diagnosis in the pass service.</summary>
internal static class GetPassPushes
{
    internal static async Task<Ok<PassPushes>> HandleAsync(
        Guid passId, string passTypeIdentifier, string? issuerId, ClaimsPrincipal caller, PassPushStore store,
        CancellationToken cancellationToken) =>
        TypedResults.Ok(await store.ReadAsync(caller.OrganizationId, passId, passTypeIdentifier, issuerId, cancellationToken));
}

internal static class DiagnosisRoutes
{
    internal static void MapDiagnosis(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/internal/passes").RequireScope(Scopes.PassesRead).ExcludeFromDescription()
            .MapGet("/{passId:guid}/pushes", GetPassPushes.HandleAsync);
}
