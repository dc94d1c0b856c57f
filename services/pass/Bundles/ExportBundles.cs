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
        var bundles = query.RowsAsync(
            db.Bundles.Where(b => b.OrganizationId == query.OrganizationId && b.DeletedAt == null).Include(b => b.Passes).AsSplitQuery(),
            b => b.Id, IdPrefixes.Bundle, PageSize, cancellationToken);
        await foreach (var bundle in bundles)
        {
            var deleted = await db.FindDeletedAsync(query.OrganizationId, [bundle], cancellationToken);
            var response = presenter.Show(bundle, deleted);
            yield return new ExportItem(response.Id, response);
        }
    }
}
