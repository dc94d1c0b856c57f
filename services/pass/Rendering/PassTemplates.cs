using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Rendering;

/// <summary>
/// Finds a template ready to render from. What never changes within a version (images, hashes, compressed entries, the parsed key) is
/// prepared once and kept in memory up to a bound.
/// </summary>
internal sealed class PassTemplates(
    PassesDbContext db, TemplateClient client, SigningIdentityStore identities, GoogleAccountStore googleAccounts, PreparedTemplates prepared, DeploymentOptions deployment, TimeProvider time)
{
    /// <summary>The newest version, to issue from; null when the organisation has no such template, or no longer.</summary>
    /// <exception cref="TemplateServiceUnavailableException">The template is not known here yet and cannot be asked for.</exception>
    internal async Task<RenderingTemplate?> FindForIssueAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken)
    {
        if (await ReadCurrentAsync(organizationId, templateId, cancellationToken) is { } known)
            return known.IsDeleted ? null : await FindAsync(organizationId, templateId, known.Version, known.Generation, cancellationToken);

        if (await client.ReadAsync(organizationId, templateId, cancellationToken) is not { } snapshot)
            return null;
        if (snapshot.Version == 0)
            return RenderingTemplate.Refused(0, Read(snapshot.Definition.GetRawText()), Failure.Draft(TypeId.Format(IdPrefixes.Template, templateId)), time);
        await TemplateReplica.KeepAsync(db, organizationId, templateId, snapshot.Version, snapshot.Definition, snapshot.Images, snapshot.FormLinkHash,
            cancellationToken);
        // Read again: a deletion that was heard of meanwhile counts.
        return await ReadCurrentAsync(organizationId, templateId, cancellationToken) is { IsDeleted: false } kept
            ? await FindAsync(organizationId, templateId, kept.Version, kept.Generation, cancellationToken)
            : null;
    }

    /// <summary>The newest version, for a pass that exists: it may be changed also after its template was deleted. Null only when no version is known.</summary>
    internal async Task<RenderingTemplate?> FindCurrentAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken) =>
        await ReadCurrentAsync(organizationId, templateId, cancellationToken) is { Version: > 0 } known
            ? await FindAsync(organizationId, templateId, known.Version, known.Generation, cancellationToken)
            : null;

    /// <summary>The version that a pass names.</summary>
    internal async Task<RenderingTemplate?> FindVersionAsync(Guid organizationId, Guid templateId, int version, CancellationToken cancellationToken) =>
        await FindAsync(organizationId, templateId, version, await db.WalletIdentities.GenerationAsync(organizationId, cancellationToken), cancellationToken);

    /// <summary>What renders a pass for Google Wallet; null for a pass of which Google is told nothing.</summary>
    internal async Task<GooglePassContext?> FindGoogleAsync(Pass pass, CancellationToken cancellationToken) =>
        pass.IsInGoogle ? (await FindVersionAsync(pass.OrganizationId, pass.TemplateId, pass.TemplateVersion, cancellationToken))?.Google : null;

    private async Task<Current?> ReadCurrentAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken) =>
        await db.Templates.Where(t => t.OrganizationId == organizationId && t.Id == templateId)
            .Select(t => new Current(t.Version, t.DeletedAt != null, db.WalletIdentities.Where(i => i.OrganizationId == organizationId && !i.IsDevelopment).Sum(i => i.HeldVersion)))
            .SingleOrDefaultAsync(cancellationToken);

    private async Task<RenderingTemplate?> FindAsync(Guid organizationId, Guid templateId, int version, int generation, CancellationToken cancellationToken)
    {
        var key = new PreparedKey(organizationId, templateId, version, generation);
        if (prepared.Find(key) is { } known)
            return known;
        return await PrepareAsync(organizationId, templateId, version, cancellationToken) is { } made ? prepared.Keep(key, made) : null;
    }

    private async Task<RenderingTemplate?> PrepareAsync(Guid organizationId, Guid templateId, int version, CancellationToken cancellationToken)
    {
        if (await ReadVersionAsync(organizationId, templateId, version, cancellationToken) is not { } copy)
            return null;
        var images = new List<PassImage>(copy.Images.Count);
        foreach (var image in copy.Images)
            images.Add(new PassImage(image.Name, image.Language, await ReadImageAsync(organizationId, image.Sha256, cancellationToken)));

        var definition = Read(copy.Definition);
        var google = await PrepareGoogleAsync(organizationId, templateId, version, definition, cancellationToken);
        if (await identities.FindAsync(organizationId, definition.PassTypeIdentifier, definition.TeamIdentifier, cancellationToken) is not { } identity)
            return RenderingTemplate.Refused(version, definition, Failure.NoCertificate(definition.PassTypeIdentifier), time, google);
        try
        {
            var apple = PreparedPassTemplate.Prepare(definition, images, identity.Signer);
            return RenderingTemplate.Ready(version, definition, apple, identity, google, images.Sum(i => i.Content.Length), time);
        }
        catch (InvalidWalletTemplateException invalid)
        {
            return RenderingTemplate.Refused(version, definition, Failure.Invalid(invalid), time);
        }
    }

    private async Task<GooglePassContext?> PrepareGoogleAsync(Guid organizationId, Guid templateId, int version, WalletTemplate definition, CancellationToken cancellationToken)
    {
        if (await googleAccounts.FindAsync(organizationId, cancellationToken) is not { } account)
            return null;
        var template = PreparedGoogleTemplate.Prepare(definition, account.IssuerId, TypeId.Format(IdPrefixes.Template, templateId), CallbackUrl(organizationId));
        return new GooglePassContext(account.IssuerId, version, template, account.Account);
    }

    // Google refuses a class with another scheme; on a developer's machine a simulator takes Google's place.
    private string? CallbackUrl(Guid organizationId) => deployment.PublicUrl.StartsWith("https:", StringComparison.Ordinal) || deployment.Environment == "local"
        ? $"{deployment.PublicUrl}/wallet/google/{TypeId.Format(IdPrefixes.Organization, organizationId)}/callbacks"
        : null;

    private async Task<Design?> ReadVersionAsync(Guid organizationId, Guid templateId, int version, CancellationToken cancellationToken) =>
        await db.TemplateVersions.AsNoTracking().Where(v => v.OrganizationId == organizationId && v.TemplateId == templateId && v.Version == version)
            .Select(v => new Design(v.Definition, v.Images)).SingleOrDefaultAsync(cancellationToken)
        // Kept by a release that knew no versions.
        ?? await db.Templates.AsNoTracking().Where(t => t.OrganizationId == organizationId && t.Id == templateId && t.Version == version)
            .Select(t => new Design(t.Definition, t.Images)).SingleOrDefaultAsync(cancellationToken);

    private async Task<byte[]> ReadImageAsync(Guid organizationId, string sha256, CancellationToken cancellationToken)
    {
        var content = await db.Images.AsNoTracking().Where(i => i.OrganizationId == organizationId && i.Sha256 == sha256)
            .Select(i => i.Content).SingleOrDefaultAsync(cancellationToken);
        if (content is not null)
            return content;

        content = await client.ReadImageAsync(organizationId, sha256, cancellationToken)
                  ?? throw new TemplateServiceUnavailableException(new InvalidOperationException($"Image {sha256} is not to be had."));
        await ImageReplica.KeepAsync(db, organizationId, sha256, content, cancellationToken);
        return content;
    }

    internal static WalletTemplate Read(string definition) => JsonSerializer.Deserialize<WalletTemplate>(definition, WalletJson.Options)!;

    private sealed record Current(int Version, bool IsDeleted, int Generation);

    private sealed record Design(string Definition, List<TemplateImage> Images);
}

/// <summary>Which version of which template, with which state of the organisation's certificates.</summary>
internal sealed record PreparedKey(Guid OrganizationId, Guid TemplateId, int Version, int Generation);

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
