using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.ServiceDefaults.Identity;

/// <summary>Accepts <c>Authorization: Bearer</c> with an internal token and nothing else; rejections are problem details.</summary>
internal sealed class InternalTokenHandler(
    InternalTokenVerifier verifier, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string BearerPrefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Two Authorization headers are not a credential: which one counts must not depend on the reader.
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        return await verifier.VerifyAsync(header[BearerPrefix.Length..]) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(caller, InternalToken.Scheme))
            : AuthenticateResult.Fail("The internal token is not valid.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Unauthorized(
            "This service accepts only requests that come through the gateway. Call the public API address with your API key.")
            .ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var missing = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<RequiredScopeAttribute>()
            .Select(required => required.Scope)
            .Where(scope => !Context.User.HasScope(scope))
            .Distinct()
            .ToArray() ?? [];
        var problem = missing.Length == 0
            ? Problem.Forbidden("The credential does not allow this operation.")
            : Problem.Forbidden(
                $"The credential lacks the scope {string.Join(" and ", missing)}. Use a key that has it, or ask an administrator to " +
                    "make one.");
        return problem.ExecuteAsync(Context);
    }
}
