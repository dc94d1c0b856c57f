using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.ApiKeys;

internal static class CreateApiKey
{
    /// <summary>The key to create.</summary>
    /// <param name="Name">What it is for.</param>
    /// <param name="Scopes">What it allows; nothing that you may not do yourself. Default: everything about passes that you may do.</param>
    /// <param name="Publishable">Whether it may be part of an app or a web page: it can only create passes, and takes no scopes.</param>
    /// <param name="ExpiresAt">When it expires. Default: never.</param>
    /// <param name="AllowedNetworks">The addresses that may use it, in CIDR notation. Default: any.</param>
    /// <param name="AllowedOrigins">Of a publishable key: the web pages that may use it, such as https://shop.example.</param>
    internal sealed record CreateApiKeyRequest(
        string? Name, IReadOnlyList<string>? Scopes = null, bool Publishable = false, DateTimeOffset? ExpiresAt = null,
        IReadOnlyList<string>? AllowedNetworks = null, IReadOnlyList<string>? AllowedOrigins = null);

    public static async Task<Results<Created<ApiKeySecretResponse>, Problem>> HandleAsync(
        CreateApiKeyRequest request, HttpContext context, GatewayDbContext db, SecretHasher hasher, DeploymentOptions deployment,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        string[] scopes = request.Publishable ? [.. request.Scopes ?? []]
            : request.Scopes is { Count: > 0 } asked ? [.. asked] : GrantedScopes.DefaultOf(caller);
        // A publishable key creates passes.
        if (GrantedScopes.Check(caller, request.Publishable ? [Scopes.PassesWrite] : scopes) is { } problem)
            return problem;
        var created = await CreateKey.HandleAsync(
            new CreateKey.Request(
                TypeId.Format(IdPrefixes.Organization, caller.OrganizationId), request.Name, Environment: null, scopes, request.Publishable,
                request.ExpiresAt, request.AllowedNetworks?.ToArray(), request.AllowedOrigins?.ToArray()),
            db, hasher, deployment, time, cancellationToken);
        return created.Result is Created<CreateKey.Response> { Value: { } key }
            ? TypedResults.Created(
                $"/api/v1/api-keys/{key.ApiKeyId}",
                new ApiKeySecretResponse(
                    key.ApiKeyId, request.Name!, key.ApiKey, request.Publishable ? [] : scopes, request.ExpiresAt, PreviousExpiresAt: null))
            : (Problem)created.Result;
    }
}
