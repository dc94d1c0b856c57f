using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Retention;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Apple.Images;

namespace Passinstance.Passes.Images;

/// <summary>
/// An image that was uploaded for passes, such as a member's photo. Unlike a template's, which are shared and kept, it is personal data: it
/// lives as long as a pass uses it, and is deleted with the change, the erasure or the retention that takes it from its last pass.
/// </summary>
[Audited(IdPrefixes.Image)]
internal sealed class UploadedImage
{
    /// <summary>An image that no pass uses yet is kept for this time.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromDays(1);

    public Guid OrganizationId { get; private init; }

    /// <summary>74 bits of it are random: who does not know it cannot guess it.</summary>
    public Guid Id { get; private init; }

    /// <summary>The PNG file, written anew without metadata.</summary>
    public byte[] Content { get; private init; } = [];

    /// <summary>Bytes.</summary>
    public int Length { get; private init; }

    /// <summary>Pixels.</summary>
    public int Width { get; private init; }

    /// <summary>Pixels.</summary>
    public int Height { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When retention looks whether a pass uses it.</summary>
    public DateTimeOffset CheckAt { get; private init; }

    /// <summary>
    /// Images that no pass uses. Those that a pass does use are looked at again after a month: one that is released is deleted at once, and
    /// a failure in between puts it off by a day at most, because a change of its pass has moved the check.
    /// </summary>
    internal static OldRows Orphans { get; } = new()
    {
        Name = "images without a pass",
        Age = TimeSpan.Zero,
        BatchSize = 200,
        Statement = $"""
            WITH due AS (
                SELECT organization_id, id FROM uploaded_images WHERE check_at < statement_timestamp() - $1
                ORDER BY check_at LIMIT $2 FOR UPDATE SKIP LOCKED),
            kept AS (
                UPDATE uploaded_images i SET check_at = clock_timestamp() + interval '30 days' FROM due d
                WHERE i.organization_id = d.organization_id AND i.id = d.id AND {IsUsed})
            DELETE FROM uploaded_images i USING due d
            WHERE i.organization_id = d.organization_id AND i.id = d.id AND NOT {IsUsed}
            """,
    };

    /// <summary>SQL: whether a pass uses the image <c>i</c>.</summary>
    internal const string IsUsed = """
        EXISTS (SELECT FROM passes p WHERE p.organization_id = i.organization_id AND p.image_ids @> to_jsonb(i.id::text))
        """;

    internal static UploadedImage Create(Guid organizationId, byte[] png, PngHeader header, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new UploadedImage
        {
            OrganizationId = organizationId,
            Id = Guid.CreateVersion7(now),
            Content = png,
            Length = png.Length,
            Width = header.Width,
            Height = header.Height,
            CreatedAt = now,
            CheckAt = now + Unused,
        };
    }
}

internal sealed class UploadedImageConfiguration : IEntityTypeConfiguration<UploadedImage>
{
    public void Configure(EntityTypeBuilder<UploadedImage> builder)
    {
        builder.ToTable("uploaded_images");
        builder.HasKey(i => new { i.OrganizationId, i.Id });
        builder.HasIndex(i => i.CheckAt);
        // The sum of an organization's lengths is read from the index alone.
        builder.HasIndex(i => i.OrganizationId).IncludeProperties(i => i.Length);
    }
}
