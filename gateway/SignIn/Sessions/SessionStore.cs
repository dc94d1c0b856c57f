using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.SignIn.Sessions;

/// <summary>A browser's session and its user.</summary>
internal sealed record SignedIn(Session Session, User User);

/// <summary>
/// Starts, finds and ends the sessions of browsers. A sign-in always makes a new cookie: one that was planted is worth nothing.
/// </summary>
internal sealed class SessionStore(
    GatewayDbContext db, SecretHasher hasher, GrantCache grants, DeploymentOptions deployment, IOptions<SignInOptions> options,
    TimeProvider time)
{
    private const int TokenBytes = 32;
    private static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(5);

    private string CookieName => SessionCookies.SessionName(deployment);

    /// <summary>A secret of 256 random bits for a link or a cookie.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>The session of the request's cookie; null when there is none that can be used.</summary>
    public async Task<SignedIn?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.Cookies[CookieName] is not { Length: 2 * TokenBytes } token)
            return null;
        var hash = hasher.Hash(token);
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(one => one.TokenHash == hash, cancellationToken);
        var now = time.GetUtcNow();
        if (session is null || !session.IsLive(now, options.Value.IdleTimeout))
            return null;
        await RecordUseAsync(session, cancellationToken);
        var user = await db.Users.SingleAsync(one => one.Id == session.UserId, cancellationToken);
        await NameActorAsync(user, cancellationToken);
        return new SignedIn(session, user);
    }

    /// <summary>Signs the user in: a new session with a new cookie. The one that the browser had ends.</summary>
    public async Task<Session> StartAsync(
        HttpContext context, User user, SignInMethod method, CancellationToken cancellationToken, bool usedRecoveryCode = false)
    {
        if (await FindAsync(context, cancellationToken) is { } previous)
            await EndAsync(previous.Session.UserId, previous.Session.Id, cancellationToken);
        var token = NewToken();
        var session = Session.Create(
            user.Id, hasher.Hash(token), method, ClientAddress.Of(context.Connection.RemoteIpAddress),
            context.Request.Headers.UserAgent.ToString(), options.Value.SessionLifetime, time, usedRecoveryCode);
        await NameActorAsync(user, cancellationToken);
        db.Sessions.Add(session);
        await SaveSignInAsync(context, user.Id, session, cancellationToken);
        context.Response.Cookies.Append(CookieName, token, CookieOptions(session.ExpiresAt));
        return session;
    }

    /// <summary>
    /// Ends a session with everything that was granted from it, within 5 s everywhere; false when the user has none such.
    /// </summary>
    public async Task<bool> EndAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await BeginAsync(cancellationToken);
        var ended = await db.Sessions.Where(one => one.Id == sessionId && one.UserId == userId && one.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, now), cancellationToken);
        if (ended > 0)
            await SaveEndAsync(userId, sessionId, cancellationToken);
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        grants.Clear();
        return ended > 0;
    }

    // In the audit log of every organization of the user: a sign-in is for all of them.
    private async Task SaveSignInAsync(HttpContext context, Guid userId, Session session, CancellationToken cancellationToken)
    {
        var organizations = await OrganizationsOfAsync(userId, cancellationToken);
        using var audit = AuditScope.Begin(
            AuditActor.Of(TypeId.Format(IdPrefixes.User, userId)), "signIn", context.Connection.RemoteIpAddress, context.TraceIdentifier);
        audit.OrganizationId = organizations.FirstOrDefault();
        await using var transaction = await BeginAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var organizationId in organizations.Skip(1))
            await db.SaveAuditEntryAsync(organizationId, IdPrefixes.Session, session.Id, time, cancellationToken);
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
    }

    private async Task SaveEndAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        using var own = AuditScope.Current is null
            ? AuditScope.Begin(AuditActor.Of(TypeId.Format(IdPrefixes.User, userId)), "signOut")
            : null;
        foreach (var organizationId in await OrganizationsOfAsync(userId, cancellationToken))
            await db.SaveAuditEntryAsync(organizationId, IdPrefixes.Session, sessionId, time, cancellationToken);
    }

    // Null in a transaction of the caller, which commits it.
    private async Task<IDbContextTransaction?> BeginAsync(CancellationToken cancellationToken) =>
        db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;

    private Task<List<Guid>> OrganizationsOfAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Memberships.Where(one => one.UserId == userId).Select(one => one.OrganizationId).ToListAsync(cancellationToken);

    /// <summary>Ends all sessions of a user, but one.</summary>
    public async Task EndAllAsync(Guid userId, Guid? except, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await db.Sessions.Where(one => one.UserId == userId && one.RevokedAt == null && one.Id != except)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, now), cancellationToken);
        grants.Clear();
    }

    /// <summary>After the commit of a transaction that ended sessions.</summary>
    public void ForgetGrants() => grants.Clear();

    /// <summary>Removes the browser's cookie.</summary>
    public void RemoveCookie(HttpContext context) => context.Response.Cookies.Delete(CookieName, CookieOptions(expires: null));

    /// <summary>Moves the time from which idleness counts.</summary>
    public Task RecordUseAsync(Session session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return now - session.LastUsedAt < UseInterval
            ? Task.CompletedTask
            : db.Sessions.Where(one => one.Id == session.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.LastUsedAt, now), cancellationToken);
    }

    // From here on it is the person who acts, in the organization where they arrive.
    private async Task NameActorAsync(User user, CancellationToken cancellationToken)
    {
        if (AuditScope.Current is not { } audit)
            return;
        audit.Actor = AuditActor.Of(TypeId.Format(IdPrefixes.User, user.Id));
        audit.OrganizationId = user.LastOrganizationId ?? await db.Memberships.Where(one => one.UserId == user.Id)
            .OrderBy(one => one.CreatedAt).Select(one => one.OrganizationId).FirstOrDefaultAsync(cancellationToken);
    }

    private CookieOptions CookieOptions(DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Secure = SessionCookies.IsSecure(deployment),
        // Lax and not Strict: the person comes from a link in a mail or from the dashboard's redirect.
        SameSite = SameSiteMode.Lax,
        Path = "/",
        Expires = expires,
    };
}
