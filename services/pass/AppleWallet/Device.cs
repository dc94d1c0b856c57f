using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Passes.AppleWallet;

/// <summary>A device that holds passes of an organization, and its push token. It is deleted with its last registration.</summary>
internal sealed class Device
{
    public Guid OrganizationId { get; private init; }

    /// <summary>A hash of the device library identifier: the identifier itself is the device's credential and is not stored.</summary>
    public Guid Id { get; private init; }

    /// <summary>Personal data rather than a secret: it is of use only with the pass type's certificate.</summary>
    public string PushToken { get; private init; } = "";

    /// <summary>Half a SHA-256: enough that no two devices collide, and it fits a uuid.</summary>
    internal static Guid IdOf(string libraryIdentifier) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(libraryIdentifier)).AsSpan(0, 16), bigEndian: true);
}

internal sealed class DeviceConfiguration : IEntityTypeConfiguration<Device>
{
    public void Configure(EntityTypeBuilder<Device> builder)
    {
        builder.ToTable("devices");
        builder.HasKey(d => new { d.OrganizationId, d.Id });
        builder.HasIndex(d => new { d.OrganizationId, d.PushToken });
    }
}
