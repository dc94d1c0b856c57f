using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.ApiKeys;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Organizations;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Quotas;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.OAuthClients;

internal static class CreateOAuthClient
{
    /// <summary>The client to create.</summary>
    /// <param name="Name">What it is for.</param>
    /// <param name="Scopes">What its tokens may have; nothing that you may not do yourself. Default: everything about passes that you may
    /// do.</param>
    internal sealed record CreateOAuthClientRequest(string? Name, IReadOnlyList<string>? Scopes = null);

    public static async Task<Results<Created<OAuthClientSecretResponse>, Problem>> HandleAsync(
        CreateOAuthClientRequest request, HttpContext context, GatewayDbContext db, UnitOfWork work, SecretHasher hasher,
        DeploymentOptions deployment, IOptions<OrganizationQuotas> quotas, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        if (GrantedScopes.CheckNamed(request.Scopes) is { } none)
            return none;
        string[] scopes = request.Scopes is { Count: > 0 } asked ? [.. asked] : GrantedScopes.DefaultOf(caller);
        if (GrantedScopes.Check(caller, scopes) is { } problem)
            return problem;
        await using var transaction = await work.BeginAsync(cancellationToken);
        await db.LockQuotaAsync(caller.OrganizationId, nameof(OrganizationQuotas.OAuthClients), cancellationToken);
        var max = quotas.Value.OAuthClients;
        if (await db.Clients.CountAsync(
            one => one.OrganizationId == caller.OrganizationId && one.RevokedAt == null, cancellationToken) >= max)
            return Quota.Exceeded("OAuth clients", max, nameof(OrganizationQuotas.OAuthClients));
        var created = await CreateClient.HandleAsync(
            new CreateClient.Request(TypeId.Format(IdPrefixes.Organization, caller.OrganizationId), request.Name, scopes), db, hasher,
            deployment, time, cancellationToken);
        if (created.Result is not Created<CreateClient.Response> { Value: { } client })
            return (Problem)created.Result;
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Created(
            $"/api/v1/oauth-clients/{client.ClientId}",
            new OAuthClientSecretResponse(client.ClientId, request.Name!, client.ClientSecret, scopes, PreviousExpiresAt: null));
    }
}

internal static class RotateOAuthClient
{
    public static async Task<Results<Ok<OAuthClientSecretResponse>, Problem>> HandleAsync(
        string id, RotateApiKey.RotateCredentialRequest? request, HttpContext context, GatewayDbContext db, UnitOfWork work,
        SecretHasher hasher, OAuthClientCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        if (await OAuthClientResponse.FindAsync(db, caller.OrganizationId, id, cancellationToken) is not { } client)
            return Problem.NotFound("client", id);
        // Whoever rotates a client gets its secret.
        if (GrantedScopes.Check(caller, client.Scopes) is { } problem)
            return problem;
        if (RotationOverlap.Read(request?.OverlapHours) is not { } overlap)
            return RotationOverlap.InvalidHours;
        var rotated = await RotateClient.HandleAsync(
            id, new RotateClient.Request(overlap), db, work, hasher, cache, time, cancellationToken);
        return rotated.Result is Ok<RotateClient.Response> { Value: { } response }
            ? TypedResults.Ok(
                new OAuthClientSecretResponse(id, client.Name, response.ClientSecret, client.Scopes, response.PreviousExpiresAt))
            : (Problem)rotated.Result;
    }
}

internal static class RevokeOAuthClient
{
    public static async Task<Results<Ok<OAuthClientResponse>, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, OAuthClientCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var organizationId = Caller.Of(context).OrganizationId;
        if (await OAuthClientResponse.FindAsync(db, organizationId, id, cancellationToken) is null)
            return Problem.NotFound("client", id);
        await RevokeClient.HandleAsync(id, db, cache, time, cancellationToken);
        var revoked = await OAuthClientResponse.FindAsync(db, organizationId, id, cancellationToken);
        return TypedResults.Ok(OAuthClientResponse.From(revoked!, time.GetUtcNow()));
    }
}
