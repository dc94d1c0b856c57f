using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class CreateKey
{
    /// <param name="OrganizationId">Whose key it is.</param>
    /// <param name="Name">What it is for, as its owner recognises it.</param>
    /// <param name="Environment"><c>live</c> or <c>test</c>; the deployment's own when left out, and no other is of use there.</param>
    /// <param name="Scopes">All when left out. A publishable key takes none: it has its own two rights.</param>
    /// <param name="Publishable">Whether it may be put into an app or a page.</param>
    /// <param name="ExpiresAt">When it ends by itself; never when left out.</param>
    /// <param name="AllowedNetworks">Client addresses in CIDR form; any when left out.</param>
    internal sealed record Request(
        string? OrganizationId, string? Name, string? Environment = null, string[]? Scopes = null, bool Publishable = false,
        DateTimeOffset? ExpiresAt = null, string[]? AllowedNetworks = null);

    /// <param name="ApiKeyId">The key's id, which may be shown and logged.</param>
    /// <param name="ApiKey">Shown this once: only its hash is kept.</param>
    internal sealed record Response(string ApiKeyId, string ApiKey);

    public static async Task<Results<Created<Response>, Problem>> HandleAsync(
        Request request, GatewayDbContext database, SecretHasher hasher, DeploymentOptions deployment, TimeProvider time, CancellationToken cancellationToken)
    {
        var expected = deployment.IsProduction ? "live" : "test";
        var environment = request.Environment ?? expected;
        var errors = Validate(request, environment, expected, time, out var networks);
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        if (!TypeId.TryParse(IdPrefixes.Organization, request.OrganizationId, out var organizationId) ||
            !await database.Organizations.AnyAsync(o => o.Id == organizationId, cancellationToken))
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no organisation '{request.OrganizationId}'. Create it with: admin create-organization --name NAME");

        string[] scopes = request.Publishable ? [] : request.Scopes is { Length: > 0 } asked ? [.. asked.Distinct(StringComparer.Ordinal)] : [.. Scopes.All];
        var key = ApiKey.Create(organizationId, request.Name!, environment, request.Publishable, scopes, networks, request.ExpiresAt, time);
        var text = ApiKeyText.Create(environment, request.Publishable, key.Id);
        HashedSecret.Rotate(key.Secrets, hasher.Hash(text.Secret), TimeSpan.Zero, time);
        database.ApiKeys.Add(key);
        await database.SaveChangesAsync(cancellationToken);
        return TypedResults.Created((string?)null, new Response(TypeId.Format(IdPrefixes.ApiKey, key.Id), text.Reveal()));
    }

    private static List<InvalidValue> Validate(Request request, string environment, string expected, TimeProvider time, out IPNetwork[] networks)
    {
        var errors = new List<InvalidValue>();
        if (request.Name is not { Length: > 0 and <= ApiKey.NameLength })
            errors.Add(new InvalidValue("/name", "invalid_length", $"Name the key in 1 to {ApiKey.NameLength} characters."));
        if (environment != expected)
            errors.Add(new InvalidValue("/environment", "wrong_environment", $"This deployment takes {expected} keys only."));
        foreach (var scope in request.Scopes ?? [])
        {
            if (!Scopes.All.Contains(scope))
                errors.Add(new InvalidValue("/scopes", "unknown_scope", $"There is no scope '{scope}'. The scopes are: {string.Join(", ", Scopes.All)}."));
        }
        if (request is { Publishable: true, Scopes.Length: > 0 })
            errors.Add(new InvalidValue("/scopes", "not_allowed", "A publishable key takes no scopes: it can only issue and download passes."));
        if (request.ExpiresAt <= time.GetUtcNow())
            errors.Add(new InvalidValue("/expiresAt", "in_the_past", "The key must expire in the future."));
        var allowed = new List<IPNetwork>();
        foreach (var text in request.AllowedNetworks ?? [])
        {
            if (IPNetwork.TryParse(text.Contains('/', StringComparison.Ordinal) ? text : text + (text.Contains(':', StringComparison.Ordinal) ? "/128" : "/32"), out var network))
                allowed.Add(network);
            else
                errors.Add(new InvalidValue("/allowedNetworks", "invalid_network", $"'{text}' is not an address or a network such as 203.0.113.0/24."));
        }
        networks = [.. allowed];
        return errors;
    }
}
