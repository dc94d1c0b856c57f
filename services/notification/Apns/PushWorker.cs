using Microsoft.Extensions.Options;
using Passinstance.Background;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Apns;

/// <summary>Claims due pushes and sends them.</summary>
internal sealed class PushWorker(
    PushStore store, PushSender sender, PushRecorder recorder, ApnsChannels channels, WorkSignal<PushWorker> signal,
    IOptions<ApnsOptions> options,
    TimeProvider time, ILogger<PushWorker> logger)
    : ClaimedWorkLoop<ClaimedPush>(signal, WorkOptions(options.Value), time, logger)
{
    // What is due and was not claimed waits for room in its channel; an ended push sets the signal then.
    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(20);

    protected override async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await base.RunOnceAsync(cancellationToken))
            return true;
        // A push is due 120 ms after its change: too soon for the poll.
        var wait = await store.NextDueAsync(cancellationToken) ?? options.Value.PollInterval;
        wait = wait < MinWait ? MinWait : wait < options.Value.PollInterval ? wait : options.Value.PollInterval;
        await Signal.WaitAsync(wait, Time, cancellationToken);
        return true;
    }

    protected override async Task<IReadOnlyList<ClaimedPush>> ClaimAsync(int free, CancellationToken cancellationToken)
    {
        var claimed = await store.ClaimAsync(free, channels.Free, cancellationToken);
        foreach (var push in claimed)
            channels.Of(push.Topic).Begin();
        return claimed;
    }

    protected override async Task RunAsync(ClaimedPush claim, CancellationToken cancellationToken)
    {
        var channel = channels.Of(claim.Topic);
        try
        {
            if (await sender.SendAsync(claim, channel, cancellationToken) is { } settled)
                await recorder.RecordAsync(settled);
        }
        finally
        {
            channel.End();
        }
    }

    protected override Task RenewAsync(IReadOnlyCollection<ClaimedPush> claims, CancellationToken cancellationToken) =>
        store.RenewAsync(claims, cancellationToken);

    protected override Task ReleaseAsync(ClaimedPush claim, CancellationToken cancellationToken) =>
        store.SettleAsync([new SettledPush(claim, IsDone: false, TimeSpan.Zero, IsFailure: false)], cancellationToken);

    protected override string Describe(ClaimedPush claim) =>
        $"a push for pass type {claim.Topic.PassTypeIdentifier} of {TypeId.Format(IdPrefixes.Organization, claim.Topic.OrganizationId)}";

    private static ClaimedWorkOptions WorkOptions(ApnsOptions options) => new()
    {
        Concurrency = options.Concurrency,
        PollInterval = options.PollInterval,
        BatchDelay = options.BatchDelay,
        Lease = options.Lease,
        ShutdownTimeout = options.ShutdownTimeout,
    };
}
