using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Batches;

/// <summary>A pass that an item names, without its content.</summary>
internal sealed record KnownPass(Guid Id, string SerialNumber, Guid TemplateId, string PassTypeIdentifier, bool IsDeleted);

/// <summary>The passes that exist of those that a unit's items name or would create, found with one query of each kind.</summary>
/// <param name="Ids">The passes that items may change.</param>
/// <param name="Known">Passes with the serial numbers of items.</param>
internal sealed record BatchTargets(Guid[] Ids, IReadOnlyList<KnownPass> Known)
{
    /// <summary>Finds them and their templates.</summary>
    internal static async Task<BatchTargets> FindAsync(
        PassesDbContext db, Guid organizationId, IReadOnlyList<BatchLine> lines, BatchTemplates templates,
        CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>();
        var serialNumbers = new HashSet<string>(StringComparer.Ordinal);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Operation == BatchOperation.Create)
            {
                var create = line.Create;
                serialNumbers.Add(create.SerialNumber!);
                if (TypeId.TryParse(IdPrefixes.Template, create.TemplateId, out var templateId))
                    await templates.FindToCreateAsync(templateId, cancellationToken);
                continue;
            }

            var target = line.Target;
            if (TypeId.TryParse(IdPrefixes.Pass, target.Id, out var id))
                ids.Add(id);
            else if (target.SerialNumber is { } serialNumber && changed.Add(serialNumber))
                serialNumbers.Add(serialNumber);
        }

        var known = await FindAsync(db, organizationId, [.. serialNumbers], [.. ids], cancellationToken);
        var targets = known.Where(pass => ids.Contains(pass.Id) || changed.Contains(pass.SerialNumber)).ToList();
        foreach (var templateId in targets.Select(pass => pass.TemplateId).Distinct())
            await templates.FindToChangeAsync(templateId, cancellationToken);
        return new BatchTargets([.. targets.Select(pass => pass.Id)], known);
    }

    private static async Task<List<KnownPass>> FindAsync(
        PassesDbContext db, Guid organizationId, string[] serialNumbers, Guid[] ids, CancellationToken cancellationToken)
    {
        var passes = db.Passes.AsNoTracking().Where(p => p.OrganizationId == organizationId);
        var known = new Dictionary<Guid, KnownPass>();
        if (serialNumbers.Length > 0)
            await AddAsync(passes.Where(p => serialNumbers.Contains(p.SerialNumber)));
        if (ids.Length > 0)
            await AddAsync(passes.Where(p => ids.Contains(p.Id)));
        return [.. known.Values.OrderBy(pass => pass.Id)];

        async Task AddAsync(IQueryable<Pass> found)
        {
            var rows = await found
                .Select(p => new KnownPass(p.Id, p.SerialNumber, p.TemplateId, p.PassTypeIdentifier, p.DeletedAt != null))
                .ToListAsync(cancellationToken);
            foreach (var row in rows)
                known[row.Id] = row;
        }
    }
}
