using Microsoft.Extensions.Caching.Memory;

namespace Passinstance.Passes.Rendering;

/// <summary>A template version together with the state of the organization's wallet identities.</summary>
internal sealed record PreparedKey(Guid OrganizationId, Guid TemplateId, int Version, int Generation);

/// <summary>Prepared templates in memory. Beyond 256 MB of images the least recently used are dropped.</summary>
internal sealed class PreparedTemplates : IDisposable
{
    private const long MaxBytes = 256L * 1024 * 1024;
    private const int FixedBytes = 64 * 1024;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MaxBytes, CompactionPercentage = 0.2 });

    internal RenderingTemplate? Find(PreparedKey key) => _cache.Get<RenderingTemplate>(key);

    /// <summary>Caches a template that can sign: one that cannot may be able to a moment later.</summary>
    internal RenderingTemplate Add(PreparedKey key, RenderingTemplate template) => template.IsSigned
        ? _cache.Set(key, template, new MemoryCacheEntryOptions
        {
            Size = FixedBytes + (2 * template.ImageBytes),
            SlidingExpiration = TimeSpan.FromHours(1),
        })
        : template;

    public void Dispose() => _cache.Dispose();
}
