using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Persistence.Auditing;

/// <summary>Names an endpoint in the audit log, where its handler's class does not, or who acts there without a credential.</summary>
/// <param name="operation">The operation; null for the name of the handler's class.</param>
/// <param name="actorKind">Who acts where a request carries no credential: one of <see cref="AuditActorKinds"/>; null leaves the endpoint
/// out.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class AuditedOperationAttribute(string? operation = null, string? actorKind = null) : Attribute
{
    /// <summary>The operation.</summary>
    public string? Operation { get; } = operation;

    /// <summary>Who acts.</summary>
    public string? ActorKind { get; } = actorKind;
}

/// <summary>Who makes a request.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="OrganizationId">The actor's organization; empty without one.</param>
public sealed record AuditCaller(AuditActor Actor, Guid OrganizationId);

/// <summary>Puts the requests of a program into the audit log.</summary>
public static class AuditPipeline
{
    /// <summary>
    /// Begins an <see cref="AuditScope"/> for every request of a handler that may write and is no GET; call it after authorization and
    /// before idempotency keys. The operation is the name of the handler's class, which is the <c>operationId</c>.
    /// </summary>
    /// <param name="identify">Who makes a request; null for no one. Default: the caller of the internal token.</param>
    public static void UseAuditLog(this IApplicationBuilder app, Func<HttpContext, AuditCaller?>? identify = null)
    {
        identify ??= FromToken;
        app.Use((context, next) => RunAsync(context, next, identify));
    }

    /// <summary>The operation of an endpoint; null for one that is not a handler, such as a forwarded route.</summary>
    public static string? OperationOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<AuditedOperationAttribute>()?.Operation
            ?? (endpoint.Metadata.GetMetadata<MethodInfo>()?.DeclaringType is { } handler
                ? JsonNamingPolicy.CamelCase.ConvertName(handler.Name)
                : null);

    private static async Task RunAsync(HttpContext context, RequestDelegate next, Func<HttpContext, AuditCaller?> identify)
    {
        using var scope = Begin(context, identify);
        await next(context);
    }

    private static AuditScope? Begin(HttpContext context, Func<HttpContext, AuditCaller?> identify)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) ||
            context.GetEndpoint() is not RouteEndpoint endpoint || OperationOf(endpoint) is not { } operation)
            return null;
        var declared = endpoint.Metadata.GetMetadata<AuditedOperationAttribute>()?.ActorKind;
        var caller = identify(context) ?? (declared is null ? null : new AuditCaller(new AuditActor(declared, null), Guid.Empty));
        if (caller is null)
            return null;
        // Where a holder is, is the holder's.
        var address = caller.Actor.Kind == AuditActorKinds.Holder ? null : context.Connection.RemoteIpAddress;
        var scope = AuditScope.Begin(caller.Actor, operation, address, context.TraceIdentifier);
        scope.OrganizationId = caller.OrganizationId;
        scope.ResourceId = ResourceOf(context);
        return scope;
    }

    // The first id of the path, such as that of the bundle that loses a pass.
    private static string? ResourceOf(HttpContext context)
    {
        foreach (var parameter in ((RouteEndpoint)context.GetEndpoint()!).RoutePattern.Parameters)
        {
            if (context.Request.RouteValues[parameter.Name] is string value && IdPrefixes.KindOf(value) is not null)
                return value;
        }

        return null;
    }

    private static AuditCaller? FromToken(HttpContext context)
    {
        if (context.User.Identity is not { IsAuthenticated: true } identity || !context.User.HasOrganization)
            return null;
        var actor = identity.Name is { Length: > 0 } id
            ? AuditActor.Of(id)
            : new AuditActor(AuditActorKinds.PortalLink, null);
        return new AuditCaller(actor, context.User.OrganizationId);
    }
}
