using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Templates;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Rendering;

/// <summary>
/// Finds a template that is prepared for rendering. What does not change within a version (images, hashes, compressed entries, the parsed
/// key) is prepared once and cached.
/// </summary>
internal sealed class PassTemplates(
    PassesDbContext db, TemplateClient client, TemplateStore store, SigningIdentityStore identities, GoogleAccountStore googleAccounts,
    PreparedTemplates prepared, SharedReads<TemplateKey, CurrentTemplate?> current, DeploymentOptions deployment, TimeProvider time)
{
    /// <summary>The newest version, to create passes from; null when the organization has no such template, or it was deleted.</summary>
    /// <exception cref="TemplateServiceUnavailableException">The template is not known here yet and the template service does not
    /// respond.</exception>
    internal async Task<RenderingTemplate?> FindForCreateAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken)
    {
        if (await ReadCurrentAsync(organizationId, templateId, cancellationToken) is { } known)
            return known.IsDeleted ? null : await FindAsync(organizationId, templateId, known.Version, known.Generation, cancellationToken);

        if (await client.ReadAsync(organizationId, templateId, cancellationToken) is not { } snapshot)
            return null;
        if (snapshot.Version == 0)
        {
            var draft = RenderingFailure.Draft(TypeId.Format(IdPrefixes.Template, templateId));
            return RenderingTemplate.Failed(0, ReadDefinition(snapshot.Definition.GetRawText()), draft, time);
        }

        await store.UpsertAsync(
            new PublishedTemplate(
                organizationId, templateId, snapshot.Version, snapshot.Definition, snapshot.Images, snapshot.FormLinkHash),
            cancellationToken);
        // Read again: a deletion may have arrived in the meantime.
        return await ReadCurrentAsync(organizationId, templateId, cancellationToken) is { IsDeleted: false } stored
            ? await FindAsync(organizationId, templateId, stored.Version, stored.Generation, cancellationToken)
            : null;
    }

    /// <summary>
    /// The newest version, for an existing pass, which may be changed also after its template was deleted. Null only when no version is
    /// known.
    /// </summary>
    internal async Task<RenderingTemplate?> FindCurrentAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken) =>
        await ReadCurrentAsync(organizationId, templateId, cancellationToken) is { Version: > 0 } known
            ? await FindAsync(organizationId, templateId, known.Version, known.Generation, cancellationToken)
            : null;

    /// <summary>The version that a pass names.</summary>
    internal async Task<RenderingTemplate?> FindVersionAsync(
        Guid organizationId, Guid templateId, int version, CancellationToken cancellationToken)
    {
        var generation = await db.WalletIdentities.GenerationAsync(organizationId, cancellationToken);
        return await FindAsync(organizationId, templateId, version, generation, cancellationToken);
    }

    /// <summary>Reads a design as it is stored.</summary>
    internal static WalletTemplate ReadDefinition(string definition) =>
        JsonSerializer.Deserialize<WalletTemplate>(definition, WalletJson.Options)!;

    // Compiled: every create and change asks, and building the query anew costs a tenth of such a request.
    private static readonly Func<PassesDbContext, Guid, Guid, Task<CurrentTemplate?>> ReadCurrent =
        EF.CompileAsyncQuery((PassesDbContext db, Guid organizationId, Guid templateId) =>
            db.Templates.Where(t => t.OrganizationId == organizationId && t.Id == templateId)
                .Select(t => new CurrentTemplate(
                    t.Version, t.DeletedAt != null,
                    db.WalletIdentities.Where(i => i.OrganizationId == organizationId && !i.IsDevelopment).Sum(i => i.HeldVersion)))
                .SingleOrDefault());

    /// <summary>Reads what is current for several requests at once, on a context of its own.</summary>
    internal static SharedReads<TemplateKey, CurrentTemplate?> ShareReads(IServiceScopeFactory scopes) => new(async key =>
    {
        await using var scope = scopes.CreateAsyncScope();
        return await ReadCurrent(scope.ServiceProvider.GetRequiredService<PassesDbContext>(), key.OrganizationId, key.TemplateId);
    });

    // A transaction sees what it has written itself.
    private Task<CurrentTemplate?> ReadCurrentAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return db.Database.CurrentTransaction is null
            ? current.ReadAsync(new TemplateKey(organizationId, templateId)).WaitAsync(cancellationToken)
            : ReadCurrent(db, organizationId, templateId);
    }

    private async Task<RenderingTemplate?> FindAsync(
        Guid organizationId, Guid templateId, int version, int generation, CancellationToken cancellationToken)
    {
        var key = new PreparedKey(organizationId, templateId, version, generation);
        if (prepared.Find(key) is { } known)
            return known;
        return await PrepareAsync(organizationId, templateId, version, cancellationToken) is { } template
            ? prepared.Add(key, template) : null;
    }

    private async Task<RenderingTemplate?> PrepareAsync(
        Guid organizationId, Guid templateId, int version, CancellationToken cancellationToken)
    {
        if (await db.TemplateVersions.AsNoTracking()
                .SingleOrDefaultAsync(
                    v => v.OrganizationId == organizationId && v.TemplateId == templateId && v.Version == version, cancellationToken)
            is not { } replica)
            return null;
        var images = new List<PassImage>(replica.Images.Count);
        foreach (var image in replica.Images)
            images.Add(new PassImage(image.Name, image.Language, await ReadImageAsync(organizationId, image.Sha256, cancellationToken)));

        var definition = ReadDefinition(replica.Definition);
        var google = await PrepareGoogleAsync(organizationId, templateId, version, definition, replica.Images, images, cancellationToken);
        var identity = await identities.FindAsync(
            organizationId, definition.PassTypeIdentifier, definition.TeamIdentifier, cancellationToken);
        if (identity is null)
        {
            var missing = RenderingFailure.NoCertificate(definition.PassTypeIdentifier);
            return RenderingTemplate.Failed(version, definition, missing, time, google);
        }

        try
        {
            var apple = PreparedPassTemplate.Prepare(definition, images, identity.Signer);
            return RenderingTemplate.Ready(version, definition, apple, identity, google, images.Sum(i => i.Content.Length), time);
        }
        catch (InvalidWalletTemplateException invalid)
        {
            return RenderingTemplate.Failed(version, definition, RenderingFailure.Invalid(invalid), time);
        }
    }

    private async Task<GooglePassContext?> PrepareGoogleAsync(
        Guid organizationId, Guid templateId, int version, WalletTemplate definition, List<TemplateImage> stored,
        List<PassImage> images, CancellationToken cancellationToken)
    {
        if (await googleAccounts.FindAsync(organizationId, cancellationToken) is not { } account)
            return null;
        var id = TypeId.Format(IdPrefixes.Template, templateId);
        var shown = !IsReachableByGoogle ? definition : GoogleImages.Fill(
            definition, images, image => PublicImages.UrlOf(deployment, organizationId, stored[IndexOf(images, image)].Sha256));
        var template = PreparedGoogleTemplate.Prepare(
            shown, account.IssuerId, id, CallbackUrl(organizationId),
            IsReachableByGoogle ? image => PublicImages.UrlOf(deployment, organizationId, image) : null);
        return new GooglePassContext(account.IssuerId, version, template, account.Account, account.IsDemo);
    }

    private static int IndexOf(List<PassImage> images, PassImage image) =>
        images.Index().First(one => ReferenceEquals(one.Item, image)).Index;

    // Google rejects a class whose callback or image is not https; in a local deployment a simulator takes Google's place.
    private bool IsReachableByGoogle =>
        deployment.PublicUrl.StartsWith("https:", StringComparison.Ordinal) || deployment.Environment == "local";

    private string? CallbackUrl(Guid organizationId) =>
        IsReachableByGoogle
            ? $"{deployment.PublicUrl}/wallet/google/{TypeId.Format(IdPrefixes.Organization, organizationId)}/callbacks"
            : null;

    private async Task<byte[]> ReadImageAsync(Guid organizationId, string sha256, CancellationToken cancellationToken)
    {
        var content = await db.Images.AsNoTracking().Where(i => i.OrganizationId == organizationId && i.Sha256 == sha256)
            .Select(i => i.Content).SingleOrDefaultAsync(cancellationToken);
        if (content is not null)
            return content;

        content = await client.ReadImageAsync(organizationId, sha256, cancellationToken)
            ?? throw new TemplateServiceUnavailableException(new InvalidOperationException($"Image {sha256} was not found."));
        await store.UpsertImageAsync(organizationId, sha256, content, cancellationToken);
        return content;
    }
}

/// <summary>A template.</summary>
internal readonly record struct TemplateKey(Guid OrganizationId, Guid TemplateId);

/// <summary>What passes are created from now.</summary>
/// <param name="Version">The newest version that is known here; 0 when none is.</param>
/// <param name="IsDeleted">Whether the template was deleted.</param>
/// <param name="Generation">The state of the organization's wallet identities.</param>
internal sealed record CurrentTemplate(int Version, bool IsDeleted, int Generation);
