using Microsoft.Extensions.Options;
using Passinstance.Background;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>Claims due deliveries and sends them: first attempts before retries, with some room reserved for retries.</summary>
internal sealed partial class DeliveryWorker(
    ClaimStore store, WebhookSender sender, OutcomeRecorder recorder, DeliverySignal signal, IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<DeliveryWorker> logger)
    : ClaimedWorkLoop<ClaimedDelivery>(signal, WorkOptions(options.Value), time, logger)
{
    protected override async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(int free, CancellationToken cancellationToken)
    {
        var claimed = new List<ClaimedDelivery>();
        var forFirstAttempts = free - options.Value.RetryReserve;
        if (forFirstAttempts > 0)
            claimed.AddRange(await store.ClaimAsync(ClaimStore.FirstAttempts, forFirstAttempts, cancellationToken, forFirstAttempts));
        var forRetries = free - claimed.Count;
        claimed.AddRange(await store.ClaimAsync(ClaimStore.Retries, forRetries, cancellationToken, forRetries));
        return claimed;
    }

    protected override async Task RunAsync(ClaimedDelivery claim, CancellationToken cancellationToken)
    {
        using var activity = DeliveryTraces.Start(claim);
        var outcome = await sender.SendAsync(claim, cancellationToken);
        DeliveryTraces.End(activity, outcome);
        await recorder.RecordAsync(claim, outcome);
        if (!outcome.IsSuccess)
            LogAttemptFailed(claim.PublicEventId, claim.PublicWebhookId, outcome.Error!, outcome.StatusCode);
    }

    protected override Task RenewAsync(IReadOnlyCollection<ClaimedDelivery> claims, CancellationToken cancellationToken) =>
        store.RenewAsync(claims, cancellationToken);

    protected override Task ReleaseAsync(ClaimedDelivery claim, CancellationToken cancellationToken) =>
        store.ReleaseAsync([claim], cancellationToken);

    protected override string Describe(ClaimedDelivery claim) => $"the delivery of {claim.PublicEventId} to {claim.PublicWebhookId}";

    private static ClaimedWorkOptions WorkOptions(DispatchOptions options) => new()
    {
        Concurrency = options.Concurrency,
        PollInterval = options.PollInterval,
        BatchDelay = options.BatchDelay,
        Lease = options.Lease,
        ShutdownTimeout = options.ShutdownTimeout,
    };

    [LoggerMessage(LogLevel.Information,
        "An attempt to deliver {EventId} to {WebhookId} failed: {Error}, status {StatusCode}. It is retried on schedule; " +
        "see the delivery's attempts.")]
    private partial void LogAttemptFailed(string eventId, string webhookId, string error, int? statusCode);
}
