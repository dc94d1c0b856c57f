using System.Runtime.CompilerServices;
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
        var webhooks = query.RowsAsync(
            db.WebhookEndpoints.Where(w => w.OrganizationId == query.OrganizationId && w.DeletedAt == null), w => w.Id,
            IdPrefixes.Webhook, PageSize, cancellationToken);
        await foreach (var webhook in webhooks)
        {
            var keys = await db.PublicKeysAsync(query.OrganizationId, [webhook.Id], now, cancellationToken);
            var response = WebhookResponse.From(webhook).With(keys[webhook.Id], null);
            yield return new ExportItem(response.Id, response);
        }
    }
}
