using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Templates;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Passes.TemplateRollouts;

/// <summary>Stores the published version and starts the rollout that moves the passes of older versions to it.</summary>
internal sealed class TemplateUpdatedConsumer(
    TemplateStore templates, TemplateRolloutStore rollouts, UnitOfWork unitOfWork, WorkSignal<TemplateRolloutBatch> signal)
    : IConsumer<TemplateUpdated>
{
    public async Task Consume(ConsumeContext<TemplateUpdated> context)
    {
        var updated = context.Message;
        await templates.UpsertAsync(
            new PublishedTemplate(
                updated.OrganizationId, updated.TemplateId, updated.Version, updated.Definition, updated.Images, updated.FormLinkHash),
            context.CancellationToken);
        await rollouts.RequestAsync(updated.OrganizationId, updated.TemplateId, context.CancellationToken);
        unitOfWork.OnCommitted(signal.Set);
    }
}
