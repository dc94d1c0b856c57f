using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>The organization's webhooks, without their secrets.</summary>
internal static class ExportWebhooks
{
    private const int PageSize = 100;

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<WebhooksDbContext>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var highest = query.Highest;
        var webhooks = ExportRoutes.PagesAsync(
            query.AfterId(IdPrefixes.Webhook), PageSize,
            (after, limit) => db.WebhookEndpoints.AsNoTracking()
                .Where(w => w.OrganizationId == query.OrganizationId && w.DeletedAt == null && w.Id > after && w.Id <= highest)
                .OrderBy(w => w.Id).Take(limit).ToListAsync(cancellationToken),
            webhook => webhook.Id);
        await foreach (var webhook in webhooks)
        {
            var keys = await db.PublicKeysAsync(query.OrganizationId, [webhook.Id], now, cancellationToken);
            var response = WebhookResponse.From(webhook).With(keys[webhook.Id], null);
            yield return new ExportItem(response.Id, response);
        }
    }
}
