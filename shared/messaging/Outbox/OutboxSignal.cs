using System.Threading.Channels;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// Wakes this process's relay after a commit here or in another replica. Only an optimization: the relay's poll finds every row without it.
/// </summary>
public sealed class OutboxSignal
{
    private readonly Channel<bool> _wake = NewFlag();
    private readonly Channel<bool> _committed = NewFlag();

    /// <summary>Signals a commit in this process. Call it directly only after SQL that bypasses the DbContext.</summary>
    public void Set()
    {
        _wake.Writer.TryWrite(true);
        _committed.Writer.TryWrite(true);
    }

    /// <summary>Signals a commit in another replica.</summary>
    internal void Wake() => _wake.Writer.TryWrite(true);

    internal async Task WaitForCommitAsync(CancellationToken cancellationToken) => await _committed.Reader.ReadAsync(cancellationToken);

    internal async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Timeout: poll.
        }
    }

    private static Channel<bool> NewFlag() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
}
