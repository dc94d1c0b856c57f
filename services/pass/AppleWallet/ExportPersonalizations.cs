using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Exports;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.AppleWallet;

/// <summary>What holders entered to sign up, by the id of their pass.</summary>
internal static class ExportPersonalizations
{
    private const int PageSize = 500;

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (db, box) = (services.GetRequiredService<PassesDbContext>(), services.GetRequiredService<SecretBox>());
        var highest = query.Highest;
        var personalizations = ExportRoutes.PagesAsync(
            query.AfterId(IdPrefixes.Pass), PageSize,
            (after, limit) => db.Personalizations.AsNoTracking()
                .Where(p => p.OrganizationId == query.OrganizationId && p.PassId > after && p.PassId <= highest)
                .OrderBy(p => p.PassId).Take(limit).ToListAsync(cancellationToken),
            personalization => personalization.PassId);
        await foreach (var personalization in personalizations)
        {
            var info = JsonSerializer.Deserialize<JsonElement>(
                box.Open(Personalization.Purpose, query.OrganizationId, personalization.SealedInfo));
            yield return new ExportItem(
                TypeId.Format(IdPrefixes.Pass, personalization.PassId),
                new PersonalizationResponse(info, personalization.PersonalizedAt));
        }
    }
}
