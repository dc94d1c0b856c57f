using Passinstance.Persistence.Transactions;

namespace Passinstance.Messaging.Transactions;

/// <summary>Use <see cref="UnitOfWork"/>.</summary>
public sealed class RequestTransaction(UnitOfWork work)
{
    /// <summary>See <see cref="UnitOfWork.BeginAsync"/>.</summary>
    public Task<UnitOfWork.Transaction> BeginAsync(CancellationToken cancellationToken) => work.BeginAsync(cancellationToken);
}
