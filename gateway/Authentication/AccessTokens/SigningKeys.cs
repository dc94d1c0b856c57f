using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Persistence;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>
/// The keys that sign access tokens, shared by all gateways through the database. A new key is published and accepted at once, but signs
/// only after <see cref="ActivationDelay"/>, when every gateway has read it. An old key retires when its last token has expired.
/// </summary>
internal sealed class SigningKeys(IDbContextFactory<GatewayDbContext> contexts, SecretBox box, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan ActivationDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(10);
    internal const string Purpose = "access-token-signing-key";

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile KeyRing? _ring;

    /// <summary>The key that signs now. The first gateway that needs one creates it.</summary>
    public async ValueTask<SecurityKey> CurrentAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var current = (await RingAsync(cancellationToken)).Keys.Where(key => key.ActivatesAt <= now).MaxBy(key => key.ActivatesAt);
        if (current is not null)
            return current.Key;

        await AddAsync(first: true, cancellationToken);
        return (await ReadAsync(cancellationToken)).Keys.MinBy(key => key.ActivatesAt)!.Key;
    }

    /// <summary>All keys whose tokens are accepted.</summary>
    public async ValueTask<IReadOnlyList<ECDsaSecurityKey>> AcceptedAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ring = await RingAsync(cancellationToken);
        return [.. ring.Keys.Where(key => key.RetiresAt is not { } end || end > now).Select(key => key.Key)];
    }

    /// <summary>Creates a new key and schedules the retirement of the present ones.</summary>
    public async Task<SigningKey> RotateAsync(CancellationToken cancellationToken)
    {
        var added = await AddAsync(first: false, cancellationToken);
        _ring = null;
        return added;
    }

    public void Dispose() => _reading.Dispose();

    private async ValueTask<KeyRing> RingAsync(CancellationToken cancellationToken) =>
        _ring is { } ring && ring.ReadAt + RefreshInterval > time.GetUtcNow() ? ring : await ReadAsync(cancellationToken);

    private async Task<KeyRing> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var stored = await db.SigningKeys.AsNoTracking()
                .Where(key => key.RetiresAt == null || key.RetiresAt > now).ToListAsync(cancellationToken);
            var known = _ring;
            // Known keys keep their objects, because verifiers cache what they derive from them.
            var ring = new KeyRing(
                now, [.. stored.Select(key => new RingKey(known?.Find(key.KeyId) ?? Open(key), key.ActivatesAt, key.RetiresAt))]);
            _ring = ring;
            return ring;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<SigningKey> AddAsync(bool first, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // One gateway at a time: two that start together must create one first key.
        await db.Database.ExecuteSqlAsync($"LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE", cancellationToken);
        var now = time.GetUtcNow();
        var present = await db.SigningKeys.Where(key => key.RetiresAt == null).ToListAsync(cancellationToken);
        if (first && present.Count > 0)
            return present[0];

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = pair.ExportPkcs8PrivateKeyPem();
        var added = new SigningKey
        {
            KeyId = EllipticCurveKey.FromPem(pem).KeyId,
            SealedPrivateKey = box.Seal(Purpose, Guid.Empty, Encoding.ASCII.GetBytes(pem)),
            CreatedAt = now,
            ActivatesAt = present.Count == 0 ? now : now + ActivationDelay,
        };
        foreach (var key in present)
            key.RetiresAt = added.ActivatesAt + RefreshInterval + AccessToken.Lifetime + AccessToken.ClockSkew;

        db.SigningKeys.Add(added);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    private ECDsaSecurityKey Open(SigningKey key) =>
        EllipticCurveKey.FromPem(Encoding.ASCII.GetString(box.Open(Purpose, Guid.Empty, key.SealedPrivateKey)));

    private sealed record KeyRing(DateTimeOffset ReadAt, IReadOnlyList<RingKey> Keys)
    {
        public ECDsaSecurityKey? Find(string keyId) => Keys.FirstOrDefault(key => key.Key.KeyId == keyId)?.Key;
    }

    private sealed record RingKey(ECDsaSecurityKey Key, DateTimeOffset ActivatesAt, DateTimeOffset? RetiresAt);
}
