using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Retention;
using Passinstance.Templates.Persistence;
using Passinstance.Wallet.Model;

namespace Passinstance.Templates.Images;

/// <summary>The bytes of an image, stored once per organization under their hash and never changed.</summary>
internal sealed class StoredImage
{
    public Guid OrganizationId { get; private init; }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public string Sha256 { get; private init; } = "";

    public byte[] Content { get; private init; } = [];

    /// <summary>When it was stored last, by the database's clock: an image that no design names is deleted a day later.</summary>
    public DateTimeOffset StoredAt { get; private init; }

    /// <summary>Images that no design and no version names any more.</summary>
    internal static OldRows Orphans { get; } = new()
    {
        Name = "images without a template",
        Age = TimeSpan.FromDays(1),
        BatchSize = 100,
        Statement = """
            DELETE FROM images WHERE ctid = ANY(ARRAY(
                SELECT i.ctid FROM images i WHERE i.stored_at < statement_timestamp() - $1
                    AND NOT EXISTS (
                        SELECT FROM templates t, json_array_elements(t.images) image
                        WHERE t.organization_id = i.organization_id AND t.deleted_at IS NULL AND image ->> 'sha256' = i.sha256)
                    AND NOT EXISTS (
                        SELECT FROM template_versions v, json_array_elements(v.images) image
                        WHERE v.organization_id = i.organization_id AND image ->> 'sha256' = i.sha256)
                LIMIT $2 FOR UPDATE SKIP LOCKED))
            """,
    };

    /// <summary>
    /// Stores the images that are missing, outside any transaction: two requests with the same image do not wait for each other. Storing
    /// one again keeps it from being deleted as an orphan.
    /// </summary>
    /// <returns>The images by their hash; null when the organization may not store so many bytes.</returns>
    internal static async Task<IReadOnlyList<TemplateImage>?> StoreAsync(
        TemplatesDbContext db, Guid organizationId, IReadOnlyList<PassImage> images, long maxBytes, CancellationToken cancellationToken)
    {
        var stored = new List<TemplateImage>(images.Count);
        foreach (var image in images)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(image.Content.Span));
            var isStored = await db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO images AS i (organization_id, sha256, content)
                 SELECT {organizationId}, {hash}, {image.Content.ToArray()}
                 WHERE {(long)image.Content.Length} + (
                     SELECT coalesce(sum(octet_length(content)), 0) FROM images
                     WHERE organization_id = {organizationId} AND sha256 <> {hash}) <= {maxBytes}
                 ON CONFLICT (organization_id, sha256) DO UPDATE SET stored_at = clock_timestamp()
                 """,
                cancellationToken) == 1;
            if (!isStored)
                return null;
            stored.Add(new TemplateImage { Name = image.Name, Language = image.Language, Sha256 = hash });
        }

        return stored;
    }
}

internal sealed class StoredImageConfiguration : IEntityTypeConfiguration<StoredImage>
{
    public void Configure(EntityTypeBuilder<StoredImage> builder)
    {
        builder.ToTable("images");
        builder.HasKey(i => new { i.OrganizationId, i.Sha256 });
        builder.Property(i => i.StoredAt).HasDefaultValueSql("clock_timestamp()");
        builder.HasIndex(i => i.StoredAt);
    }
}
