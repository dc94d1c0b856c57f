using MassTransit;
using Passinstance.Contracts.V1;

namespace Passinstance.Passes.Templates;

/// <summary>Stores the replica of a new template. A draft is ignored until it is published.</summary>
internal sealed class TemplateCreatedConsumer(TemplateStore templates) : IConsumer<TemplateCreated>
{
    public Task Consume(ConsumeContext<TemplateCreated> context)
    {
        var created = context.Message;
        return created.Version == 0
            ? Task.CompletedTask
            : templates.UpsertAsync(
                new PublishedTemplate(
                    created.OrganizationId, created.TemplateId, created.Version, created.Definition, created.Images, created.FormLinkHash),
                context.CancellationToken);
    }
}
