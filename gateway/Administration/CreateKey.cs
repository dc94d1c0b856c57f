using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class CreateKey
{
    /// <param name="OrganizationId">The owner of the key.</param>
    /// <param name="Name">What the key is for.</param>
    /// <param name="Environment"><c>live</c> or <c>test</c>. Default: the deployment's own; no other works there.</param>
    /// <param name="Scopes">Default: everything about passes. A publishable key takes none.</param>
    /// <param name="Publishable">Whether the key may be part of an app or a web page.</param>
    /// <param name="ExpiresAt">When the key expires. Default: never.</param>
    /// <param name="AllowedNetworks">Client addresses in CIDR notation. Default: any.</param>
    /// <param name="AllowedOrigins">Of a publishable key: web pages that may use it. Default: none.</param>
    internal sealed record Request(
        string? OrganizationId, string? Name, string? Environment = null, string[]? Scopes = null, bool Publishable = false,
        DateTimeOffset? ExpiresAt = null, string[]? AllowedNetworks = null, string[]? AllowedOrigins = null);

    /// <param name="ApiKeyId">The key's id, which may be shown and logged.</param>
    /// <param name="ApiKey">Shown only once: only its hash is stored.</param>
    internal sealed record Response(string ApiKeyId, string ApiKey);

    public static async Task<Results<Created<Response>, Problem>> HandleAsync(
        Request request, GatewayDbContext db, SecretHasher hasher, DeploymentOptions deployment, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var expected = deployment.IsProduction ? "live" : "test";
        var environment = request.Environment ?? expected;
        var errors = Validate(request, environment, expected, time, out var networks);
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        if (!TypeId.TryParse(IdPrefixes.Organization, request.OrganizationId, out var organizationId) ||
            !await db.Organizations.AnyAsync(o => o.Id == organizationId && o.DeletedAt == null, cancellationToken))
        {
            return AdministrationProblems.OrganizationNotFound(request.OrganizationId);
        }

        var key = ApiKey.Create(
            organizationId, request.Name!, environment, request.Publishable, GrantedScopes(request), networks,
            request.AllowedOrigins ?? [], request.ExpiresAt, time);
        var text = ApiKeyText.Create(environment, request.Publishable, key.Id);
        HashedSecret.Rotate(key.Secrets, hasher.Hash(text.Secret), TimeSpan.Zero, time);
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created((string?)null, new Response(TypeId.Format(IdPrefixes.ApiKey, key.Id), text.Reveal()));
    }

    private static string[] GrantedScopes(Request request)
    {
        if (request.Publishable)
            return [];

        return request.Scopes is { Length: > 0 } requested ? [.. requested.Distinct(StringComparer.Ordinal)] : [.. Scopes.Default];
    }

    private static List<InvalidValue> Validate(
        Request request, string environment, string expected, TimeProvider time, out IPNetwork[] networks)
    {
        var errors = new List<InvalidValue>();
        if (request.Name is not { Length: > 0 and <= ApiKey.MaxNameLength })
            errors.Add(AdministrationProblems.InvalidName("key", ApiKey.MaxNameLength));

        if (environment != expected)
            errors.Add(new InvalidValue("/environment", "wrong_environment", $"This deployment accepts {expected} keys only.",
                ("expected", expected)));

        errors.AddRange(AdministrationProblems.UnknownScopes(request.Scopes));
        if (request is { Publishable: true, Scopes.Length: > 0 })
        {
            errors.Add(new InvalidValue(
                "/scopes", "not_allowed", "A publishable key takes no scopes: it can only create passes."));
        }

        if (request is { Publishable: false, AllowedOrigins.Length: > 0 })
        {
            errors.Add(new InvalidValue(
                "/allowedOrigins", "not_allowed", "Only a publishable key may be used by web pages; a secret key stays on a server."));
        }

        foreach (var origin in (request.AllowedOrigins ?? []).Where(origin => !IsOrigin(origin)))
        {
            errors.Add(new InvalidValue(
                "/allowedOrigins", "invalid_origin",
                $"'{origin}' is not the origin of a web page such as https://shop.example: scheme, host and port, without a path.",
                ("sent", origin)));
        }

        if (request.ExpiresAt <= time.GetUtcNow())
            errors.Add(new InvalidValue("/expiresAt", "in_the_past", "The expiry of the key must be in the future."));

        var allowed = new List<IPNetwork>();
        foreach (var text in request.AllowedNetworks ?? [])
        {
            if (TryParseNetwork(text, out var network))
            {
                allowed.Add(network);
                continue;
            }

            errors.Add(new InvalidValue(
                "/allowedNetworks", "invalid_network", $"'{text}' is not an address or a network such as 203.0.113.0/24.",
                ("sent", text)));
        }

        networks = [.. allowed];
        return errors;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme is "https" or "http") &&
        text == url.GetLeftPart(UriPartial.Authority) && !text.Contains('*', StringComparison.Ordinal);

    // A single address is a network of one.
    private static bool TryParseNetwork(string text, out IPNetwork network)
    {
        if (text.Contains('/', StringComparison.Ordinal))
            return IPNetwork.TryParse(text, out network);

        return IPNetwork.TryParse(text + (text.Contains(':', StringComparison.Ordinal) ? "/128" : "/32"), out network);
    }
}
