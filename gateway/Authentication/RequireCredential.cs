using Microsoft.Extensions.Primitives;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.RequestPolicies;
using Passinstance.Gateway.Usage;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;

namespace Passinstance.Gateway.Authentication;

/// <summary>On every route that needs a credential: reads it, verifies it, and compares its scopes with the route's scope.</summary>
internal sealed partial class RequireCredential(
    RequestDelegate next, ApiKeyAuthentication apiKeys, AccessTokenAuthentication accessTokens, BadCredentials badCredentials,
    RequestCounts requests, ILogger<RequireCredential> logger)
{
    private const string BearerPrefix = "Bearer ";
    private const int MaxLength = 8 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is not { } route || route is { Scope: null, PeopleOnly: false })
        {
            await next(context);
            return;
        }

        CredentialResult result;
        try
        {
            result = await AuthenticateAsync(context);
        }
        catch (Exception exception) when (PostgresErrors.IsFailure(exception))
        {
            LogDatabaseUnreachable(exception);
            context.Response.Headers.RetryAfter = "2";
            result = Problem.Of(
                StatusCodes.Status503ServiceUnavailable, "authentication_unavailable",
                "Credentials cannot be checked at the moment. Retry after the indicated delay.");
        }

        if (result.Caller is not { } caller)
        {
            await RejectAsync(context, result.Rejection!);
            return;
        }

        FailedRequest.SetCaller(context, TypeId.Format(IdPrefixes.Organization, caller.OrganizationId), caller.KeyId);
        var allowed = Authorize(caller, route);
        if ((StateProblem(caller, route) ?? CheckAllowed(context, caller, route, allowed)) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        requests.Record(caller.OrganizationId);
        context.Features.Set(allowed);
        await next(context);
    }

    // Why this caller may not use the route, whatever its scopes; null when it may.
    private static Problem? StateProblem(Caller caller, RoutePolicy route)
    {
        if (caller.IsSuspended && !route.WorksSuspended)
        {
            return Problem.Of(
                StatusCodes.Status403Forbidden, "organization_suspended",
                "The organization is suspended, and its credentials do not work. An owner can resume it, unless the operator suspended "
                + "it.");
        }

        if (route.PeopleOnly && caller.Person is null)
        {
            return Problem.Of(
                StatusCodes.Status403Forbidden, "people_only",
                "This operation is about a person's own account, and an API key or client has none. Call it with the access token of a " +
                "person who signed in.");
        }

        return route.OperatorsOnly && caller.Person is not { IsOperator: true }
            ? Problem.Of(
                StatusCodes.Status403Forbidden, "operators_only",
                "This operation is about the whole deployment, for the people who operate it. The administration makes a person an " +
                "operator: admin create-sign-in-link with --operator.")
            : null;
    }

    // Why its scopes, or the web page that it calls from, do not allow the route; null when they do.
    private static Problem? CheckAllowed(HttpContext context, Caller caller, RoutePolicy route, Caller? allowed)
    {
        if (allowed is not null)
            return CrossOrigin.Allows(context, allowed) ? null : CrossOrigin.Rejection;
        return Problem.Of(
            StatusCodes.Status403Forbidden, "missing_scope",
            caller.Publishable
                ? "A publishable key can only create passes; the response has their links. Call this operation from your server " +
                    "with a secret key."
                : $"The credential lacks the scope {route.Scope}. Use a key that has it, or ask an administrator to create one.");
    }

    private async ValueTask<CredentialResult> AuthenticateAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var apiKey = headers.ContainsKey("X-API-Key");
        var (count, credential) = ReadCredential(headers["X-API-Key"], headers.Authorization);
        if (count == 0)
        {
            return Problem.Unauthorized(
                "Send your API key in the X-API-Key header, or an access token or the key as Authorization: Bearer.");
        }

        if (count > 1)
            return Problem.Unauthorized($"Send exactly one credential: X-API-Key, or Authorization: Bearer; you sent {count}.");
        if (string.IsNullOrEmpty(credential) || credential.Length > MaxLength)
            return Problem.Unauthorized(Unusable(apiKey, headers.Authorization.ToString(), credential));

        var address = context.Connection.RemoteIpAddress;
        // After too many bad keys from an address, a key that was good lately still works there.
        var isKey = apiKey || credential.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal);
        if (isKey && badCredentials.RetryAfter(address) is { } wait && !apiKeys.IsAlwaysChecked(credential))
            return BadCredentials.Reject(context, wait);

        var result = isKey
            ? await apiKeys.AuthenticateAsync(credential, address, context.RequestAborted)
            : await accessTokens.AuthenticateAsync(credential, context.RequestAborted);
        if (result.Rejection is not { StatusCode: StatusCodes.Status401Unauthorized })
            return result;

        return await badCredentials.CountAsync(address) is { } delay ? BadCredentials.Reject(context, delay) : result;
    }

    // The same key in both headers counts as one credential, because some clients always send both.
    private static (int Count, string? Credential) ReadCredential(StringValues apiKey, StringValues authorization)
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

    private static string Unusable(bool isApiKey, string authorization, string? credential) => credential switch
    {
        { Length: > 0 } => $"The credential is longer than {MaxLength} characters. Send one API key or access token.",
        not null => NoCredential(isApiKey ? "X-API-Key" : "Authorization"),
        _ when authorization.Trim().Equals("Bearer", StringComparison.OrdinalIgnoreCase) => NoCredential("Authorization"),
        _ when authorization.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal) =>
            "Write Bearer before the key: Authorization: Bearer pi_..., or send the key as X-API-Key.",
        _ => "The Authorization header must be Bearer, a space, and your API key or access token. Other schemes, such as Basic, are not " +
            "accepted here.",
    };

    private static string NoCredential(string header) =>
        $"The {header} header has no credential. Send your API key or access token in it.";

    // A publishable key is accepted only on routes marked for it, and the service sees it with the scope of that route alone.
    private static Caller? Authorize(Caller caller, RoutePolicy route)
    {
        if (route.Scope is not { } scope)
            return caller;
        if (!caller.Publishable)
            return caller.HasScope(scope) ? caller : null;

        return route.Publishable ? caller.WithScope(scope) : null;
    }

    private static Task RejectAsync(HttpContext context, Problem rejection)
    {
        if (rejection.StatusCode == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"passinstance\"";

        return rejection.ExecuteAsync(context);
    }

    [LoggerMessage(
        LogLevel.Error, "Credentials cannot be checked: the database does not respond. Check ConnectionStrings__Postgres and the server.")]
    private partial void LogDatabaseUnreachable(Exception exception);
}
