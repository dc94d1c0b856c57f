using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Secrets;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Bundles;

/// <summary>Passes that belong together, such as a family's tickets. Their holder adds them from one link.</summary>
[Audited(IdPrefixes.Bundle)]
internal sealed class Bundle
{
    /// <summary>Passes that one request may name.</summary>
    internal const int MaxNamed = 100;

    /// <summary>Passes of a bundle.</summary>
    internal const int MaxPasses = 1000;

    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string Name { get; private init; } = "";

    /// <summary>The secret that the bundle's public link is derived from, sealed.</summary>
    public byte[] SealedSecret { get; private init; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>The row stays, so that delete is idempotent.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public List<BundlePass> Passes { get; private init; } = [];

    internal static Bundle Create(
        Guid organizationId, string name, byte[] sealedSecret, IEnumerable<(Guid PassId, int Part)> passes, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return new Bundle
        {
            OrganizationId = organizationId,
            Id = id,
            Name = name,
            SealedSecret = sealedSecret,
            CreatedAt = now,
            Passes = [.. passes.Select((pass, position) => BundlePass.Of(organizationId, id, position, pass.PassId, pass.Part))],
        };
    }

    /// <summary>Appends passes; the others keep their files.</summary>
    internal void Add(IEnumerable<(Guid PassId, int Part)> passes)
    {
        var position = Passes.Count == 0 ? 0 : Passes.Max(pass => pass.Position) + 1;
        foreach (var (passId, part) in passes)
            Passes.Add(BundlePass.Of(OrganizationId, Id, position++, passId, part));
    }

    /// <summary>Removes the bundle; its passes stay.</summary>
    internal void Delete(TimeProvider time) => DeletedAt ??= time.GetUtcNow();
}

/// <summary>A pass of a bundle, and the file that it is in.</summary>
internal sealed class BundlePass
{
    public Guid OrganizationId { get; private init; }

    public Guid BundleId { get; private init; }

    public int Position { get; private init; }

    public Guid PassId { get; private init; }

    /// <summary>From 1. Wallet accepts at most 10 passes and 150 MB at once.</summary>
    public int Part { get; private init; }

    internal static BundlePass Of(Guid organizationId, Guid bundleId, int position, Guid passId, int part) =>
        new() { OrganizationId = organizationId, BundleId = bundleId, Position = position, PassId = passId, Part = part };
}

internal sealed class BundleConfiguration : IEntityTypeConfiguration<Bundle>
{
    public void Configure(EntityTypeBuilder<Bundle> builder)
    {
        builder.ToTable("bundles");
        builder.Property(b => b.SealedSecret).IsSealed(BundleSecret.Purpose);
        builder.HasKey(b => new { b.OrganizationId, b.Id });
        builder.Property(b => b.Name).HasMaxLength(100);
        builder.HasMany(b => b.Passes).WithOne().HasForeignKey(p => new { p.OrganizationId, p.BundleId });
    }
}

internal sealed class BundlePassConfiguration : IEntityTypeConfiguration<BundlePass>
{
    public void Configure(EntityTypeBuilder<BundlePass> builder)
    {
        builder.ToTable("bundle_passes");
        builder.HasKey(p => new { p.OrganizationId, p.BundleId, p.Position });
    }
}
