using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.ApiKeys;

/// <summary>An API key as the database had it a few seconds ago.</summary>
internal sealed record CachedApiKey(
    Caller Caller, Guid Id, byte[][] SecretHashes, DateTimeOffset?[] SecretExpirations, IPNetwork[] AllowedNetworks,
    DateTimeOffset? ExpiresAt, bool Revoked);

/// <summary>
/// API keys by id, read from the database at most once per <see cref="CredentialCaching.Lifetime"/>, which bounds how long a revocation by
/// another gateway takes. Ids of keys that do not exist are cached separately, so that guessing neither queries the database each time nor
/// evicts real keys.
/// </summary>
internal sealed class ApiKeyCache(IDbContextFactory<GatewayDbContext> contexts, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _known = CredentialCaching.Create(time);
    private readonly MemoryCache _unknown = CredentialCaching.Create(time);

    public async ValueTask<CachedApiKey?> FindAsync(Guid keyId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(keyId, out Task<CachedApiKey?>? loading) && loading is not null)
            return loading.IsCompletedSuccessfully ? loading.Result : await loading.WaitAsync(cancellationToken);

        if (_unknown.TryGetValue(keyId, out _))
            return null;

        // The age counts from before the query. The first of many concurrent requests queries for all of them, so a disconnect of its own
        // client must not cancel the query.
        var options = new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = CredentialCaching.Lifetime };
        var load = LoadAsync(keyId, CancellationToken.None);
        _ = _known.Set(keyId, load, options);
        CachedApiKey? key = null;
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

    /// <summary>Whether the key can be checked without a query.</summary>
    public bool Contains(Guid keyId) => _known.TryGetValue(keyId, out _) || _unknown.TryGetValue(keyId, out _);

    /// <summary>For changes made by this process; other gateways see them within <see cref="CredentialCaching.Lifetime"/>.</summary>
    public void Remove(Guid keyId)
    {
        _known.Remove(keyId);
        _unknown.Remove(keyId);
    }

    public void Clear()
    {
        _known.Clear();
        _unknown.Clear();
    }

    public void Dispose()
    {
        _known.Dispose();
        _unknown.Dispose();
    }

    private async Task<CachedApiKey?> LoadAsync(Guid keyId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var key = await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == keyId, cancellationToken);
        if (key is null)
            return null;

        var organization = await db.Organizations
            .Where(o => o.Id == key.OrganizationId).Select(o => new { o.LimitFactor, o.SuspendedAt, o.Quotas })
            .SingleAsync(cancellationToken);
        var caller = new Caller(
            key.OrganizationId, TypeId.Format(IdPrefixes.ApiKey, key.Id), key.Environment, key.Publishable, key.Scopes,
            organization.LimitFactor)
        {
            IsSuspended = organization.SuspendedAt is not null,
            Quotas = organization.Quotas,
            AllowedOrigins = key.AllowedOrigins,
        };
        return new CachedApiKey(
            caller, key.Id, [.. key.Secrets.Select(s => s.Hash)], [.. key.Secrets.Select(s => s.ExpiresAt)], key.AllowedNetworks,
            key.ExpiresAt, key.RevokedAt is not null);
    }
}
