namespace Passinstance.Background;

/// <summary>
/// Wakes a worker of this process when there is work. Only an optimization: the worker's poll finds the work without it, including work
/// that another replica committed.
/// </summary>
/// <remarks>For one waiting worker. Set it after the commit that made the work visible.</remarks>
public class WorkSignal
{
    private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>There is work.</summary>
    public void Set() => Volatile.Read(ref _set).TrySetResult();

    /// <summary>Waits until there is work, at most <paramref name="timeout"/>; then poll.</summary>
    /// <returns>False on timeout.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async Task<bool> WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var set = Volatile.Read(ref _set).Task;
        if (!set.IsCompleted)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            // Task.WhenAny does not throw for a canceled delay, so that a poll costs no exception.
            await Task.WhenAny(set, Task.Delay(timeout, time, ending.Token));
            await ending.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (!set.IsCompleted)
                return false;
        }

        // Reset before the caller polls: a signal from here on is for the next wait.
        Volatile.Write(ref _set, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return true;
    }
}

/// <summary>The signal of one kind of worker, so that it can be registered as a service.</summary>
/// <typeparam name="TWorker">The worker it wakes.</typeparam>
public sealed class WorkSignal<TWorker> : WorkSignal;
