using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Encryption;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.AccessTokens;

/// <summary>
/// The keys that sign access tokens, shared by all gateways through the database. A new key is published and accepted at once, but signs
/// only after <see cref="ActivationDelay"/>, when every gateway has read it; an old one retires when its last token has ended.
/// </summary>
internal sealed class SigningKeys(IDbContextFactory<GatewayDbContext> databases, SecretBox box, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan ActivationDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(10);
    private const string Purpose = "access-token-signing-key";

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Ring? _ring;

    /// <summary>The key that signs now. The first gateway that needs one makes it.</summary>
    public async ValueTask<SecurityKey> CurrentAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var current = (await RingAsync(cancellationToken)).Keys.Where(key => key.ActivatesAt <= now).MaxBy(key => key.ActivatesAt);
        if (current is not null)
            return current.Key;
        await AddAsync(first: true, cancellationToken);
        return (await ReadAsync(cancellationToken)).Keys.MinBy(key => key.ActivatesAt)!.Key;
    }

    /// <summary>Every key whose tokens are accepted.</summary>
    public async ValueTask<IReadOnlyList<ECDsaSecurityKey>> AcceptedAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return [.. (await RingAsync(cancellationToken)).Keys.Where(key => key.RetiresAt is not { } end || end > now).Select(key => key.Key)];
    }

    /// <summary>Makes a new key and lets the present ones retire.</summary>
    public async Task<SigningKey> RotateAsync(CancellationToken cancellationToken)
    {
        var added = await AddAsync(first: false, cancellationToken);
        _ring = null;
        return added;
    }

    public void Dispose() => _reading.Dispose();

    private async ValueTask<Ring> RingAsync(CancellationToken cancellationToken) =>
        _ring is { } ring && ring.ReadAt + ReadAgainAfter > time.GetUtcNow() ? ring : await ReadAsync(cancellationToken);

    private async Task<Ring> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var stored = await database.SigningKeys.AsNoTracking().Where(key => key.RetiresAt == null || key.RetiresAt > now).ToListAsync(cancellationToken);
            var known = _ring;
            // Keys that are known already keep their objects: verifiers cache what they made from them.
            var ring = new Ring(now, [.. stored.Select(key => new RingKey(known?.Find(key.KeyId) ?? Open(key), key.ActivatesAt, key.RetiresAt))]);
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
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // One at a time: two gateways that start together make one first key.
        await database.Database.ExecuteSqlAsync($"LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE", cancellationToken);
        var now = time.GetUtcNow();
        var present = await database.SigningKeys.Where(key => key.RetiresAt == null).ToListAsync(cancellationToken);
        if (first && present.Count > 0)
            return present[0];

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = pair.ExportPkcs8PrivateKeyPem();
        var added = new SigningKey
        {
            KeyId = EllipticCurveKey.FromPem(pem).KeyId,
            SealedPrivateKey = box.Seal(Purpose, Guid.Empty, System.Text.Encoding.ASCII.GetBytes(pem)),
            CreatedAt = now,
            ActivatesAt = present.Count == 0 ? now : now + ActivationDelay,
        };
        foreach (var key in present)
            key.RetiresAt = added.ActivatesAt + ReadAgainAfter + AccessToken.Lifetime + AccessToken.ClockSkew;
        database.SigningKeys.Add(added);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    private ECDsaSecurityKey Open(SigningKey key) =>
        EllipticCurveKey.FromPem(System.Text.Encoding.ASCII.GetString(box.Open(Purpose, Guid.Empty, key.SealedPrivateKey)));

    private sealed record Ring(DateTimeOffset ReadAt, IReadOnlyList<RingKey> Keys)
    {
        public ECDsaSecurityKey? Find(string keyId) => Keys.FirstOrDefault(key => key.Key.KeyId == keyId)?.Key;
    }

    private sealed record RingKey(ECDsaSecurityKey Key, DateTimeOffset ActivatesAt, DateTimeOffset? RetiresAt);
}
