using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Passinstance.Messaging.Outbox;

namespace Passinstance.Messaging.Announcing;

/// <summary>
/// Makes the outbox rows of a save: part of the caller's own transaction, so that either the change and its events exist or neither does.
/// After the commit it wakes the relay.
/// </summary>
internal sealed class AnnouncingInterceptor(Announcers announcers) : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Announce(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Announce(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private void Announce(DbContext? context)
    {
        if (context is null)
            return;

        List<OutboxMessage>? messages = null;
        foreach (var entry in context.ChangeTracker.Entries<IAnnouncing>())
        {
            foreach (var change in entry.Entity.Changes.TakeAll())
            {
                foreach (var message in announcers.Announce(entry.Entity, change))
                    (messages ??= []).Add(OutboxMessage.For(message, entry.Entity.Id, entry.Entity.Version, Activity.Current));
            }
        }

        if (messages is not null)
            context.Set<OutboxMessage>().AddRange(messages);
    }
}
