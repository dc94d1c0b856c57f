using System.Security.Claims;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Persistence.Idempotency;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>Marks an operation of the API that the gateway serves itself.</summary>
internal sealed record OwnOperation;

/// <summary>
/// Operations of the API that the gateway serves itself. They get what the services' operations have: the caller as its principal, checked
/// bodies, and idempotency keys.
/// </summary>
internal static class OwnOperations
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>A group of such operations.</summary>
    public static RouteGroupBuilder MapOwn(this IEndpointRouteBuilder endpoints, string path)
    {
        var group = endpoints.MapGroup(path);
        group.WithRequestTimeout(Timeout).WithMetadata(new OwnOperation());
        return group;
    }

    public static void UseOwnOperations(this WebApplication app) => app.UseWhen(
        static context => context.GetEndpoint()?.Metadata.GetMetadata<OwnOperation>() is not null,
        static own =>
        {
            own.Use(static (context, next) =>
            {
                context.User = PrincipalOf(context);
                return next(context);
            });
            own.UseBodyValues();
            own.UseIdempotency();
        });

    private static ClaimsPrincipal PrincipalOf(HttpContext context)
    {
        var caller = Caller.Of(context);
        return new InternalCaller(caller.OrganizationId, caller.KeyId, caller.Environment, caller.Scopes) { Quotas = caller.Quotas }
            .ToPrincipal(context.TraceIdentifier);
    }
}
