using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Bundles;

/// <summary>Which of your passes; all that match every member.</summary>
public sealed record BundleFilter
{
    /// <summary>Passes of this template, <c>tpl_...</c>.</summary>
    public string? TemplateId { get; init; }

    /// <summary><c>active</c>, <c>voided</c> or <c>expired</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Passes with exactly this serial number.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>Passes created at or after this time.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Passes created before this time.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }
}

/// <summary>Finds the passes that a request names: those of one organization that were not deleted.</summary>
internal static class BundleMembers
{
    /// <summary>Passes by their ids, in the order of the request. Adds an error for each that does not exist or comes twice.</summary>
    internal static async Task<List<Guid>> FindAsync(
        IReadOnlyList<string>? given, Guid organizationId, PassesDbContext db, List<InvalidValue> errors,
        CancellationToken cancellationToken)
    {
        var ids = new Dictionary<Guid, int>();
        if (given is not { Count: >= 1 and <= Bundle.MaxNamed })
        {
            errors.Add(new InvalidValue("/passIds", "out_of_range", $"Name 1 to {Bundle.MaxNamed} passes.",
                ("minCount", 1), ("maxCount", Bundle.MaxNamed)));
            return [];
        }

        for (var i = 0; i < given.Count; i++)
        {
            if (!TypeId.TryParse(IdPrefixes.Pass, given[i], out var id))
                errors.Add(Unknown(i, given[i]));
            else if (!ids.TryAdd(id, i))
                errors.Add(new InvalidValue(
                    $"/passIds/{i}", "duplicate", $"The pass is already at /passIds/{ids[id]}. Name each pass once."));
        }

        var known = await db.Passes.AsNoTracking()
            .Where(p => p.OrganizationId == organizationId && ids.Keys.Contains(p.Id) && p.DeletedAt == null)
            .Select(p => p.Id).ToHashSetAsync(cancellationToken);
        errors.AddRange(ids.Where(id => !known.Contains(id.Key)).Select(id => Unknown(id.Value, given[id.Value])));
        return [.. ids.OrderBy(id => id.Value).Select(id => id.Key)];
    }

    /// <summary>Passes that a filter matches, the oldest first.</summary>
    internal static async Task<List<Guid>> FindAsync(
        BundleFilter filter, Guid organizationId, PassCommandContext context, List<InvalidValue> errors,
        CancellationToken cancellationToken)
    {
        PassStatus status = default;
        Guid templateId = default;
        if (filter.Status is not null && (!WireNames.TryParse(filter.Status, out status) || status == PassStatus.Deleted))
            errors.Add(new InvalidValue("/filter/status", "unknown_status", "status must be active, voided or expired."));
        if (filter.TemplateId is not null && !TypeId.TryParse(IdPrefixes.Template, filter.TemplateId, out templateId))
            errors.Add(new InvalidValue("/filter/templateId", "invalid_id", "templateId must be a template's id, tpl_ and 26 characters."));
        if (filter.SerialNumber?.Any(char.IsControl) == true)
            errors.Add(new InvalidValue("/filter/serialNumber", "invalid_characters", "A serial number has no control characters."));
        if (filter == new BundleFilter())
            errors.Add(new InvalidValue("/filter", "required", "Give at least one member, for example templateId or status."));
        if (errors.Count > 0)
            return [];
        var passes = new PassFilter
        {
            Status = filter.Status is null ? null : status,
            TemplateId = filter.TemplateId is null ? null : templateId,
            SerialNumber = filter.SerialNumber,
            CreatedAfter = filter.CreatedAfter,
            CreatedBefore = filter.CreatedBefore,
        }.Apply(context.Db.Passes.AsNoTracking(), organizationId, context.Time.GetUtcNow());
        return Check(
            "/filter", await passes.OrderBy(p => p.Id).Take(Bundle.MaxPasses + 1).Select(p => p.Id).ToListAsync(cancellationToken), errors);
    }

    /// <summary>The passes of a batch that has ended, in its order.</summary>
    internal static async Task<List<Guid>> FindInBatchAsync(
        string batch, Guid organizationId, PassesDbContext db, List<InvalidValue> errors, CancellationToken cancellationToken)
    {
        var hasEnded = TypeId.TryParse(IdPrefixes.Batch, batch, out var batchId)
            ? await db.HasBatchEndedAsync(organizationId, batchId, cancellationToken)
            : null;
        if (hasEnded is null)
            errors.Add(new InvalidValue("/batchId", "unknown_batch", $"There is no batch '{batch}' in your organization. Check the id.",
                ("sent", batch)));
        else if (hasEnded == false)
            errors.Add(new InvalidValue("/batchId", "batch_in_progress", "The batch has not ended. Wait for batch.completed."));
        if (errors.Count > 0)
            return [];
        var ids = await db.PassIdsOfBatch(organizationId, batchId)
            .Where(id => db.Passes.Any(p => p.OrganizationId == organizationId && p.Id == id && p.DeletedAt == null))
            .Take(Bundle.MaxPasses + 1).ToListAsync(cancellationToken);
        return Check("/batchId", [.. ids.Distinct()], errors);
    }

    private static List<Guid> Check(string pointer, List<Guid> passes, List<InvalidValue> errors)
    {
        if (passes.Count is 0 or > Bundle.MaxPasses)
        {
            errors.Add(new InvalidValue(pointer, "out_of_range", passes.Count == 0
                ? "No pass matches. A bundle has at least one pass."
                : $"More than {Bundle.MaxPasses} passes match. Narrow it down, or make several bundles."));
        }

        return passes;
    }

    private static InvalidValue Unknown(int index, string? id) =>
        new($"/passIds/{index}", "unknown_pass", $"There is no pass '{id}' in your organization. Create it first, or check the id.",
                ("sent", id));
}
