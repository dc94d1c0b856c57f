
namespace Passinstance.Background;

/// <summary>Keeps the claims of a worker alive while its work lasts.</summary>
public static class ClaimHeartbeat
{
    /// <summary>Renews the held claims at every third of the lease, until canceled.</summary>
    /// <param name="lease">How long a claim lasts without renewal.</param>
    /// <param name="held">The claims held now.</param>
    /// <param name="renew">Renews them for another lease.</param>
    /// <param name="failed">Called when the database did not respond; there are two more heartbeats before a claim expires.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the heartbeat, without an exception.</param>
    public static async Task RunAsync<TClaim>(
        TimeSpan lease, Func<IReadOnlyCollection<TClaim>> held, Func<IReadOnlyCollection<TClaim>, CancellationToken, Task> renew,
        Action<System.Data.Common.DbException> failed, TimeProvider time,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(renew);
        ArgumentNullException.ThrowIfNull(failed);
        using var timer = new PeriodicTimer(lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    var claims = held();
                    if (claims.Count > 0)
                        await renew(claims, cancellationToken);
                }
                catch (System.Data.Common.DbException exception)
                {
                    failed(exception);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
