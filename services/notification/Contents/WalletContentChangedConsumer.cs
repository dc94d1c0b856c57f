using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Contents;

/// <summary>Notes that devices hold an older copy of a pass.</summary>
internal sealed class WalletContentChangedConsumer(NotificationsDbContext db) : IConsumer<WalletContentChanged>
{
    public Task Consume(ConsumeContext<WalletContentChanged> context) => PassContentVersion.KeepAsync(db, context.Message, context.CancellationToken);
}
