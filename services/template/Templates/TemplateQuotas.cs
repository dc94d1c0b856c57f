using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Quotas;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Images;
using Passinstance.Templates.Persistence;
using Passinstance.Wallet.Model;

namespace Passinstance.Templates.Templates;

/// <summary>Section <c>Quotas</c> of the configuration.</summary>
internal sealed class TemplateQuotaOptions
{
    /// <summary>Templates of an organization.</summary>
    [Range(1, int.MaxValue)]
    public int Templates { get; set; } = 1000;

    /// <summary>Templates of an organization that have a form.</summary>
    [Range(0, int.MaxValue)]
    public int Forms { get; set; } = 100;

    /// <summary>Certificate requests of an organization that wait for their certificate.</summary>
    [Range(0, int.MaxValue)]
    public int CertificateRequests { get; set; } = 20;

    /// <summary>Bytes of all stored images of an organization.</summary>
    [Range(1L, long.MaxValue)]
    public long ImageBytes { get; set; } = 256L * 1024 * 1024;
}

/// <summary>What an organization may still add.</summary>
internal sealed class TemplateQuotas(TemplatesDbContext db, IOptions<TemplateQuotaOptions> options)
{
    /// <summary>Stores images; null with an error at <paramref name="pointer"/> when they are too many bytes.</summary>
    internal async Task<IReadOnlyList<TemplateImage>?> StoreAsync(
        Guid organizationId, IReadOnlyList<PassImage> images, string pointer, List<InvalidValue> errors,
        CancellationToken cancellationToken)
    {
        var limit = options.Value.ImageBytes;
        var stored = await StoredImage.StoreAsync(db, organizationId, images, limit, cancellationToken);
        if (stored is null)
            errors.Add(Quota.ExceededAt(pointer, "bytes of images", limit, nameof(TemplateQuotaOptions.ImageBytes)));
        return stored;
    }

    /// <summary>Null when the design may be saved. Call it in the transaction that saves it.</summary>
    /// <param name="organizationId">The owner.</param>
    /// <param name="templateId">The template that changes; null for a new one.</param>
    /// <param name="design">The design to save.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    internal async Task<Problem?> CheckAsync(
        Guid organizationId, Guid? templateId, WalletTemplate design, CancellationToken cancellationToken)
    {
        var addsForm = design.PassFlow?.Form is not null;
        if (templateId is not null && !addsForm)
            return null;
        await db.LockQuotaAsync(organizationId, nameof(TemplateQuotaOptions.Templates), cancellationToken);
        var present = db.Templates.Where(t => t.OrganizationId == organizationId && t.DeletedAt == null && t.Id != templateId);
        if (templateId is null && await present.CountAsync(cancellationToken) >= options.Value.Templates)
            return Quota.Exceeded("templates", options.Value.Templates, nameof(TemplateQuotaOptions.Templates));
        if (!addsForm)
            return null;
        var other = templateId ?? Guid.Empty;
        var forms = await db.Database.SqlQuery<int>(
            $"""
             SELECT count(*)::int AS "Value" FROM templates
             WHERE organization_id = {organizationId} AND deleted_at IS NULL AND id <> {other}
                 AND definition -> 'passFlow' ->> 'form' IS NOT NULL
             """).SingleAsync(cancellationToken);
        return forms >= options.Value.Forms
            ? Quota.Exceeded("templates with a form", options.Value.Forms, nameof(TemplateQuotaOptions.Forms))
            : null;
    }
}
