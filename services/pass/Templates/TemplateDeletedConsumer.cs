using MassTransit;
using Passinstance.Contracts.V1;

namespace Passinstance.Passes.Templates;

/// <summary>Records the deletion: no pass is created from the template any more.</summary>
internal sealed class TemplateDeletedConsumer(TemplateStore templates) : IConsumer<TemplateDeleted>
{
    public Task Consume(ConsumeContext<TemplateDeleted> context) =>
        templates.MarkDeletedAsync(
            context.Message.OrganizationId, context.Message.TemplateId, context.Message.Version, context.Message.OccurredAt,
            context.CancellationToken);
}
