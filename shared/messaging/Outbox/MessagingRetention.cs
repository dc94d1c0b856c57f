using Microsoft.Extensions.DependencyInjection;
using Passinstance.Persistence.Retention;

namespace Passinstance.Messaging.Outbox;

/// <summary>Retention of inbox and outbox history, for every service.</summary>
internal static class MessagingRetention
{
    /// <summary>
    /// How long an inbox row is kept: longer than a duplicate can be delayed, by a broker outage or by a dead letter that is resent.
    /// </summary>
    internal static readonly TimeSpan InboxAge = TimeSpan.FromDays(14);

    /// <summary>
    /// How long a published event can be republished to a broker that lost its disk: longer than a message may wait in a queue.
    /// </summary>
    internal static readonly TimeSpan HistoryAge = TimeSpan.FromHours(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    internal static void AddMessagingRetention(this IServiceCollection services) => services
        .AddRetention(OldRows.Of("messages that took effect", "inbox_messages", "processed_at", InboxAge) with { Interval = Interval })
        .AddRetention(OldRows.Of("published events", "outbox_history", "published_at", HistoryAge) with { Interval = Interval });
}
