using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>The organization's certificates and issuers, without private keys.</summary>
internal static class ExportWalletIdentities
{
    private const int PageSize = 100;

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (db, time) = (services.GetRequiredService<TemplatesDbContext>(), services.GetRequiredService<TimeProvider>());
        var highest = query.Highest;
        var identities = ExportRoutes.PagesAsync(
            query.AfterId(IdPrefixes.WalletIdentity), PageSize,
            (after, limit) => db.WalletIdentities.AsNoTracking()
                .Where(i => i.OrganizationId == query.OrganizationId && i.DeletedAt == null && i.Id > after && i.Id <= highest)
                .OrderBy(i => i.Id).Take(limit).ToListAsync(cancellationToken),
            identity => identity.Id);
        await foreach (var identity in identities)
        {
            var response = WalletIdentityResponse.From(identity, time.GetUtcNow(), null);
            yield return new ExportItem(response.Id, response);
        }
    }
}
