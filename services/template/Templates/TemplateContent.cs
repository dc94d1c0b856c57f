using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.PassPreview;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Images;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.WalletIdentities;
using Passinstance.Wallet;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.Templates;

/// <summary>An issuer's input for a template: its name, its design and its images.</summary>
public record TemplateContent : WalletTemplate
{
    /// <summary>Your own name for it, 1 to 100 characters; not shown to holders.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// PNG images. Without any, an icon and a logo are generated from the colors and the organization's name, so that the passes are valid.
    /// </summary>
    public IReadOnlyList<ImageUpload>? Images { get; init; }
}

/// <summary>Checks content by the engine's rules, all findings at once, and stores its images.</summary>
internal static class TemplateContents
{
    internal const int MaxName = 100;
    internal const int MaxIdentifier = 200;

    /// <summary>The design in <paramref name="content"/>; null with <paramref name="errors"/> filled when it breaks a rule.</summary>
    /// <param name="db">The database.</param>
    /// <param name="organizationId">Whose template it is.</param>
    /// <param name="content">What was sent, or what was stored with what was sent over it.</param>
    /// <param name="currentImages">Images that stay when the content brings none.</param>
    /// <param name="quotas">What the organization may store.</param>
    /// <param name="errors">Gets what is wrong.</param>
    internal static async Task<TemplateDesign?> CheckAsync(
        TemplatesDbContext db, Guid organizationId, TemplateContent content, IReadOnlyList<TemplateImage> currentImages,
        TemplateQuotas quotas, List<InvalidValue> errors, CancellationToken cancellationToken)
    {
        var images = content.Images is { } uploads
            ? await ImageUploads.ReadAsync(uploads, errors, cancellationToken)
            : await db.ReadImagesAsync(organizationId, currentImages, cancellationToken);
        CheckNames(content, errors);
        var warnings = await ValidateAsync(db, organizationId, content, images, errors, cancellationToken);
        if (errors.Count > 0)
            return null;
        if (content.Images is null)
            return TemplateDesign.Of(content, currentImages, warnings);
        if (await quotas.StoreAsync(organizationId, images, "/images", errors, cancellationToken) is not { } stored)
            return null;
        return TemplateDesign.Of(content, stored, warnings);
    }

    // What the engine accepts and no row can hold: the identifiers are part of indexes.
    private static void CheckNames(TemplateContent content, List<InvalidValue> errors)
    {
        if (!IsName(content.Name, MaxName))
        {
            errors.Add(new InvalidValue("/name", "required",
                $"Give the template a name of 1 to {MaxName} characters, without control characters.",
                ("minLength", 1), ("maxLength", MaxName)));
        }

        foreach (var (pointer, identifier) in ((string, string?)[])[
            ("/passTypeIdentifier", content.PassTypeIdentifier), ("/teamIdentifier", content.TeamIdentifier)])
        {
            // An absent one is found by the engine's rules.
            if (!string.IsNullOrWhiteSpace(identifier) && !IsName(identifier, MaxIdentifier))
            {
                errors.Add(new InvalidValue(pointer, "invalid_characters",
                    $"Write the identifier as Apple shows it: at most {MaxIdentifier} characters, and no control characters.",
                ("maxLength", MaxIdentifier)));
            }
        }
    }

    internal static bool IsName(string? text, int maxLength) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && !text.Any(char.IsControl);

    /// <summary>Adds the engine's errors to <paramref name="errors"/>.</summary>
    /// <returns>The warnings, with those of the organization's certificates.</returns>
    internal static async Task<IReadOnlyList<Finding>> ValidateAsync(
        TemplatesDbContext db, Guid organizationId, WalletTemplate definition, IReadOnlyList<PassImage> images, List<InvalidValue> errors,
        CancellationToken cancellationToken)
    {
        var findings = WalletTemplateRules.Validate(definition, images);
        // An image that cannot be read was reported when it was.
        errors.AddRange(findings.Where(finding => finding.Severity == FindingSeverity.Error)
            .Where(finding => !errors.Exists(error => error.Pointer == finding.Pointer && error.Code == finding.Code)).ToList()
            .Select(finding => finding.AsError()));
        var warnings = findings.Where(finding => finding.Severity == FindingSeverity.Warning);
        if (errors.Count > 0)
            return [.. warnings];
        // Drawn only when a pass could be made of it; a fixed time, because a relative date is at its longest far from today.
        var drawn = Preview.Check(definition, images, DateTimeOffset.UnixEpoch);
        return [.. warnings, .. drawn, .. await db.CompareWithIdentitiesAsync(organizationId, definition, images, cancellationToken)];
    }

    /// <summary>The bytes of a template's images.</summary>
    internal static async Task<IReadOnlyList<PassImage>> ReadImagesAsync(
        this TemplatesDbContext db, Guid organizationId, IReadOnlyList<TemplateImage> images, CancellationToken cancellationToken)
    {
        var hashes = images.Select(image => image.Sha256).Distinct().ToList();
        if (hashes.Count == 0)
            return [];
        var contents = await db.Images.AsNoTracking().Where(i => i.OrganizationId == organizationId && hashes.Contains(i.Sha256))
            .ToDictionaryAsync(i => i.Sha256, i => i.Content, cancellationToken);
        return [.. images.Select(image => new PassImage(image.Name, image.Language, contents[image.Sha256]))];
    }
}
