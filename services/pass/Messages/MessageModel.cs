using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Persistence;

namespace Passinstance.Passes.Messages;

/// <summary>The table of messages on their way.</summary>
internal static class MessageModel
{
    internal static void AddMessages(this ModelBuilder model) =>
        model.Entity<MessageRun>(run =>
        {
            run.ToTable("message_runs");
            run.HasKey(r => new { r.OrganizationId, r.NotificationId });
            run.Property(r => r.Request).IsJson();
            run.Ignore(r => r.Changes);
            run.HasIndex(r => new { r.OrganizationId, r.ServedAt });
            run.HasIndex(r => r.RequestedAt);
            run.HasIndex(r => r.AvailableAt, "ix_message_runs_open").HasFilter("ended_at IS NULL");
        });
}
