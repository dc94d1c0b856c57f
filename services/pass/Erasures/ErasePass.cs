using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Background;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Erasures;

/// <summary>Erases the data of one pass's holder. A deleted pass can be erased, too: its content is kept for a while.</summary>
internal static class ErasePass
{
    internal static async Task<Results<Accepted<ErasureResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, UnitOfWork unitOfWork, WorkSignal<ErasureBatch> signal, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (!TypeId.TryParse(IdPrefixes.Pass, id, out var passId) ||
            !await db.Passes.AnyAsync(p => p.OrganizationId == organizationId && p.Id == passId, cancellationToken))
            return PassLookup.NotFound(id);
        return await StartErasure.SaveAsync(organizationId, [passId], db, unitOfWork, signal, time, cancellationToken);
    }
}
