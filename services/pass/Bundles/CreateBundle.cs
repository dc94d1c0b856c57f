using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Bundles;

/// <summary>A new bundle.</summary>
public sealed record CreateBundleRequest
{
    /// <summary>Your own name for it, 1 to 100 characters; not shown to holders.</summary>
    public string? Name { get; init; }

    /// <summary>1 to 100 passes, in the order in which the wallet shows them.</summary>
    public IReadOnlyList<string>? PassIds { get; init; }
}

/// <summary>Creates a bundle. A void pass may be in it and is shown as void; a deleted pass does not exist.</summary>
internal static class CreateBundle
{
    private const int MaxName = 100;

    // What a pass adds to its template's constant part: its JSON, the manifest and the signature, with room to grow.
    private const long MaxTail = 256 * 1024;

    internal static async Task<Results<Created<BundleResponse>, Problem>> HandleAsync(
        CreateBundleRequest request, ClaimsPrincipal caller, PassCommandContext context, BundleSecret secret, BundlePresenter presenter,
        CancellationToken cancellationToken)
    {
        var (organizationId, db) = (caller.OrganizationId, context.Db);
        var errors = new List<InvalidValue>();
        var ids = Read(request, errors);
        var known = await db.Passes.AsNoTracking()
            .Where(p => p.OrganizationId == organizationId && ids.Keys.Contains(p.Id) && p.DeletedAt == null)
            .Select(p => new { p.Id, p.TemplateId }).ToDictionaryAsync(p => p.Id, p => p.TemplateId, cancellationToken);
        errors.AddRange(ids.Where(id => !known.ContainsKey(id.Key)).Select(id => Unknown(id.Value, request.PassIds![id.Value])));
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        var passes = ids.OrderBy(id => id.Value).Select(id => id.Key).ToList();
        var lengths = new Dictionary<Guid, long>();
        foreach (var templateId in passes.Select(pass => known[pass]).Distinct())
        {
            var template = await context.Templates.FindCurrentAsync(organizationId, templateId, cancellationToken);
            lengths[templateId] = (template is { IsSigned: true } ? template.Prepared.Prefix.Length : 0) + MaxTail;
        }

        var parts = Split(passes, pass => lengths[known[pass]]);
        var bundle = Bundle.Create(organizationId, request.Name!, secret.Create(organizationId), parts, context.Time);
        db.Bundles.Add(bundle);
        await db.SaveChangesAsync(cancellationToken);
        var response = presenter.Show(bundle, []);
        return TypedResults.Created($"/api/v1/bundles/{response.Id}", response);
    }

    /// <summary>Fills one file after the other, each with as many passes as wallets accept at once.</summary>
    internal static IEnumerable<(Guid PassId, int Part)> Split(IEnumerable<Guid> passes, Func<Guid, long> length)
    {
        var (part, count, total) = (1, 0, 0L);
        foreach (var pass in passes)
        {
            var size = length(pass);
            if (count == PassBundle.MaxPasses || (count > 0 && total + size > PassBundle.MaxLength))
                (part, count, total) = (part + 1, 0, 0);
            (count, total) = (count + 1, total + size);
            yield return (pass, part);
        }
    }

    // Each id with its position in the request.
    private static Dictionary<Guid, int> Read(CreateBundleRequest request, List<InvalidValue> errors)
    {
        var ids = new Dictionary<Guid, int>();
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > MaxName ||
            request.Name.Contains('\0', StringComparison.Ordinal))
            errors.Add(new InvalidValue("/name", "required", $"Give the bundle a name of 1 to {MaxName} characters."));
        if (request.PassIds is not { Count: >= 1 and <= Bundle.MaxPasses } given)
        {
            errors.Add(new InvalidValue("/passIds", "out_of_range", $"Name 1 to {Bundle.MaxPasses} passes."));
            return ids;
        }

        for (var i = 0; i < given.Count; i++)
        {
            if (!TypeId.TryParse(IdPrefixes.Pass, given[i], out var id))
                errors.Add(Unknown(i, given[i]));
            else if (!ids.TryAdd(id, i))
                errors.Add(new InvalidValue(
                    $"/passIds/{i}", "duplicate", $"The pass is already at /passIds/{ids[id]}. Name each pass once."));
        }

        return ids;
    }

    private static InvalidValue Unknown(int index, string? id) =>
        new($"/passIds/{index}", "unknown_pass", $"There is no pass '{id}' in your organization. Create it first, or check the id.");
}
