using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Idempotency;
using Passinstance.Persistence.Restores;

namespace Passinstance.Messaging;

/// <summary>
/// The tables of outbox, inbox, idempotency keys, audit log and restores, part of each service's own model and migrations.
/// </summary>
public static class MessagingModel
{
    /// <summary>Adds the tables; call it in <c>OnModelCreating</c>.</summary>
    public static void AddMessagingTables(this ModelBuilder model)
    {
        model.Entity<OutboxMessage>(outbox =>
        {
            outbox.ToTable("outbox_messages");
            outbox.HasKey(message => message.Id);
            outbox.Property(message => message.Id).ValueGeneratedNever();
            outbox.Property(message => message.Sequence).UseIdentityAlwaysColumn();
            outbox.Property(message => message.CreatedAt).HasDefaultValueSql("clock_timestamp()");
            outbox.Property(message => message.AvailableAt).HasDefaultValueSql("clock_timestamp()");
            outbox.Property(message => message.Attempts).HasDefaultValue(0);
            outbox.HasIndex(message => new { message.AvailableAt, message.Sequence });
            // Every row is deleted within a second: by size, dead rows would never be many, and every claim steps over them.
            outbox.HasStorageParameter("autovacuum_vacuum_scale_factor", 0);
            outbox.HasStorageParameter("autovacuum_vacuum_threshold", 2000);
        });
        model.Entity<PublishedMessage>(history =>
        {
            history.ToTable("outbox_history");
            history.HasKey(message => message.Id);
            history.Property(message => message.PublishedAt).HasDefaultValueSql("clock_timestamp()");
            history.HasIndex(message => message.PublishedAt);
        });
        model.Entity<OutboxDeadLetter>(dead =>
        {
            dead.ToTable("outbox_dead_letters");
            dead.HasKey(message => message.Id);
            dead.Property(message => message.DeadLetteredAt).HasDefaultValueSql("clock_timestamp()");
        });
        model.Entity<InboxMessage>(inbox =>
        {
            inbox.ToTable("inbox_messages");
            inbox.HasKey(message => new { message.Consumer, message.MessageId });
            inbox.Property(message => message.ProcessedAt).HasDefaultValueSql("clock_timestamp()");
            // Rows are in the order of time, so a few kilobytes of BRIN serve retention.
            inbox.HasIndex(message => message.ProcessedAt).HasMethod("brin");
        });
        model.AddIdempotencyKeys();
        model.AddAuditTables();
        model.AddRestoreTables();
    }
}
