using System.Threading.Channels;

namespace Passinstance.Messaging.Inbox;

/// <summary>
/// Wakes a worker of this process when there is work, usually by <see cref="AfterCommit"/>. Only a shortcut: the worker's poll must find the work
/// without it.
/// </summary>
/// <typeparam name="TWorker">Whose signal it is.</typeparam>
public sealed class WorkSignal<TWorker>
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is work.</summary>
    public void Set() => _wake.Writer.TryWrite(true);

    /// <summary>Returns when there is work, or after <paramref name="timeout"/>: then poll.</summary>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over: poll.
        }
    }
}
