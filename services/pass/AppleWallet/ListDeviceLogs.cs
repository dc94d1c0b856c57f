using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.AppleWallet;

/// <summary>A message that Wallet on a device reported about your passes.</summary>
/// <param name="Message">The message as Wallet reported it.</param>
/// <param name="ReceivedAt">When it was received.</param>
public sealed record DeviceLogResponse(string Message, DateTimeOffset ReceivedAt);

internal static class ListDeviceLogs
{
    internal static async Task<Results<Ok<Page<DeviceLogResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, ClaimsPrincipal caller, PassesDbContext db, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        var organizationId = caller.OrganizationId;
        var query = db.DeviceLogs.AsNoTracking().Where(l => l.OrganizationId == organizationId);
        var rows = await query.Newest(page, l => l.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, l => l.Id, l => new DeviceLogResponse(l.Message, l.ReceivedAt)));
    }
}
