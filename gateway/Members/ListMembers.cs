using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Members;

/// <summary>A person in an organization.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Email">The person's e-mail address.</param>
/// <param name="Name">The person's name; empty until they give one.</param>
/// <param name="Role">What they may do: owner, admin, developer, marketing, scanner or viewer.</param>
/// <param name="HasPassword">Whether they sign in with a password and an authenticator app.</param>
/// <param name="Passkeys">How many passkeys they have.</param>
/// <param name="LastSignInAt">When they signed in last.</param>
/// <param name="CreatedAt">Since when they are a member.</param>
internal sealed record MemberResponse(
    string Id, string Email, string Name, string Role, bool HasPassword, int Passkeys, DateTimeOffset? LastSignInAt,
    DateTimeOffset CreatedAt);

internal static class ListMembers
{
    public static async Task<Results<Ok<Page<MemberResponse>>, Problem>> HandleAsync(
        HttpContext context, GatewayDbContext db, CancellationToken cancellationToken, int? limit = null, string? cursor = null)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        var rows = await Rows(db, Caller.Of(context).OrganizationId)
            .Newest(page, one => one.User.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, one => one.User.Id, Show));
    }

    public static async Task<MemberResponse> ReadAsync(
        GatewayDbContext db, Guid organizationId, Guid userId, CancellationToken cancellationToken) =>
        Show(await Rows(db, organizationId).SingleAsync(one => one.User.Id == userId, cancellationToken));

    /// <summary>Members by ascending id of the person, after one.</summary>
    public static async Task<List<(Guid Id, MemberResponse Response)>> ReadAfterAsync(
        GatewayDbContext db, Guid organizationId, Guid after, int limit, CancellationToken cancellationToken) =>
        (await Rows(db, organizationId).Where(one => one.User.Id > after).OrderBy(one => one.User.Id).Take(limit)
            .ToListAsync(cancellationToken)).ConvertAll(row => (row.User.Id, Show(row)));

    private sealed class Row
    {
        public required User User { get; init; }
        public required Role Role { get; init; }
        public required int Passkeys { get; init; }
        public required DateTimeOffset? LastSignInAt { get; init; }
        public required DateTimeOffset Since { get; init; }
    }

    private static IQueryable<Row> Rows(GatewayDbContext db, Guid organizationId) =>
        from member in db.Memberships.AsNoTracking()
        join user in db.Users on member.UserId equals user.Id
        where member.OrganizationId == organizationId
        select new Row
        {
            User = user,
            Role = member.Role,
            Passkeys = db.UserPasskeys.Count(passkey => passkey.UserId == user.Id),
            LastSignInAt = db.Sessions.Where(session => session.UserId == user.Id).Max(session => (DateTimeOffset?)session.CreatedAt),
            Since = member.CreatedAt,
        };

    private static MemberResponse Show(Row row) => new(
        TypeId.Format(IdPrefixes.User, row.User.Id), row.User.Email!, row.User.Name, WireNames.Of(row.Role), row.User.HasPassword,
        row.Passkeys, row.LastSignInAt, row.Since);
}
