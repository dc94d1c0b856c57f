using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Columns;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Status of a message, as it is stored.</summary>
internal static class GoogleMessageStatus
{
    internal const string Pending = "pending";
    internal const string Accepted = "accepted";

    /// <summary>
    /// Google shows the message in the pass without notifying the holder: three notifications in 24 hours are the maximum.
    /// </summary>
    internal const string Silent = "silent";
    internal const string Rejected = "rejected";
}

/// <summary>
/// The message of a notification to the holders of one pass. Google knows it by the notification's id, so that a repetition is the same
/// message. The row stays as the outcome.
/// </summary>
internal sealed class GoogleObjectMessage
{
    public Guid OrganizationId { get; private init; }

    public Guid NotificationId { get; private init; }

    public Guid PassId { get; private init; }

    public string Header { get; private init; } = "";

    public string Body { get; private init; } = "";

    /// <summary>The languages of the text; null when it has only one.</summary>
    public HolderMessage? Localized { get; private init; }

    /// <summary>One of <see cref="GoogleMessageStatus"/>.</summary>
    public string Status { get; private init; } = "";

    /// <summary>Why it was rejected.</summary>
    public string? Reason { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When its status became final; for retention.</summary>
    public DateTimeOffset? SettledAt { get; private init; }
}

internal sealed class GoogleObjectMessageConfiguration : IEntityTypeConfiguration<GoogleObjectMessage>
{
    public void Configure(EntityTypeBuilder<GoogleObjectMessage> builder)
    {
        builder.ToTable("google_messages");
        builder.HasKey(m => new { m.OrganizationId, m.NotificationId, m.PassId });
        builder.Property(m => m.Localized).IsJson();
        builder.HasIndex(m => new { m.OrganizationId, m.PassId }).HasFilter("status = 'pending'");
        builder.HasIndex(m => m.SettledAt).HasFilter("settled_at IS NOT NULL");
    }
}
