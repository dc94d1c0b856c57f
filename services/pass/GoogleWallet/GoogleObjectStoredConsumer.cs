using MassTransit;
using Passinstance.Contracts.V1;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>Records that Google has a pass's object, so that save links only name it.</summary>
internal sealed class GoogleObjectStoredConsumer(GoogleCallbackStore store) : IConsumer<GoogleObjectStored>
{
    public Task Consume(ConsumeContext<GoogleObjectStored> context) => store.MarkStoredAsync(context.Message, context.CancellationToken);
}
