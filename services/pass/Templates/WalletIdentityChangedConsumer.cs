using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Templates;

/// <summary>Has the new key fetched by a worker: the event itself carries no secret. A deleted identity signs nothing more from here on.</summary>
internal sealed class WalletIdentityChangedConsumer(PassesDbContext db, AfterCommit afterCommit, WorkSignal<IdentityFetcher> signal) : IConsumer<WalletIdentityChanged>
{
    public async Task Consume(ConsumeContext<WalletIdentityChanged> context)
    {
        var changed = context.Message;
        await WalletIdentityReplica.NoteAsync(
            db, changed.OrganizationId, changed.IdentityId, changed.Kind, changed.Name, changed.Version, changed.IsDeleted ? changed.OccurredAt : null, context.CancellationToken);
        afterCommit.Do(signal.Set);
    }
}
