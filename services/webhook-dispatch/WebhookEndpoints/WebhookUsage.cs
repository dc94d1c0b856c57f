using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Persistence.Quotas;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>What an organization uses of the service's quotas.</summary>
internal static class WebhookUsage
{
    internal static async Task<IReadOnlyList<QuotaUsage>> ReadAsync(
        ClaimsPrincipal caller, WebhooksDbContext db, IOptions<WebhookQuotas> quotas, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var used = await db.WebhookEndpoints.LongCountAsync(
            one => one.OrganizationId == organizationId && one.DeletedAt == null, cancellationToken);
        return
        [
            new QuotaUsage(
                nameof(WebhookQuotas.Webhooks), "webhooks", used,
                caller.QuotaOr(nameof(WebhookQuotas.Webhooks), quotas.Value.Webhooks)),
        ];
    }
}
