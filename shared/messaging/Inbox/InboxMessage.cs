namespace Passinstance.Messaging.Inbox;

/// <summary>A message that has taken effect at a consumer. Its key makes a duplicate harmless.</summary>
public sealed class InboxMessage
{
    /// <summary>The queue whose consumer handled it.</summary>
    public string Consumer { get; private set; } = "";
    /// <summary>The message's id, which is the event's id.</summary>
    public Guid MessageId { get; private set; }
    /// <summary>When it took effect, by the database's clock.</summary>
    public DateTimeOffset ProcessedAt { get; private set; }
}
