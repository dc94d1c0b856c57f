using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>The organization's certificates and issuers, without secrets.</summary>
internal static class ListWalletIdentities
{
    internal static Task<Results<Ok<Page<WalletIdentityResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time,
        CancellationToken cancellationToken) =>
        ListAsync(null, limit, cursor, caller, db, time, cancellationToken);

    internal static Task<Results<Ok<Page<WalletIdentityResponse>>, Problem>> AppleAsync(
        int? limit, string? cursor, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time,
        CancellationToken cancellationToken) =>
        ListAsync(WalletIdentity.Apple, limit, cursor, caller, db, time, cancellationToken);

    internal static Task<Results<Ok<Page<WalletIdentityResponse>>, Problem>> GoogleAsync(
        int? limit, string? cursor, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time,
        CancellationToken cancellationToken) =>
        ListAsync(WalletIdentity.Google, limit, cursor, caller, db, time, cancellationToken);

    private static async Task<Results<Ok<Page<WalletIdentityResponse>>, Problem>> ListAsync(
        string? kind, int? limit, string? cursor, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;

        var organizationId = caller.OrganizationId;
        var query = db.WalletIdentities.AsNoTracking().Where(i => i.OrganizationId == organizationId && i.DeletedAt == null);
        if (kind is not null)
            query = query.Where(i => i.Kind == kind);
        var rows = await query.Newest(page, i => i.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(
            page.Cut(rows, i => i.Id, await db.DescribeAsync(organizationId, rows, time, cancellationToken)));
    }
}
