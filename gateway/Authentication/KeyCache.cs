using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication;

/// <summary>
/// Keys by id, read from the database at most every <see cref="Lifetime"/>: the longest a revocation takes to be heard by a gateway that
/// nobody told. Keys that do not exist are remembered too, apart from the others, so that guessing neither reaches the database each time
/// nor pushes out real keys.
/// </summary>
internal sealed class KeyCache(IDbContextFactory<GatewayDbContext> databases) : IDisposable
{
    /// <summary>Below the promised 5 s by the time a request may spend between reading the cache and reaching a service.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(4);
    public const int MaximumEntries = 20_000;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MaximumEntries });
    private readonly MemoryCache _unknown = new(new MemoryCacheOptions { SizeLimit = MaximumEntries });

    public async ValueTask<StoredKey?> FindAsync(Guid keyId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(keyId, out Task<StoredKey?>? loading) && loading is not null)
            return loading.IsCompletedSuccessfully ? loading.Result : await loading.WaitAsync(cancellationToken);
        if (_unknown.TryGetValue(keyId, out _))
            return null;

        // Dated before the query: the answer is as old as the question. The first of many simultaneous requests asks for all of them,
        // so its own client giving up must not cancel the query.
        var options = new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime };
        var load = LoadAsync(keyId, CancellationToken.None);
        _ = _known.Set(keyId, load, options);
        StoredKey? key = null;
        try
        {
            key = await load;
        }
        finally
        {
            if (key is null)
                _known.Remove(keyId);
        }

        if (key is null)
            _unknown.Set(keyId, true, options);
        return key;
    }

    /// <summary>Whether the key can be checked without asking the database.</summary>
    public bool Holds(Guid keyId) => _known.TryGetValue(keyId, out _) || _unknown.TryGetValue(keyId, out _);

    /// <summary>For the administration of this process: the others hear within <see cref="Lifetime"/>.</summary>
    public void Forget(Guid keyId)
    {
        _known.Remove(keyId);
        _unknown.Remove(keyId);
    }

    public void Dispose()
    {
        _known.Dispose();
        _unknown.Dispose();
    }

    private async Task<StoredKey?> LoadAsync(Guid keyId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var key = await database.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == keyId, cancellationToken);
        if (key is null)
            return null;
        var factor = await database.Organizations.Where(o => o.Id == key.OrganizationId).Select(o => o.LimitFactor).SingleAsync(cancellationToken);
        var caller = new Caller(key.OrganizationId, TypeId.Format(IdPrefixes.ApiKey, key.Id), key.Environment, key.Publishable, key.Scopes, factor);
        return new StoredKey(
            caller, key.Id, [.. key.Secrets.Select(s => s.Hash)], [.. key.Secrets.Select(s => s.ExpiresAt)], key.AllowedNetworks, key.ExpiresAt, key.RevokedAt is not null);
    }
}
