using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Templates.Persistence;
using Passinstance.Wallet.Model;

namespace Passinstance.Templates.Images;

/// <summary>The bytes of an image, kept once an organisation under their hash and never changed.</summary>
internal sealed class StoredImage
{
    public Guid OrganizationId { get; private init; }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public string Sha256 { get; private init; } = "";

    public byte[] Content { get; private init; } = [];

    /// <summary>
    /// Keeps the images that are not there yet, at once and by itself: an image without a template does no harm, and two requests with the
    /// same image do not wait for each other's transaction.
    /// </summary>
    internal static async Task<IReadOnlyList<TemplateImage>> KeepAsync(
        TemplatesDbContext db, Guid organizationId, IReadOnlyList<PassImage> images, CancellationToken cancellationToken)
    {
        var kept = new List<TemplateImage>(images.Count);
        foreach (var image in images)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(image.Content.Span));
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO images (organization_id, sha256, content) VALUES ({organizationId}, {hash}, {image.Content.ToArray()}) ON CONFLICT DO NOTHING",
                cancellationToken);
            kept.Add(new TemplateImage { Name = image.Name, Language = image.Language, Sha256 = hash });
        }

        return kept;
    }
}
