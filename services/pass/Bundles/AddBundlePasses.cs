using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Passes;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Bundles;

/// <summary>More passes for a bundle.</summary>
public sealed record AddBundlePassesRequest
{
    /// <summary>1 to 100 passes. Those that are in the bundle already stay where they are.</summary>
    public IReadOnlyList<string>? PassIds { get; init; }
}

/// <summary>Appends passes to a bundle. Links that were given out stay valid: passes keep their files.</summary>
internal static class AddBundlePasses
{
    internal static async Task<Results<Ok<BundleResponse>, Problem>> HandleAsync(
        string id, AddBundlePassesRequest request, ClaimsPrincipal caller, PassCommandContext context, BundlePresenter presenter,
        UnitOfWork unitOfWork, CancellationToken cancellationToken)
    {
        var (organizationId, db) = (caller.OrganizationId, context.Db);
        var errors = new List<InvalidValue>();
        var given = await BundleMembers.FindAsync(request.PassIds, organizationId, db, errors, cancellationToken);
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        if (await db.LockBundleAsync(id, organizationId, cancellationToken) is not { } bundle)
            return BundleLookup.NotFound(id);
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        var added = given.Except(bundle.Passes.Select(pass => pass.PassId)).ToList();
        if (bundle.Passes.Count + added.Count > Bundle.MaxPasses)
        {
            return Problem.Invalid("/passIds", "out_of_range",
                $"The bundle has {bundle.Passes.Count} passes and may have {Bundle.MaxPasses}. Create another bundle.",
                ("maxCount", Bundle.MaxPasses));
        }

        var last = bundle.Passes.Count == 0 ? 1 : bundle.Passes.Max(pass => pass.Part);
        var present = bundle.Passes.Where(pass => pass.Part == last).OrderBy(pass => pass.Position).Select(pass => pass.PassId).ToList();
        bundle.Add(await BundleParts.PlanAsync(present, added, last, organizationId, context, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(presenter.Show(bundle, await db.FindDeletedAsync(organizationId, [bundle], cancellationToken)));
    }
}
