using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>An OAuth client as the database had it a few seconds ago, with its tokens that were revoked before they expired.</summary>
internal sealed record CachedClient(
    Guid Id, Guid OrganizationId, string Environment, string[] Scopes, double LimitFactor, bool Revoked, byte[][] LiveSecretHashes,
    HashSet<Guid> RevokedTokens)
{
    /// <summary>Whether its organization is suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>The quotas of its organization.</summary>
    public string[] Quotas { get; init; } = [];
}

/// <summary>
/// OAuth clients by id, read from the database at most once per <see cref="CredentialCaching.Lifetime"/>: a revoked client or token is
/// rejected as soon as a revoked API key.
/// </summary>
internal sealed class OAuthClientCache(IDbContextFactory<GatewayDbContext> contexts, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _clients = CredentialCaching.Create(time);

    public async ValueTask<CachedClient?> FindAsync(Guid clientId, CancellationToken cancellationToken)
    {
        if (_clients.TryGetValue(clientId, out CachedClient? known))
            return known;

        var started = time.GetTimestamp();
        var client = await LoadAsync(clientId, cancellationToken);
        // The age counts from before the query.
        var left = CredentialCaching.Lifetime - time.GetElapsedTime(started);
        return left <= TimeSpan.Zero
            ? client
            : _clients.Set(clientId, client, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = left });
    }

    public void Remove(Guid clientId) => _clients.Remove(clientId);

    public void Clear() => _clients.Clear();

    public void Dispose() => _clients.Dispose();

    private async Task<CachedClient?> LoadAsync(Guid clientId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var client = await db.Clients.AsNoTracking().SingleOrDefaultAsync(c => c.Id == clientId, cancellationToken);
        if (client is null)
            return null;

        var organization = await db.Organizations
            .Where(o => o.Id == client.OrganizationId).Select(o => new { o.LimitFactor, o.SuspendedAt, o.Quotas })
            .SingleAsync(cancellationToken);
        var revoked = await db.RevokedTokens
            .Where(t => t.ClientId == clientId && t.ExpiresAt > now).Select(t => t.TokenId).ToListAsync(cancellationToken);
        return new CachedClient(
            client.Id, client.OrganizationId, client.Environment, client.Scopes, organization.LimitFactor, client.RevokedAt is not null,
            [.. client.Secrets.Where(secret => secret.IsLive(now)).Select(secret => secret.Hash)], [.. revoked])
        { IsSuspended = organization.SuspendedAt is not null, Quotas = organization.Quotas };
    }
}
