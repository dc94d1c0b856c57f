using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Templates;

/// <summary>From now on no pass is issued from the template.</summary>
internal sealed class TemplateDeletedConsumer(PassesDbContext db) : IConsumer<TemplateDeleted>
{
    public Task Consume(ConsumeContext<TemplateDeleted> context) =>
        TemplateReplica.EndAsync(db, context.Message.OrganizationId, context.Message.TemplateId, context.Message.OccurredAt, context.CancellationToken);
}
