using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Contracts.V1;
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

    /// <summary>
    /// Stores the images that are missing, outside any transaction: an image without a template does no harm, and two requests with the
    /// same image do not wait for each other.
    /// </summary>
    internal static async Task<IReadOnlyList<TemplateImage>> StoreAsync(
        TemplatesDbContext db, Guid organizationId, IReadOnlyList<PassImage> images, CancellationToken cancellationToken)
    {
        var stored = new List<TemplateImage>(images.Count);
        foreach (var image in images)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(image.Content.Span));
            await db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO images (organization_id, sha256, content) VALUES ({organizationId}, {hash}, {image.Content.ToArray()})
                 ON CONFLICT DO NOTHING
                 """,
                cancellationToken);
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
    }
}
