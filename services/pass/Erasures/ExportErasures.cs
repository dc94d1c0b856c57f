using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Erasures;

/// <summary>The organization's erasures: what was erased, which no other kind shows.</summary>
internal static class ExportErasures
{
    private const int PageSize = 50;

    internal static IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<PassesDbContext>();
        return query.RowsAsync(
            db.Erasures.Where(e => e.OrganizationId == query.OrganizationId), e => e.Id, IdPrefixes.Erasure, PageSize, cancellationToken)
            .Select(ErasureResponse.From).Select(response => new ExportItem(response.Id, response));
    }
}
