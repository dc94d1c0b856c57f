using MassTransit;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>Notes that Google has a pass's object, so that save links need only name it. No change of the pass: no version, nobody is told.</summary>
internal sealed class GoogleObjectStoredConsumer(PassesDbContext db) : IConsumer<GoogleObjectStored>
{
    public Task Consume(ConsumeContext<GoogleObjectStored> context)
    {
        var stored = context.Message;
        return db.Database.ExecuteSqlAsync(
            $"""
             UPDATE passes SET google_stored_at = {stored.OccurredAt}
             WHERE organization_id = {stored.OrganizationId} AND id = {stored.PassId} AND google_object_id = {stored.ObjectId} AND google_stored_at IS NULL
             """,
            context.CancellationToken);
    }
}
