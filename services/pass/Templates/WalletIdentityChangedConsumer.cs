using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Passes.Templates;

/// <summary>
/// Records that there is a new key for <see cref="IdentityFetcher"/>: the event carries no secret. A deleted identity signs nothing from
/// now on.
/// </summary>
internal sealed class WalletIdentityChangedConsumer(
    PassesDbContext db, UnitOfWork unitOfWork, WorkSignal<IdentityFetcher> signal) : IConsumer<WalletIdentityChanged>
{
    public async Task Consume(ConsumeContext<WalletIdentityChanged> context)
    {
        var changed = context.Message;
        await WalletIdentityReplica.RecordChangeAsync(
            db, changed.OrganizationId, changed.IdentityId, changed.Kind, changed.Name, changed.Version,
            changed.IsDeleted ? changed.OccurredAt : null, context.CancellationToken);
        unitOfWork.OnCommitted(signal.Set);
    }
}
