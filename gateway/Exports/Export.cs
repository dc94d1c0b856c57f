using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Exports;

/// <summary>
/// An export of an organization as it was at a moment. It holds no data: the file is read from the services while it is downloaded, so
/// that nothing is kept which an erasure removes.
/// </summary>
[Audited(IdPrefixes.Export)]
internal sealed class Export
{
    private Export()
    {
    }

    public Guid OrganizationId { get; private init; }
    public Guid Id { get; private init; }

    /// <summary>Whether passes come with their signed files.</summary>
    public bool SignedPasses { get; private init; }

    /// <summary>Who asked for it: <c>usr_...</c>, <c>key_...</c> or <c>cli_...</c>.</summary>
    public string RequestedBy { get; private init; } = "";

    /// <summary>When it was requested; nothing that was created later is in it.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>How many downloads have begun.</summary>
    public int Downloads { get; private set; }

    public DateTimeOffset? DownloadedAt { get; private set; }

    public static Export Create(Guid organizationId, bool signedPasses, string requestedBy, TimeSpan lifetime, TimeProvider time) => new()
    {
        OrganizationId = organizationId,
        Id = TypeId.NewGuid(time),
        SignedPasses = signedPasses,
        RequestedBy = requestedBy,
        CreatedAt = time.GetUtcNow(),
        ExpiresAt = time.GetUtcNow() + lifetime,
    };

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    public void Download(DateTimeOffset now)
    {
        Downloads++;
        DownloadedAt = now;
    }
}

internal sealed class ExportConfiguration : IEntityTypeConfiguration<Export>
{
    public void Configure(EntityTypeBuilder<Export> builder)
    {
        builder.ToTable("exports");
        builder.HasKey(e => new { e.OrganizationId, e.Id });
        builder.HasOne<Organization>().WithMany().HasForeignKey(e => e.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(e => e.ExpiresAt);
    }
}
