using Passinstance.Persistence.Transactions;

namespace Passinstance.Messaging.Inbox;

/// <summary>Use <see cref="UnitOfWork"/>.</summary>
public sealed class AfterCommit(UnitOfWork work)
{
    /// <summary>See <see cref="UnitOfWork.OnCommitted"/>.</summary>
    public void Do(Action action) => work.OnCommitted(action);
}
