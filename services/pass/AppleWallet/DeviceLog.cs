namespace Passinstance.Passes.AppleWallet;

/// <summary>What Wallet on some device had to say about an organisation's passes, most often why it refused one.</summary>
internal sealed class DeviceLog
{
    public Guid OrganizationId { get; private init; }

    /// <summary>UUIDv7: orders them.</summary>
    public Guid Id { get; private init; }

    public string Message { get; private init; } = "";

    public DateTimeOffset ReceivedAt { get; private init; }
}
