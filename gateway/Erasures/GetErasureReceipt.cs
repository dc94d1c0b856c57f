using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Forwarding;
using Passinstance.Gateway.RequestPolicies;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Erasures;

/// <summary>The signed receipt of an erasure.</summary>
/// <param name="Id">The erasure.</param>
/// <param name="Receipt">A JWT, signed with a key of <c>/.well-known/jwks.json</c>.</param>
internal sealed record ErasureReceipt(string Id, string Receipt);

/// <summary>
/// Signs what a completed erasure has erased where, by the keys that are published for access tokens. Its type keeps it from being taken
/// for one.
/// </summary>
internal static class GetErasureReceipt
{
    internal const string Type = "erasure-receipt+jwt";
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>What stays, so that the receipt claims no more than is true.</summary>
    private static readonly string[] Kept =
        ["the pass's id, serial number and times", "counts per template", "entries of the audit log, which hold no values"];

    internal static void MapErasureReceipts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/erasures/{id}/receipt", HandleAsync).WithMetadata(
            new RoutePolicy(Scopes.ErasuresRead, Publishable: false, RateClass: "read", MediaTypes: [RoutePolicy.Json], MaxBodySize: 0))
            .ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(
        string id, HttpContext context, ServiceReads services, InternalTokenIssuer issuer, SigningKeys keys, DeploymentOptions deployment,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.Erasure, id, out _))
            return Problem.NotFound("erasure", id);
        var caller = context.Features.Get<Caller>()!;
        var authorization = caller.InternalAuthorization(issuer, context.TraceIdentifier, time);
        JsonElement erasure;
        try
        {
            using var response = await services.GetAsync(
                "pass", $"/api/v1/erasures/{id}", authorization, context.TraceIdentifier, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return Problem.NotFound("erasure", id);
            response.EnsureSuccessStatusCode();
            erasure = await response.Content.ReadFromJsonAsync<JsonElement>(StoredJson.Options, cancellationToken);
        }
        catch (Exception exception) when (exception is ServiceUnreachableException or HttpRequestException)
        {
            return Problem.Of(
                StatusCodes.Status503ServiceUnavailable, "service_unavailable",
                "The service does not respond. Try again in a few seconds.");
        }

        if (erasure.GetProperty("status").GetString() != "completed")
        {
            return Problem.Conflict(
                "erasure_running", "The erasure is not complete. Read it until its status is completed, within a minute.");
        }

        context.Response.Headers.CacheControl = "no-store";
        var key = await keys.CurrentAsync(cancellationToken);
        return TypedResults.Ok(new ErasureReceipt(id, Sign(erasure, caller, key, deployment, time)));
    }

    private static string Sign(JsonElement erasure, Caller caller, SecurityKey key, DeploymentOptions deployment, TimeProvider time) =>
        Handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = Type,
            Issuer = deployment.PublicUrl,
            IssuedAt = time.GetUtcNow().UtcDateTime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = erasure.GetProperty("id").GetString()!,
                ["organizationId"] = TypeId.Format(IdPrefixes.Organization, caller.OrganizationId),
                ["passIds"] = erasure.GetProperty("passIds").Clone(),
                ["erased"] = erasure.GetProperty("erased").Clone(),
                ["kept"] = Kept,
                ["requestedAt"] = erasure.GetProperty("requestedAt").GetString()!,
                ["emptiedAt"] = erasure.GetProperty("emptiedAt").GetString()!,
                ["completedAt"] = erasure.GetProperty("completedAt").GetString()!,
            },
        });
}
