using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.TemplateRollouts;

namespace Passinstance.Passes.Templates;

/// <summary>Keeps the published version and has the passes of older ones moved to it, in the background.</summary>
internal sealed class TemplateUpdatedConsumer(PassesDbContext db, AfterCommit afterCommit, WorkSignal<TemplateRolloutBatch> signal) : IConsumer<TemplateUpdated>
{
    public async Task Consume(ConsumeContext<TemplateUpdated> context)
    {
        var updated = context.Message;
        await TemplateReplica.KeepAsync(db, updated.OrganizationId, updated.TemplateId, updated.Version, updated.Definition, updated.Images, updated.FormLinkHash,
            context.CancellationToken);
        await TemplateRollout.RequestAsync(db, updated.OrganizationId, updated.TemplateId, context.CancellationToken);
        afterCommit.Do(signal.Set);
    }
}
