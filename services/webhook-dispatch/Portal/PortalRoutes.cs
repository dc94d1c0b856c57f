using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Portal;

/// <summary>What the page asks first.</summary>
/// <param name="WebhookId">The webhook it shows.</param>
/// <param name="ExpiresAt">Until when.</param>
/// <param name="CanWrite">Whether buttons are shown.</param>
/// <param name="Theme">How it looks.</param>
public sealed record PortalSession(string WebhookId, DateTimeOffset ExpiresAt, bool CanWrite, PortalTheme Theme);

internal static class PortalRoutes
{
    // Only our own files; nothing inline, in frames or from other origins.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
        "base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'";

    internal static void MapPortal(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksWrite)
            .MapPost("/portal-links", CreateWebhookPortalLink.HandleAsync);
        routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksWrite)
            .MapDelete("/{id}/portal-links", RevokeWebhookPortalLinks.HandleAsync);

        var page = routes.MapGroup("/portal/webhooks").AllowAnonymous();
        page.MapGet("/", (HttpContext context) => File(context, "index.html", "text/html; charset=utf-8"));
        page.MapGet("/portal.js", (HttpContext context) => File(context, "portal.js", "text/javascript; charset=utf-8"));
        page.MapGet("/portal.css", (HttpContext context) => File(context, "portal.css", "text/css; charset=utf-8"));
        page.MapGet("/icon.svg", (HttpContext context) => File(context, "icon.svg", "image/svg+xml"));

        var read = routes.MapGroup("/portal/webhooks/api").RequireAuthorization(PortalPolicies.Read);
        read.MapGet("/session", Session);
        var readOne = read.MapGroup("/webhooks").AddEndpointFilter(RequireOwnWebhookAsync);
        readOne.MapWebhookEndpointReads();
        readOne.MapDeliveryReads();

        var write = routes.MapGroup("/portal/webhooks/api/webhooks").RequireAuthorization(PortalPolicies.Write)
            .AddEndpointFilter(RequireOwnWebhookAsync);
        write.MapWebhookEndpointSwitches();
        write.MapDeliveryWrites();
    }

    private static Ok<PortalSession> Session(HttpContext context)
    {
        var link = (PortalLink)context.Items[typeof(PortalLink)]!;
        var webhookId = context.User.FindFirstValue(PortalAuthentication.WebhookClaim)!;
        return TypedResults.Ok(new PortalSession(webhookId, link.ExpiresAt, link.CanWrite, link.Theme));
    }

    // A link is for one webhook; the organization's other webhooks are 404.
    private static async ValueTask<object?> RequireOwnWebhookAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var asked = invocation.HttpContext.Request.RouteValues["id"] as string;
        return asked is not null && asked == invocation.HttpContext.User.FindFirstValue(PortalAuthentication.WebhookClaim)
            ? await next(invocation)
            : WebhookEndpointLookup.NotFound(asked ?? "");
    }

    private static FileStreamHttpResult File(HttpContext context, string name, string contentType)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.CacheControl = "no-cache";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return TypedResults.Stream(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Portal.{name}")!, contentType);
    }
}
