using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Organizations;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Quotas;
using Passinstance.Persistence.Transactions;
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
        CreateApiKeyRequest request, HttpContext context, GatewayDbContext db, UnitOfWork work, SecretHasher hasher,
        DeploymentOptions deployment, IOptions<OrganizationQuotas> quotas, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        if (!request.Publishable && GrantedScopes.CheckNamed(request.Scopes) is { } none)
            return none;
        string[] scopes = request.Publishable ? [.. request.Scopes ?? []]
            : request.Scopes is { Count: > 0 } asked ? [.. asked] : GrantedScopes.DefaultOf(caller);
        // A publishable key creates passes.
        if (GrantedScopes.Check(caller, request.Publishable ? [Scopes.PassesWrite] : scopes) is { } problem)
            return problem;
        await using var transaction = await work.BeginAsync(cancellationToken);
        await db.LockQuotaAsync(caller.OrganizationId, nameof(OrganizationQuotas.ApiKeys), cancellationToken);
        var (now, max) = (time.GetUtcNow(), quotas.Value.ApiKeys);
        if (await db.ApiKeys.CountAsync(
            key => key.OrganizationId == caller.OrganizationId && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now),
            cancellationToken) >= max)
            return Quota.Exceeded("API keys", max, nameof(OrganizationQuotas.ApiKeys));
        var created = await CreateKey.HandleAsync(
            new CreateKey.Request(
                TypeId.Format(IdPrefixes.Organization, caller.OrganizationId), request.Name, Environment: null, scopes, request.Publishable,
                request.ExpiresAt, request.AllowedNetworks?.ToArray(), request.AllowedOrigins?.ToArray()),
            db, hasher, deployment, time, cancellationToken);
        if (created.Result is not Created<CreateKey.Response> { Value: { } key })
            return (Problem)created.Result;
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Created(
            $"/api/v1/api-keys/{key.ApiKeyId}",
            new ApiKeySecretResponse(
                key.ApiKeyId, request.Name!, key.ApiKey, request.Publishable ? [] : scopes, request.ExpiresAt, PreviousExpiresAt: null));
    }
}
