using Microsoft.Extensions.DependencyInjection;
using Passinstance.Persistence.Retention;

namespace Passinstance.Messaging.Outbox;

/// <summary>What every service deletes: old rows of inbox and history.</summary>
internal static class MessagingRetention
{
    /// <summary>
    /// How long a message is known to have taken effect: longer than a repeat can take, by a broker's outage or sent again from aside.
    /// </summary>
    internal static readonly TimeSpan InboxAge = TimeSpan.FromDays(14);

    /// <summary>
    /// How long a published event can be repeated for a broker that lost its disk: longer than a message may wait there unread.
    /// </summary>
    internal static readonly TimeSpan HistoryAge = TimeSpan.FromHours(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    internal static void AddMessagingRetention(this IServiceCollection services) => services
        .AddRetention(OldRows.Of("messages that took effect", "inbox_messages", "processed_at", InboxAge) with { Interval = Interval })
        .AddRetention(OldRows.Of("published events", "outbox_history", "published_at", HistoryAge) with { Interval = Interval });
}
