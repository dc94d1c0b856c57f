using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.SigningIdentities;
using Passinstance.Passes.Templates;
using Passinstance.Wallet;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Rendering;

/// <summary>
/// Finds a template ready to render from. What never changes within a version (images, hashes, compressed entries, the parsed key) is
/// prepared once and kept in memory up to a bound.
/// </summary>
internal sealed class PassTemplates(PassesDbContext db, TemplateClient client, SigningIdentityStore identities, PreparedTemplates prepared)
{
    /// <summary>Null when the organisation has no such template.</summary>
    /// <exception cref="TemplateServiceUnavailableException">The template is not known here yet and cannot be asked for.</exception>
    internal async Task<RenderingTemplate?> FindAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken)
    {
        var version = await db.Templates.Where(t => t.OrganizationId == organizationId && t.Id == templateId)
            .Select(t => (int?)t.Version).SingleOrDefaultAsync(cancellationToken);
        if (version is null)
        {
            if (await client.ReadAsync(templateId, cancellationToken) is not { } snapshot)
                return null;
            await TemplateCopy.KeepAsync(db, organizationId, templateId, snapshot.Version, snapshot.Definition, snapshot.Images, cancellationToken);
            version = snapshot.Version;
        }

        var key = new PreparedKey(organizationId, templateId, version.Value);
        return prepared.Find(key) ?? prepared.Keep(key, await PrepareAsync(organizationId, templateId, cancellationToken));
    }

    private async Task<RenderingTemplate> PrepareAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken)
    {
        var copy = await db.Templates.AsNoTracking().SingleAsync(t => t.OrganizationId == organizationId && t.Id == templateId, cancellationToken);
        var images = new List<PassImage>(copy.Images.Count);
        foreach (var image in copy.Images)
            images.Add(new PassImage(image.Name, image.Language, await ReadImageAsync(organizationId, image.Sha256, cancellationToken)));

        var definition = JsonSerializer.Deserialize<WalletTemplate>(copy.Definition, WalletJson.Options)!;
        var identity = await identities.FindAsync(organizationId, definition.PassTypeIdentifier, definition.TeamIdentifier, cancellationToken);
        return identity is null
            ? RenderingTemplate.Unsigned(definition)
            : new RenderingTemplate(definition, PreparedPassTemplate.Prepare(definition, images, identity.Signer), identity.IsDevelopment, images.Sum(i => i.Content.Length));
    }

    private async Task<byte[]> ReadImageAsync(Guid organizationId, string sha256, CancellationToken cancellationToken)
    {
        var content = await db.Images.AsNoTracking().Where(i => i.OrganizationId == organizationId && i.Sha256 == sha256)
            .Select(i => i.Content).SingleOrDefaultAsync(cancellationToken);
        if (content is not null)
            return content;

        content = await client.ReadImageAsync(sha256, cancellationToken)
                  ?? throw new TemplateServiceUnavailableException(new InvalidOperationException($"Image {sha256} is not to be had."));
        await ImageCopy.KeepAsync(db, organizationId, sha256, content, cancellationToken);
        return content;
    }
}

/// <summary>Which version of which template.</summary>
internal sealed record PreparedKey(Guid OrganizationId, Guid TemplateId, int Version);

/// <summary>Prepared templates in memory, the longest unused dropped first beyond 256 MB of images.</summary>
internal sealed class PreparedTemplates : IDisposable
{
    private const long Bound = 256L * 1024 * 1024;
    private const int FixedCost = 64 * 1024;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = Bound, CompactionPercentage = 0.2 });

    internal RenderingTemplate? Find(PreparedKey key) => _cache.Get<RenderingTemplate>(key);

    internal RenderingTemplate Keep(PreparedKey key, RenderingTemplate template) => template.IsSigned
        ? _cache.Set(key, template, new MemoryCacheEntryOptions { Size = FixedCost + (2 * template.ImageBytes), SlidingExpiration = TimeSpan.FromHours(1) })
        : template;

    public void Dispose() => _cache.Dispose();
}
