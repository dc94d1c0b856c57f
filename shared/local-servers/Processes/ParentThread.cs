using System.Collections.Concurrent;

namespace Passinstance.LocalServers.Processes;

/// <summary>
/// The one thread that starts every child. The kernel sends a child its parent-death signal when the THREAD that forked it ends, so a child
/// started from a pool thread would be killed when the pool retires that thread. This thread lives as long as the process.
/// </summary>
internal static class ParentThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static ParentThread() =>
        new Thread(() =>
        {
            foreach (var action in Work.GetConsumingEnumerable())
                action();
        })
        { IsBackground = true, Name = "parent of all children" }.Start();

    public static Task<T> RunAsync<T>(Func<T> start)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                completion.SetResult(start());
            }
#pragma warning disable CA1031 // The caller that awaits this task gets every failure; the thread must survive it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                completion.SetException(exception);
            }
        });
        return completion.Task;
    }
}
