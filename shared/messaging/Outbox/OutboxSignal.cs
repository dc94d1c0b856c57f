using Passinstance.Background;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// Wakes this process's relay after a commit here or in another replica. Only an optimization: the relay's poll finds every row without it.
/// </summary>
public sealed class OutboxSignal : WorkSignal
{
    /// <summary>Set after a commit in this process: other replicas are notified.</summary>
    internal WorkSignal Committed { get; } = new();

    /// <summary>Signals a commit in this process. Call it directly only after SQL that bypasses the DbContext.</summary>
    public void SetCommitted()
    {
        Set();
        Committed.Set();
    }
}
