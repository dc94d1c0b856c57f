using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.ApiKeys;

internal static class RotateApiKey
{
    /// <summary>How to rotate.</summary>
    /// <param name="OverlapHours">For how many hours the present secret goes on working, 0 to 720. Default: 24.</param>
    internal sealed record RotateCredentialRequest(double? OverlapHours = null);

    public static async Task<Results<Ok<ApiKeySecretResponse>, Problem>> HandleAsync(
        string id, RotateCredentialRequest? request, HttpContext context, GatewayDbContext db, UnitOfWork work, SecretHasher hasher,
        ApiKeyCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        if (await ApiKeyResponse.FindAsync(db, caller.OrganizationId, id, cancellationToken) is not { } key)
            return Problem.NotFound("API key", id);
        // Whoever rotates a key gets its secret.
        if (GrantedScopes.Check(caller, key.Publishable ? [Scopes.PassesWrite] : key.Scopes) is { } problem)
            return problem;
        if (RotationOverlap.Read(request?.OverlapHours) is not { } overlap)
            return RotationOverlap.InvalidHours;
        var rotated = await RotateKey.HandleAsync(id, new RotateKey.Request(overlap), db, work, hasher, cache, time, cancellationToken);
        return rotated.Result is Ok<RotateKey.Response> { Value: { } response }
            ? TypedResults.Ok(
                new ApiKeySecretResponse(id, key.Name, response.ApiKey, key.Scopes, key.ExpiresAt, response.PreviousExpiresAt))
            : (Problem)rotated.Result;
    }
}

internal static class RevokeApiKey
{
    public static async Task<Results<Ok<ApiKeyResponse>, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, ApiKeyCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var organizationId = Caller.Of(context).OrganizationId;
        if (await ApiKeyResponse.FindAsync(db, organizationId, id, cancellationToken) is null)
            return Problem.NotFound("API key", id);
        await RevokeKey.HandleAsync(id, db, cache, time, cancellationToken);
        var revoked = await ApiKeyResponse.FindAsync(db, organizationId, id, cancellationToken);
        return TypedResults.Ok(ApiKeyResponse.From(revoked!, time.GetUtcNow()));
    }
}
