using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Erasures;

/// <summary>The organization's erasures: what was erased, which no other kind shows.</summary>
internal static class ExportErasures
{
    private const int PageSize = 50;

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<PassesDbContext>();
        var highest = query.Highest;
        var erasures = ExportRoutes.PagesAsync(
            query.AfterId(IdPrefixes.Erasure), PageSize,
            (after, limit) => db.Erasures.AsNoTracking()
                .Where(e => e.OrganizationId == query.OrganizationId && e.Id > after && e.Id <= highest)
                .OrderBy(e => e.Id).Take(limit).ToListAsync(cancellationToken),
            erasure => erasure.Id);
        await foreach (var erasure in erasures)
        {
            var response = ErasureResponse.From(erasure);
            yield return new ExportItem(response.Id, response);
        }
    }
}
