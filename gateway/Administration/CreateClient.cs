using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class CreateClient
{
    /// <param name="OrganizationId">The owner of the client.</param>
    /// <param name="Name">What the client is for.</param>
    /// <param name="Scopes">Default: everything about passes.</param>
    internal sealed record Request(string? OrganizationId, string? Name, string[]? Scopes = null);

    /// <param name="ClientId">The client's id, which may be shown and logged.</param>
    /// <param name="ClientSecret">Shown only once: only its hash is stored.</param>
    internal sealed record Response(string ClientId, string ClientSecret);

    public static async Task<Results<Created<Response>, Problem>> HandleAsync(
        Request request, GatewayDbContext db, SecretHasher hasher, DeploymentOptions deployment, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = Validate(request);
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        if (!TypeId.TryParse(IdPrefixes.Organization, request.OrganizationId, out var organizationId) ||
            !await db.Organizations.AnyAsync(o => o.Id == organizationId && o.DeletedAt == null, cancellationToken))
        {
            return AdministrationProblems.OrganizationNotFound(request.OrganizationId);
        }

        string[] scopes = request.Scopes is { Length: > 0 } requested
            ? [.. requested.Distinct(StringComparer.Ordinal)]
            : [.. Scopes.Default];
        var client = OAuthClient.Create(organizationId, request.Name!, deployment.IsProduction ? "live" : "test", scopes, time);
        var secret = OAuthClient.NewSecret();
        HashedSecret.Rotate(client.Secrets, hasher.Hash(secret), TimeSpan.Zero, time);
        db.Clients.Add(client);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created((string?)null, new Response(TypeId.Format(IdPrefixes.Client, client.Id), secret));
    }

    private static List<InvalidValue> Validate(Request request)
    {
        var errors = new List<InvalidValue>();
        if (request.Name is not { Length: > 0 and <= OAuthClient.MaxNameLength })
            errors.Add(AdministrationProblems.InvalidName("client", OAuthClient.MaxNameLength));

        errors.AddRange(AdministrationProblems.UnknownScopes(request.Scopes));
        return errors;
    }
}
