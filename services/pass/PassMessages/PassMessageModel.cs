using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Columns;

namespace Passinstance.Passes.PassMessages;

/// <summary>The table of messages on their way.</summary>
internal static class PassMessageModel
{
    internal static void AddMessages(this ModelBuilder model) =>
        model.Entity<PassMessageJob>(run =>
        {
            run.ToTable("pass_message_jobs");
            run.HasKey(r => new { r.OrganizationId, r.NotificationId });
            run.Property(r => r.Request).IsJson();
            run.Ignore(r => r.Changes);
            run.HasIndex(r => new { r.OrganizationId, r.ServedAt });
            run.HasIndex(r => r.RequestedAt);
            run.HasIndex(r => r.AvailableAt, "ix_pass_message_jobs_open").HasFilter("ended_at IS NULL");
        });
}
