namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Waits until a Google Cloud project may call.</summary>
internal sealed class GoogleQuota(GoogleQuotaStore store, TimeProvider time)
{
    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the project may call, and returns how many calls: 1 to <paramref name="wanted"/>.</summary>
    internal async Task<int> TakeAsync(string projectId, int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await store.TryTakeAsync(projectId, wanted, cancellationToken) is not { } granted)
            {
                await store.AddAsync(projectId, cancellationToken);
                continue;
            }

            if (granted.Taken > 0)
                return granted.Taken;
            var wait = TimeSpan.FromSeconds(Math.Max(0, granted.Wait));
            await Task.Delay(wait < MinWait ? MinWait : wait > MaxWait ? MaxWait : wait, time, cancellationToken);
        }
    }

    /// <summary>Lets no replica call for a while.</summary>
    internal Task PauseAsync(string projectId, TimeSpan pause, CancellationToken cancellationToken) =>
        store.PauseAsync(projectId, pause, cancellationToken);
}
