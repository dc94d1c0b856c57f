using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Messaging.Bus;

/// <summary>The dead letters of a service, for the gateway, which shows those of all to an operator.</summary>
public static class DeadLetterRoutes
{
    /// <summary>All dead letters of the service. The gateway routes nothing below <c>/internal</c>.</summary>
    public const string Path = "/internal/dead-letters";

    /// <summary>Sends one again, or all.</summary>
    public const string ResendPath = "/internal/dead-letters/resend";

    /// <summary>The right to see and resend them. No credential has it: the gateway gives it to itself for an operator.</summary>
    public const string Scope = "dead-letters";

    /// <summary>How many were sent again.</summary>
    /// <param name="Resent">The number.</param>
    public sealed record ResendResult(int Resent);

    /// <summary>Maps the routes.</summary>
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ListAsync).RequireScope(Scope).ExcludeFromDescription();
        routes.MapPost(ResendPath, ResendAsync).RequireScope(Scope).ExcludeFromDescription();
    }

    private static async Task<Ok<IReadOnlyList<DeadLetter>>> ListAsync(DeadLetters letters, CancellationToken cancellationToken) =>
        TypedResults.Ok(await letters.ListAsync(cancellationToken));

    private static async Task<Ok<ResendResult>> ResendAsync(string? id, DeadLetters letters, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ResendResult(await letters.ResendAsync(id, cancellationToken)));
}
