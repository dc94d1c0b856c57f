using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Security.ServiceCalls;

/// <summary>
/// The credential of a service that calls another without a user, such as a worker: path, query and a time, sealed under a key that only
/// the two services have, for one organization. Only a holder of that key can make one, and it is valid for one path and query for a
/// minute. The gateway never forwards such a credential for a client.
/// </summary>
/// <remarks>Form: <c>Authorization: ServiceCall org_... base64url(sealed)</c>.</remarks>
public static class ServiceCall
{
    /// <summary>Allows another service or a request with an internal token.</summary>
    public const string OrInternalToken = "ServiceCallOrInternalToken";
    /// <summary>Allows only another service.</summary>
    public const string Only = "ServiceCallOnly";

    internal const string Scheme = "ServiceCall";
    internal const string Purpose = "service-call";
    internal const string KeyClaim = "service-key";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>The value of the <c>Authorization</c> header for a GET of <paramref name="pathAndQuery"/>, as it is sent.</summary>
    public static string Authorization(SecretBox box, Guid organizationId, string pathAndQuery, TimeProvider time)
    {
        var expires = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{expires} {pathAndQuery}"));
        var credential = Base64Url.EncodeToString(box.Seal(Purpose, organizationId, content));
        return $"{Scheme} {TypeId.Format(IdPrefixes.Organization, organizationId)} {credential}";
    }

    /// <summary>
    /// Adds the scheme and the two policies; call <see cref="InternalIdentity.AddInternalIdentity"/> and register the secret box first.
    /// </summary>
    public static void AddServiceCalls(this WebApplicationBuilder builder)
    {
        builder.AddServiceCallKeys(opensOnly: true);
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ServiceCallHandler>(Scheme, configureOptions: null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(OrInternalToken, policy => policy.AddAuthenticationSchemes(InternalToken.Scheme, Scheme).RequireAuthenticatedUser())
            .AddPolicy(Only, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser());
    }

    /// <summary>The organization of the header, when it opens and is valid for this path and query now.</summary>
    internal static (Guid OrganizationId, string KeyId)? Read(SecretBox box, string header, string pathAndQuery, DateTimeOffset now)
    {
        if (header.Split(' ') is not [Scheme, var organization, var sealedText]
            || !TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId))
            return null;
        try
        {
            var sealedContent = Base64Url.DecodeFromChars(sealedText);
            var content = Encoding.UTF8.GetString(box.Open(Purpose, organizationId, sealedContent)).Split(' ', 2);
            var expires = long.Parse(content[0], CultureInfo.InvariantCulture);
            var left = expires - now.ToUnixTimeSeconds();
            var isCurrent = left > -(long)InternalToken.ClockSkew.TotalSeconds
                && left <= (long)(Lifetime + InternalToken.ClockSkew).TotalSeconds;
            return isCurrent && content[1] == pathAndQuery ? (organizationId, SecretBox.KeyOf(sealedContent)!) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>Accepts <see cref="ServiceCall"/> credentials.</summary>
internal sealed class ServiceCallHandler(
    ServiceCallKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !HttpMethods.IsGet(Request.Method)
            || !header.StartsWith(ServiceCall.Scheme + " ", StringComparison.Ordinal))
            return Task.FromResult(AuthenticateResult.NoResult());
        if (ServiceCall.Read(keys.Box, header, Request.GetEncodedPathAndQuery(), TimeProvider.GetUtcNow()) is not { } call)
            return Task.FromResult(AuthenticateResult.Fail("The service call's credential is not valid."));
        var identity = new ClaimsIdentity(
            [
                new Claim(InternalToken.OrganizationClaim, TypeId.Format(IdPrefixes.Organization, call.OrganizationId)),
                new Claim(ServiceCall.KeyClaim, call.KeyId),
            ],
            ServiceCall.Scheme);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), ServiceCall.Scheme)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        // Where a policy names two schemes, both are challenged; the first has already responded.
        Response.HasStarted
            ? Task.CompletedTask
            : Problem.Unauthorized("Only other services of the deployment may use this path.").ExecuteAsync(Context);
}
