using System.Data.Common;
using Microsoft.Extensions.Primitives;
using Passinstance.Gateway.AccessTokens;
using Passinstance.Gateway.Forwarding;
using Passinstance.Gateway.RateLimits;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Authentication;

/// <summary>On every route that needs a credential: finds it, verifies it, and compares its scopes with the route's.</summary>
internal sealed partial class RequireCredential(
    RequestDelegate next, ApiKeyAuthentication apiKeys, AccessTokenAuthentication accessTokens, BadCredentials badCredentials, ILogger<RequireCredential> logger)
{
    private const string BearerPrefix = "Bearer ";
    private const int MaximumLength = 8 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is not { Scope: { } scope } route)
        {
            await next(context);
            return;
        }

        AuthenticationOutcome outcome;
        try
        {
            outcome = await AuthenticateAsync(context);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            // Without the key store nobody can be let in; the client is told that it is our fault and that it will pass.
            KeyStoreUnreachable(exception);
            context.Response.Headers.RetryAfter = "2";
            outcome = Problem.Of(StatusCodes.Status503ServiceUnavailable, "authentication_unavailable",
                "Credentials cannot be checked at the moment. Retry after the indicated delay.");
        }

        if (outcome.Caller is not { } caller)
        {
            await RefuseAsync(context, outcome.Refusal!);
            return;
        }

        if (Authorize(caller, route, scope) is not { } allowed)
        {
            await Problem.Of(StatusCodes.Status403Forbidden, "missing_scope",
                caller.Publishable
                    ? "A publishable key can only issue and download passes. Call this operation from your server with a secret key."
                    : $"The credential lacks the scope {scope}. Use a key that has it, or ask an administrator to make one.").ExecuteAsync(context);
            return;
        }

        context.Features.Set(allowed);
        await next(context);
    }

    private async ValueTask<AuthenticationOutcome> AuthenticateAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var apiKey = headers.ContainsKey("X-API-Key");
        var (count, credential) = Credential(headers["X-API-Key"], headers.Authorization);
        if (count == 0)
            return Problem.Unauthorized("Send your API key in the X-API-Key header, or an access token or the key as Authorization: Bearer.");
        if (count > 1 || credential is null || credential.Length > MaximumLength)
            return Problem.Unauthorized("Send exactly one credential: X-API-Key, or Authorization: Bearer.");

        var address = context.Connection.RemoteIpAddress;
        // Who has guessed too often gets no more guesses looked up; a key in use from the same address still works.
        var isKey = apiKey || credential.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal);
        if (isKey && badCredentials.RetryAfter(address) is { } wait && !apiKeys.NeedsNoQuery(credential))
            return BadCredentials.Refusal(context, wait);
        var outcome = isKey
            ? await apiKeys.AuthenticateAsync(credential, address, context.RequestAborted)
            : await accessTokens.AuthenticateAsync(credential, context.RequestAborted);
        return outcome.Refusal is { StatusCode: StatusCodes.Status401Unauthorized } && await badCredentials.CountAsync(address) is { } delay
            ? BadCredentials.Refusal(context, delay)
            : outcome;
    }

    // The same key in both headers is one credential: some clients are made to send it so.
    private static (int Count, string? Credential) Credential(StringValues apiKey, StringValues authorization)
    {
        if (authorization.Count == 0)
            return (apiKey.Count, apiKey.Count == 1 ? apiKey[0] : null);
        var bearer = authorization is [{ } header] && header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? header[BearerPrefix.Length..].Trim()
            : null;
        if (apiKey.Count == 0 || (apiKey.Count == 1 && apiKey[0] == bearer))
            return (authorization.Count, bearer);
        return (apiKey.Count + authorization.Count, null);
    }

    // A publishable key reaches only the routes made for it, and a service sees it with that route's scope alone.
    private static Caller? Authorize(Caller caller, RoutePolicy route, string scope)
    {
        if (!caller.Publishable)
            return caller.HasScope(scope) ? caller : null;
        return route.Publishable ? caller.Narrowed(scope) : null;
    }

    private static Task RefuseAsync(HttpContext context, Problem refusal)
    {
        if (refusal.StatusCode == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"passinstance\"";
        return refusal.ExecuteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The key store cannot be reached")]
    private partial void KeyStoreUnreachable(Exception exception);
}
