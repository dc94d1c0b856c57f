using System.ComponentModel.DataAnnotations;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Section <c>Quotas</c> of the configuration.</summary>
internal sealed class WebhookQuotas
{
    /// <summary>Webhooks of an organization. Each receives every event that it subscribes to.</summary>
    [Range(1, int.MaxValue)]
    public int Webhooks { get; set; } = 50;
}
