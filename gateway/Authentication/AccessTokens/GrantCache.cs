using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>A person's grant as the database had it a few seconds ago: its session, and the role in its organization.</summary>
internal sealed record CachedGrant(
    Guid Id, Guid SessionId, Guid UserId, Guid OrganizationId, Role Role, string[] Scopes, double LimitFactor, DateTimeOffset EndsAt)
{
    /// <summary>Whether its organization is suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>Whether the person operates the deployment.</summary>
    public bool IsOperator { get; init; }

    /// <summary>The quotas of its organization.</summary>
    public string[] Quotas { get; init; } = [];

    /// <summary>One caller per token: its internal tokens are reused as long as this entry lives.</summary>
    public ConcurrentDictionary<Guid, Caller> Callers { get; } = new();
}

/// <summary>
/// Grants by id, read from the database at most once per <see cref="CredentialCaching.Lifetime"/>: an ended session, a changed role and a
/// removed member take effect as soon as a revoked API key.
/// </summary>
internal sealed class GrantCache(IDbContextFactory<GatewayDbContext> contexts, IOptions<SignInOptions> options, TimeProvider time)
    : IDisposable
{
    private readonly MemoryCache _grants = CredentialCaching.Create(time);

    /// <summary>A grant that can be used; null when it was revoked, its session has ended, or its user is no member any more.</summary>
    public async ValueTask<CachedGrant?> FindAsync(Guid grantId, CancellationToken cancellationToken)
    {
        if (_grants.TryGetValue(grantId, out CachedGrant? known))
            return IsLive(known);

        var started = time.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var grant = await ReadAsync(db, grantId, options.Value.IdleTimeout, time.GetUtcNow(), cancellationToken);
        // The age counts from before the query.
        var left = CredentialCaching.Lifetime - time.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
            _grants.Set(grantId, grant, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = left });
        return IsLive(grant);
    }

    /// <summary>The same from the database.</summary>
    public static async Task<CachedGrant?> ReadAsync(
        GatewayDbContext db, Guid grantId, TimeSpan idleTimeout, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var usedSince = now - idleTimeout;
        var row = await (
            from grant in db.Grants
            join session in db.Sessions on grant.SessionId equals session.Id
            join membership in db.Memberships
                on new { grant.OrganizationId, session.UserId } equals new { membership.OrganizationId, membership.UserId }
            join organization in db.Organizations on grant.OrganizationId equals organization.Id
            join user in db.Users on session.UserId equals user.Id
            where grant.Id == grantId && grant.RevokedAt == null && session.RevokedAt == null && session.ExpiresAt > now &&
                session.LastUsedAt > usedSince
            select new
            {
                grant.Id,
                grant.SessionId,
                session.UserId,
                grant.OrganizationId,
                membership.Role,
                grant.Scopes,
                organization.LimitFactor,
                organization.SuspendedAt,
                organization.Quotas,
                session.ExpiresAt,
                user.IsOperator,
            }).SingleOrDefaultAsync(cancellationToken);
        if (row is null)
            return null;
        var allowed = RoleScopes.Of(row.Role);
        return new CachedGrant(
            row.Id, row.SessionId, row.UserId, row.OrganizationId, row.Role,
            row.Scopes.Length == 0 ? allowed : [.. row.Scopes.Intersect(allowed)], row.LimitFactor, row.ExpiresAt)
        { IsSuspended = row.SuspendedAt is not null, Quotas = row.Quotas, IsOperator = row.IsOperator };
    }

    /// <summary>For changes made by this process; other gateways see them within <see cref="CredentialCaching.Lifetime"/>.</summary>
    public void Clear() => _grants.Clear();

    public void Dispose() => _grants.Dispose();

    private CachedGrant? IsLive(CachedGrant? grant) => grant?.EndsAt > time.GetUtcNow() ? grant : null;
}
