using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Persistence;

namespace Passinstance.Gateway.AccessTokens;

/// <summary>A client as the database had it some seconds ago, with its tokens that were revoked before their end.</summary>
internal sealed record StoredClient(
    Guid Id, Guid OrganizationId, string Environment, string[] Scopes, double LimitFactor, bool Revoked, byte[][] LiveSecretHashes, HashSet<Guid> RevokedTokens);

/// <summary>Clients by id, read at most every <see cref="KeyCache.Lifetime"/>: a revocation of a client or of a token is heard as fast as a key's.</summary>
internal sealed class ClientCache(IDbContextFactory<GatewayDbContext> databases, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _clients = new(new MemoryCacheOptions { SizeLimit = KeyCache.MaximumEntries });

    public async ValueTask<StoredClient?> FindAsync(Guid clientId, CancellationToken cancellationToken)
    {
        if (_clients.TryGetValue(clientId, out StoredClient? known))
            return known;
        var asked = time.GetTimestamp();
        var client = await LoadAsync(clientId, cancellationToken);
        // The answer is as old as the question.
        var left = KeyCache.Lifetime - time.GetElapsedTime(asked);
        return left <= TimeSpan.Zero ? client : _clients.Set(clientId, client, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = left });
    }

    public void Forget(Guid clientId) => _clients.Remove(clientId);

    public void Dispose() => _clients.Dispose();

    private async Task<StoredClient?> LoadAsync(Guid clientId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var client = await database.Clients.AsNoTracking().SingleOrDefaultAsync(c => c.Id == clientId, cancellationToken);
        if (client is null)
            return null;
        var factor = await database.Organizations.Where(o => o.Id == client.OrganizationId).Select(o => o.LimitFactor).SingleAsync(cancellationToken);
        var revoked = await database.RevokedTokens.Where(t => t.ClientId == clientId && t.ExpiresAt > now).Select(t => t.TokenId).ToListAsync(cancellationToken);
        return new StoredClient(
            client.Id, client.OrganizationId, client.Environment, client.Scopes, factor, client.RevokedAt is not null,
            [.. client.Secrets.Where(secret => secret.IsLive(now)).Select(secret => secret.Hash)], [.. revoked]);
    }
}
