using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>What became of a message to the holders of one pass in Google Wallet.</summary>
internal static class ObjectMessageStatus
{
    internal const string Pending = "pending";
    internal const string Accepted = "accepted";

    /// <summary>Google took it and shows it in the pass, but tells nobody: three times in 24 hours is the most.</summary>
    internal const string Silent = "silent";
    internal const string Rejected = "rejected";
}

/// <summary>
/// A message to the holders of one pass, of one notification. Google knows it by the notification's id, so that a repeat is the same message. The row
/// stays as the outcome.
/// </summary>
internal sealed class ObjectMessage
{
    public Guid OrganizationId { get; private init; }

    public Guid NotificationId { get; private init; }

    public Guid PassId { get; private init; }

    public string Header { get; private init; } = "";

    public string Body { get; private init; } = "";

    /// <summary>What the text is in, and its translations; null when there is none.</summary>
    public HolderMessage? Localized { get; private init; }

    /// <summary>One of <see cref="ObjectMessageStatus"/>.</summary>
    public string Status { get; private init; } = "";

    /// <summary>Google's, or ours, for a rejection.</summary>
    public string? Reason { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When it came to its end; for retention.</summary>
    public DateTimeOffset? SettledAt { get; private init; }

    /// <summary>Asks for it. Called with the content that it belongs to, in one transaction: the object's row makes the worker look.</summary>
    internal static Task EnqueueAsync(
        NotificationsDbContext db, Guid organizationId, Guid notificationId, Guid passId, HolderMessage message, CancellationToken cancellationToken)
    {
        var localized = message.Translations is null ? null : JsonSerializer.Serialize(message, EventTypes.Json);
        return db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO google_messages (organization_id, notification_id, pass_id, header, body, localized, status, created_at)
             VALUES ({organizationId}, {notificationId}, {passId}, {message.Header}, {message.Body}, {localized}::json, {ObjectMessageStatus.Pending}, clock_timestamp())
             ON CONFLICT DO NOTHING
             """,
            cancellationToken);
    }
}
