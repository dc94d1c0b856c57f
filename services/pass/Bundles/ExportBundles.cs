using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Bundles;

/// <summary>The organization's bundles.</summary>
internal static class ExportBundles
{
    private const int PageSize = 50;

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (db, presenter) = (services.GetRequiredService<PassesDbContext>(), services.GetRequiredService<BundlePresenter>());
        var highest = query.Highest;
        var bundles = ExportRoutes.PagesAsync(
            query.AfterId(IdPrefixes.Bundle), PageSize,
            (after, limit) => db.Bundles.AsNoTracking()
                .Where(b => b.OrganizationId == query.OrganizationId && b.DeletedAt == null && b.Id > after && b.Id <= highest)
                .OrderBy(b => b.Id).Take(limit).Include(b => b.Passes).AsSplitQuery().ToListAsync(cancellationToken),
            bundle => bundle.Id);
        await foreach (var bundle in bundles)
        {
            var deleted = await db.FindDeletedAsync(query.OrganizationId, [bundle], cancellationToken);
            var response = presenter.Show(bundle, deleted);
            yield return new ExportItem(response.Id, response);
        }
    }
}
