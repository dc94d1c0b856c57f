using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Portal;

/// <summary>
/// Authenticates the portal page. It sends the link's token in a header of its own, which no other page can make a browser send. The caller
/// is the link's organization, restricted to the link's webhook.
/// </summary>
internal sealed class PortalAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, SecretBox box,
    WebhooksDbContext db, TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    internal const string SchemeName = "WebhookPortal";
    internal const string HeaderName = "Portal-Token";
    internal const string WriteClaim = "portal-write";
    internal const string WebhookClaim = "portal-webhook";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (PortalLink.TryOpen(box, Request.Headers[HeaderName].ToString(), time) is not { } link ||
            await IsRevokedAsync(link))
            return AuthenticateResult.NoResult();
        var claims = new List<Claim>
        {
            new(InternalToken.OrganizationClaim, TypeId.Format(IdPrefixes.Organization, link.OrganizationId)),
            new(WebhookClaim, TypeId.Format(IdPrefixes.Webhook, link.EndpointId)),
        };
        if (link.CanWrite)
            claims.Add(new Claim(WriteClaim, "true"));
        Context.Items[typeof(PortalLink)] = link;
        var caller = new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName));
        return AuthenticateResult.Success(new AuthenticationTicket(caller, SchemeName));
    }

    private Task<bool> IsRevokedAsync(PortalLink link) => db.WebhookEndpoints.AnyAsync(
        r => r.OrganizationId == link.OrganizationId && r.Id == link.EndpointId && r.PortalLinksRevokedAt >= link.CreatedAt,
        Context.RequestAborted);

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Problem.Unauthorized("The link has expired or is incomplete. Ask the sender for a new one.").ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.Forbidden("This link is read-only. Ask the sender for one that allows changes.").ExecuteAsync(Context);
}

internal static class PortalPolicies
{
    internal static AuthorizationPolicy Read { get; } =
        new AuthorizationPolicyBuilder(PortalAuthentication.SchemeName).RequireAuthenticatedUser().Build();

    internal static AuthorizationPolicy Write { get; } =
        new AuthorizationPolicyBuilder(PortalAuthentication.SchemeName).RequireAuthenticatedUser()
            .RequireClaim(PortalAuthentication.WriteClaim).Build();
}
