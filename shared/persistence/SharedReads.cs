namespace Passinstance.Persistence;

/// <summary>
/// Reads of the same that several requests ask for at once are one read, which begins after all of them have asked: each sees what was
/// committed before its request. A request that comes alone reads at once.
/// </summary>
/// <typeparam name="TKey">What is read.</typeparam>
/// <typeparam name="TValue">What is found.</typeparam>
/// <param name="read">Reads one value; it belongs to no request.</param>
public sealed class SharedReads<TKey, TValue>(Func<TKey, Task<TValue>> read)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    // The requests that wait for the read after the one in progress; null while none does.
    private readonly Dictionary<TKey, TaskCompletionSource<TValue>?> _next = [];

    /// <summary>Reads a value.</summary>
    public Task<TValue> ReadAsync(TKey key)
    {
        TaskCompletionSource<TValue>? first = null;
        Task<TValue> result;
        lock (_lock)
        {
            if (!_next.TryGetValue(key, out var waiting))
            {
                _next[key] = null;
                first = NewWaiting();
                result = first.Task;
            }
            else
            {
                result = (_next[key] = waiting ?? NewWaiting())!.Task;
            }
        }

        if (first is not null)
            _ = ReadWhileWaitedForAsync(key, first);
        return result;
    }

    private static TaskCompletionSource<TValue> NewWaiting() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadWhileWaitedForAsync(TKey key, TaskCompletionSource<TValue> waiting)
    {
        for (TaskCompletionSource<TValue>? current = waiting; current is not null; current = TakeNext(key))
        {
            try
            {
                current.SetResult(await read(key));
            }
            catch (Exception exception)
            {
                current.SetException(exception);
            }
        }
    }

    private TaskCompletionSource<TValue>? TakeNext(TKey key)
    {
        lock (_lock)
        {
            if (_next[key] is not { } next)
            {
                _next.Remove(key);
                return null;
            }

            _next[key] = null;
            return next;
        }
    }
}
