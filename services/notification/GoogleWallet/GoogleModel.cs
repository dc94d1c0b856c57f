using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Columns;

namespace Passinstance.Notifications.GoogleWallet;

internal static class GoogleModel
{
    internal static void AddGoogle(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<GoogleObject>(wanted =>
        {
            wanted.ToTable("google_objects");
            wanted.HasKey(o => new { o.OrganizationId, o.PassId });
            wanted.Property(o => o.Wanted).HasColumnType("json");
            wanted.Property(o => o.Sent).HasColumnType("json");
            wanted.HasIndex(o => new { o.OrganizationId, o.IssuerId, o.AvailableAt }).HasFilter("available_at IS NOT NULL");
            wanted.Ignore(o => o.Changes);
        });
        modelBuilder.Entity<GoogleClass>(shared =>
        {
            shared.ToTable("google_classes");
            shared.HasKey(c => new { c.OrganizationId, c.ClassId });
            shared.Property(c => c.Wanted).HasColumnType("json");
        });
        modelBuilder.Entity<GoogleIssuer>(issuer =>
        {
            issuer.ToTable("google_issuers");
            issuer.HasKey(i => new { i.OrganizationId, i.IssuerId });
        });
        modelBuilder.Entity<GoogleProject>(project =>
        {
            project.ToTable("google_projects");
            project.HasKey(p => p.ProjectId);
        });
        modelBuilder.Entity<ObjectMessage>(message =>
        {
            message.ToTable("google_messages");
            message.HasKey(m => new { m.OrganizationId, m.NotificationId, m.PassId });
            message.Property(m => m.Localized).IsJson();
            message.HasIndex(m => new { m.OrganizationId, m.PassId }).HasFilter("status = 'pending'");
            message.HasIndex(m => m.SettledAt).HasFilter("settled_at IS NOT NULL");
        });
    }
}
