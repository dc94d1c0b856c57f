using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.AccessTokens;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

/// <summary>OAuth clients: create, list, give another secret, revoke.</summary>
internal static class ClientAdministration
{
    internal sealed record CreateRequest(string? OrganizationId, string? Name, string[]? Scopes = null);

    internal sealed record Created(string ClientId, string ClientSecret);

    internal sealed record Rotated(string ClientId, string ClientSecret, DateTimeOffset PreviousExpiresAt);

    internal sealed record Revoked(string ClientId, DateTimeOffset RevokedAt);

    internal sealed record Item(string ClientId, string Name, string Environment, string[] Scopes, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

    internal sealed record Listed(IReadOnlyList<Item> Data);

    public static async Task<Results<Created<Created>, Problem>> CreateAsync(
        CreateRequest request, GatewayDbContext database, SecretHasher hasher, DeploymentOptions deployment, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Name is not { Length: > 0 and <= ApiKey.NameLength })
            return Problem.Invalid("/name", "invalid_length", $"Name the client in 1 to {ApiKey.NameLength} characters.");
        if (request.Scopes?.FirstOrDefault(scope => !Scopes.All.Contains(scope)) is { } unknown)
            return Problem.Invalid("/scopes", "unknown_scope", $"There is no scope '{unknown}'. The scopes are: {string.Join(", ", Scopes.All)}.");
        if (!TypeId.TryParse(IdPrefixes.Organization, request.OrganizationId, out var organizationId) ||
            !await database.Organizations.AnyAsync(o => o.Id == organizationId, cancellationToken))
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no organisation '{request.OrganizationId}'. Create it with: admin create-organization --name NAME");

        string[] scopes = request.Scopes is { Length: > 0 } asked ? [.. asked.Distinct(StringComparer.Ordinal)] : [.. Scopes.All];
        var client = OAuthClient.Create(organizationId, request.Name, deployment.IsProduction ? "live" : "test", scopes, time);
        var secret = OAuthClient.NewSecret();
        HashedSecret.Rotate(client.Secrets, hasher.Hash(secret), TimeSpan.Zero, time);
        database.Clients.Add(client);
        await database.SaveChangesAsync(cancellationToken);
        return TypedResults.Created((string?)null, new Created(TypeId.Format(IdPrefixes.Client, client.Id), secret));
    }

    public static async Task<Results<Ok<Listed>, Problem>> ListAsync(string organizationId, GatewayDbContext database, CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.Organization, organizationId, out var id))
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no organisation '{organizationId}'.");
        var clients = await database.Clients.AsNoTracking().Where(c => c.OrganizationId == id).OrderByDescending(c => c.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Listed([.. clients.Select(c => new Item(TypeId.Format(IdPrefixes.Client, c.Id), c.Name, c.Environment, c.Scopes, c.CreatedAt, c.RevokedAt))]));
    }

    public static async Task<Results<Ok<Rotated>, Problem>> RotateAsync(
        string clientId, RotateKey.Request request, GatewayDbContext database, SecretHasher hasher, ClientCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var overlap = request.Overlap ?? TimeSpan.FromHours(24);
        if (overlap < TimeSpan.Zero || overlap > TimeSpan.FromDays(30))
            return Problem.Invalid("/overlap", "out_of_range", "The overlap is between 0 and 30 days, for example 1.00:00:00 for one day.");
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var client = TypeId.TryParse(IdPrefixes.Client, clientId, out var id)
            ? await database.Clients.FromSql($"SELECT * FROM oauth_clients WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellationToken)
            : null;
        if (client is null)
            return NotFound(clientId);
        if (client.RevokedAt is not null)
            return Problem.Conflict("client_revoked", "A revoked client gets no other secret. Create another client.");
        var secret = OAuthClient.NewSecret();
        HashedSecret.Rotate(client.Secrets, hasher.Hash(secret), overlap, time);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cache.Forget(client.Id);
        return TypedResults.Ok(new Rotated(clientId, secret, time.GetUtcNow() + overlap));
    }

    public static async Task<Results<Ok<Revoked>, Problem>> RevokeAsync(
        string clientId, GatewayDbContext database, ClientCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var client = TypeId.TryParse(IdPrefixes.Client, clientId, out var id) ? await database.Clients.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) : null;
        if (client is null)
            return NotFound(clientId);
        client.Revoke(time);
        await database.SaveChangesAsync(cancellationToken);
        cache.Forget(client.Id);
        return TypedResults.Ok(new Revoked(clientId, client.RevokedAt!.Value));
    }

    private static Problem NotFound(string clientId) =>
        Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no client '{clientId}'. List them with: admin list-clients --organization org_...");
}
