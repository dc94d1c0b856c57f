using Passinstance.Background;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>
/// Wakes the delivery worker of this process. A type of its own below all its users, so that endpoints and deliveries do not depend on the
/// worker.
/// </summary>
internal sealed class DeliverySignal : WorkSignal;
