using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Accounts;

internal static class ListSessions
{
    /// <summary>A browser in which the person is signed in.</summary>
    /// <param name="Id">The session's id.</param>
    /// <param name="Method">How the person signed in: link, invitation, password, passkey or oidc.</param>
    /// <param name="Address">From which address.</param>
    /// <param name="UserAgent">The browser, as it names itself.</param>
    /// <param name="IsCurrent">Whether it is the session of this access token.</param>
    /// <param name="CreatedAt">When the person signed in.</param>
    /// <param name="LastUsedAt">When it was used last, accurate to some minutes.</param>
    /// <param name="ExpiresAt">When it ends at the latest.</param>
    internal sealed record SessionItem(
        string Id, string Method, string Address, string UserAgent, bool IsCurrent, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt,
        DateTimeOffset ExpiresAt);

    public static async Task<Results<Ok<Page<SessionItem>>, Problem>> HandleAsync(
        HttpContext context, GatewayDbContext db, IOptions<SignInOptions> options, TimeProvider time, CancellationToken cancellationToken,
        int? limit = null, string? cursor = null)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        var (person, now) = (Caller.Of(context).Person!, time.GetUtcNow());
        var usedSince = now - options.Value.IdleTimeout;
        var sessions = await db.Sessions.AsNoTracking()
            .Where(one => one.UserId == person.UserId && one.RevokedAt == null && one.ExpiresAt > now && one.LastUsedAt > usedSince)
            .Newest(page, one => one.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(sessions, one => one.Id, one => Show(one, person)));
    }

    private static SessionItem Show(Session session, Person person) => new(
        TypeId.Format(IdPrefixes.Session, session.Id), WireNames.Of(session.Method), session.Address, session.UserAgent,
        session.Id == person.SessionId, session.CreatedAt, session.LastUsedAt, session.ExpiresAt);
}
