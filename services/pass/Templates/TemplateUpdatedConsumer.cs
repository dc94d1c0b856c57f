using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rerendering;

namespace Passinstance.Passes.Templates;

/// <summary>Keeps the published version and has the passes of older ones moved to it, in the background.</summary>
internal sealed class TemplateUpdatedConsumer(PassesDbContext db, AfterCommit afterCommit, WorkSignal<RerenderChunk> signal) : IConsumer<TemplateUpdated>
{
    public async Task Consume(ConsumeContext<TemplateUpdated> context)
    {
        var updated = context.Message;
        await TemplateCopy.KeepAsync(db, updated.OrganizationId, updated.TemplateId, updated.Version, updated.Definition, updated.Images, updated.FormLinkHash,
            context.CancellationToken);
        await Rerender.RequestAsync(db, updated.OrganizationId, updated.TemplateId, context.CancellationToken);
        afterCommit.Do(signal.Set);
    }
}
