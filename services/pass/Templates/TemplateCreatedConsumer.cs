using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Templates;

/// <summary>
/// Keeps a copy of a new template, unless a pass was issued from it before this message came. A draft is waited for until it is published.
/// </summary>
internal sealed class TemplateCreatedConsumer(PassesDbContext db) : IConsumer<TemplateCreated>
{
    public Task Consume(ConsumeContext<TemplateCreated> context)
    {
        var created = context.Message;
        return created.Version == 0
            ? Task.CompletedTask
            : TemplateReplica.KeepAsync(db, created.OrganizationId, created.TemplateId, created.Version, created.Definition, created.Images, created.FormLinkHash, context.CancellationToken);
    }
}
