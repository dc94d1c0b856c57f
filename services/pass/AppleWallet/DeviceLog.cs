using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Passes.AppleWallet;

/// <summary>A message that Wallet on a device reported about an organization's passes, most often why it rejected one.</summary>
internal sealed class DeviceLog
{
    public Guid OrganizationId { get; private init; }

    /// <summary>UUIDv7: orders the messages.</summary>
    public Guid Id { get; private init; }

    public string Message { get; private init; } = "";

    public DateTimeOffset ReceivedAt { get; private init; }
}

internal sealed class DeviceLogConfiguration : IEntityTypeConfiguration<DeviceLog>
{
    public void Configure(EntityTypeBuilder<DeviceLog> builder)
    {
        builder.ToTable("device_logs");
        builder.HasKey(l => new { l.OrganizationId, l.Id });
    }
}
