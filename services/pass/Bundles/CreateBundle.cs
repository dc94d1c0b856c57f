using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Bundles;

/// <summary>A new bundle, of the passes that one of <c>passIds</c>, <c>filter</c> and <c>batchId</c> names.</summary>
public sealed record CreateBundleRequest
{
    /// <summary>Your own name for it, 1 to 100 characters; not shown to holders.</summary>
    public string? Name { get; init; }

    /// <summary>1 to 100 passes, in the order in which the wallet shows them.</summary>
    public IReadOnlyList<string>? PassIds { get; init; }

    /// <summary>The passes that match now, at most 1,000, the oldest first.</summary>
    public BundleFilter? Filter { get; init; }

    /// <summary>The passes that a batch has created or changed, <c>bat_...</c>, at most 1,000, in its order. It must have ended.</summary>
    public string? BatchId { get; init; }
}

/// <summary>Creates a bundle. A void pass may be in it and is shown as void; a deleted pass does not exist.</summary>
internal static class CreateBundle
{
    private const int MaxName = 100;

    internal static async Task<Results<Created<BundleResponse>, Problem>> HandleAsync(
        CreateBundleRequest request, ClaimsPrincipal caller, PassCommandContext context, BundleSecret secret, BundlePresenter presenter,
        CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var errors = new List<InvalidValue>();
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > MaxName ||
            request.Name.Contains('\0', StringComparison.Ordinal))
            errors.Add(new InvalidValue("/name", "required", $"Give the bundle a name of 1 to {MaxName} characters.",
                ("minLength", 1), ("maxLength", MaxName)));
        var passes = await FindPassesAsync(request, organizationId, context, errors, cancellationToken);
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        var parts = await BundleParts.PlanAsync([], passes, 1, organizationId, context, cancellationToken);
        var bundle = Bundle.Create(organizationId, request.Name!, secret.Create(organizationId), parts, context.Time);
        context.Db.Bundles.Add(bundle);
        await context.Db.SaveChangesAsync(cancellationToken);
        var response = presenter.Show(bundle, []);
        return TypedResults.Created($"/api/v1/bundles/{response.Id}", response);
    }

    private static async Task<List<Guid>> FindPassesAsync(
        CreateBundleRequest request, Guid organizationId, PassCommandContext context, List<InvalidValue> errors,
        CancellationToken cancellationToken)
    {
        bool[] sources = [request.PassIds is not null, request.Filter is not null, request.BatchId is not null];
        if (sources.Count(isGiven => isGiven) > 1)
        {
            errors.Add(new InvalidValue("", "ambiguous", "Give exactly one of passIds, filter and batchId."));
            return [];
        }

        // Found also when the name is wrong, so that all errors are reported at once.
        var own = new List<InvalidValue>();
        var passes = request.Filter is { } filter
            ? await BundleMembers.FindAsync(filter, organizationId, context, own, cancellationToken)
            : request.BatchId is { } batch
                ? await BundleMembers.FindInBatchAsync(batch, organizationId, context.Db, own, cancellationToken)
                : await BundleMembers.FindAsync(request.PassIds, organizationId, context.Db, own, cancellationToken);
        errors.AddRange(own);
        return passes;
    }
}
