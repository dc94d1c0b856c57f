using System.Text.Json;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Exports;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.AppleWallet;

/// <summary>What holders entered to sign up, by the id of their pass.</summary>
internal static class ExportPersonalizations
{
    private const int PageSize = 500;

    internal static IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, CancellationToken cancellationToken)
    {
        var (db, box) = (services.GetRequiredService<PassesDbContext>(), services.GetRequiredService<SecretBox>());
        return query.RowsAsync(
            db.Personalizations.Where(p => p.OrganizationId == query.OrganizationId), p => p.PassId, IdPrefixes.Pass, PageSize,
            cancellationToken).Select(personalization => new ExportItem(
                TypeId.Format(IdPrefixes.Pass, personalization.PassId),
                new PersonalizationResponse(
                    JsonSerializer.Deserialize<JsonElement>(
                        box.Open(Personalization.Purpose, query.OrganizationId, personalization.SealedInfo)),
                    personalization.PersonalizedAt)));
    }
}
