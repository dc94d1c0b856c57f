using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>The organization's certificates and issuers, without private keys.</summary>
internal static class ExportWalletIdentities
{
    private const int PageSize = 100;

    internal static IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, CancellationToken cancellationToken)
    {
        var (db, time) = (services.GetRequiredService<TemplatesDbContext>(), services.GetRequiredService<TimeProvider>());
        return query.RowsAsync(
            db.WalletIdentities.Where(i => i.OrganizationId == query.OrganizationId && i.DeletedAt == null), i => i.Id,
            IdPrefixes.WalletIdentity, PageSize, cancellationToken)
            .Select(identity => WalletIdentityResponse.From(identity, time.GetUtcNow(), null))
            .Select(response => new ExportItem(response.Id, response));
    }
}
