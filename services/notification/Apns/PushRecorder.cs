using Passinstance.Background;

namespace Passinstance.Notifications.Apns;

/// <summary>Writes the results of pushes, many in one statement, so that the database keeps up with Apple.</summary>
internal sealed class PushRecorder(PushStore store, TimeProvider time, ILogger<PushRecorder> logger)
    : BatchedWriter<SettledPush>(new BatchedWriterOptions { MaxBatch = 500 }, time, logger)
{
    internal Task RecordAsync(SettledPush settled) => EnqueueAsync(settled);

    protected override Task WriteAsync(IReadOnlyList<SettledPush> batch, CancellationToken cancellationToken) =>
        store.SettleAsync(batch, cancellationToken);
}
