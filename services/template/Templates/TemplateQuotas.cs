using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Quotas;
using Passinstance.ServiceDefaults.Identity;
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
internal sealed class TemplateQuotas(TemplatesDbContext db, IOptions<TemplateQuotaOptions> options, IHttpContextAccessor request)
{
    private long Templates => LimitOf(nameof(TemplateQuotaOptions.Templates), options.Value.Templates);

    private long Forms => LimitOf(nameof(TemplateQuotaOptions.Forms), options.Value.Forms);

    private long ImageBytes => LimitOf(nameof(TemplateQuotaOptions.ImageBytes), options.Value.ImageBytes);

    /// <summary>What the organization uses.</summary>
    internal async Task<IReadOnlyList<QuotaUsage>> ReadAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var present = db.Templates.Where(t => t.OrganizationId == organizationId && t.DeletedAt == null);
        var bytes = await db.Database.SqlQuery<long>(
            $"""
             SELECT coalesce(sum(octet_length(content)), 0)::bigint AS "Value" FROM images
             WHERE organization_id = {organizationId}
             """).SingleAsync(cancellationToken);
        return
        [
            new QuotaUsage(
                nameof(TemplateQuotaOptions.Templates), "templates", await present.LongCountAsync(cancellationToken), Templates),
            new QuotaUsage(
                nameof(TemplateQuotaOptions.Forms), "templates with a form", await CountFormsAsync(organizationId, null, cancellationToken),
                Forms),
            new QuotaUsage(nameof(TemplateQuotaOptions.ImageBytes), "bytes of images", bytes, ImageBytes),
        ];
    }

    /// <summary>Stores images; null with an error at <paramref name="pointer"/> when they are too many bytes.</summary>
    internal async Task<IReadOnlyList<TemplateImage>?> StoreAsync(
        Guid organizationId, IReadOnlyList<PassImage> images, string pointer, List<InvalidValue> errors,
        CancellationToken cancellationToken)
    {
        var limit = ImageBytes;
        var stored = await StoredImage.StoreAsync(db, organizationId, images, limit, cancellationToken);
        if (stored is null)
            errors.Add(Quota.ExceededAt(pointer, "bytes of images", limit, nameof(TemplateQuotaOptions.ImageBytes)));
        return stored;
    }

    /// <summary>Null when the design may be saved. Call it in the transaction that saves it.</summary>
    /// <param name="organizationId">The owner.</param>
    /// <param name="templateId">The template that changes; null for a new one.</param>
    /// <param name="design">The design to save.</param>
    internal async Task<Problem?> CheckAsync(
        Guid organizationId, Guid? templateId, WalletTemplate design, CancellationToken cancellationToken)
    {
        var addsForm = design.PassFlow?.Form is not null;
        if (templateId is not null && !addsForm)
            return null;
        await db.LockQuotaAsync(organizationId, nameof(TemplateQuotaOptions.Templates), cancellationToken);
        var present = db.Templates.Where(t => t.OrganizationId == organizationId && t.DeletedAt == null && t.Id != templateId);
        if (templateId is null && await present.CountAsync(cancellationToken) >= Templates)
            return Quota.Exceeded("templates", Templates, nameof(TemplateQuotaOptions.Templates));
        if (!addsForm)
            return null;
        return await CountFormsAsync(organizationId, templateId, cancellationToken) >= Forms
            ? Quota.Exceeded("templates with a form", Forms, nameof(TemplateQuotaOptions.Forms))
            : null;
    }

    private Task<int> CountFormsAsync(Guid organizationId, Guid? except, CancellationToken cancellationToken)
    {
        var other = except ?? Guid.Empty;
        return db.Database.SqlQuery<int>(
            $"""
             SELECT count(*)::int AS "Value" FROM templates
             WHERE organization_id = {organizationId} AND deleted_at IS NULL AND id <> {other}
                 AND definition -> 'passFlow' ->> 'form' IS NOT NULL
             """).SingleAsync(cancellationToken);
    }

    // The operator may have changed it for the caller's organization.
    private long LimitOf(string name, long configured) => request.HttpContext?.User.QuotaOr(name, configured) ?? configured;
}
