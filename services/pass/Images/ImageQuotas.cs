using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Quotas;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Images;

/// <summary>Section <c>Quotas</c> of the configuration.</summary>
internal sealed class ImageQuotaOptions
{
    /// <summary>Bytes of all images of an organization's passes.</summary>
    [Range(1L, long.MaxValue)]
    public long PassImageBytes { get; set; } = 1024L * 1024 * 1024;
}

/// <summary>What an organization may still upload.</summary>
internal sealed class ImageQuotas(PassesDbContext db, IOptions<ImageQuotaOptions> options)
{
    private const string What = "bytes of passes' images";

    /// <summary>Null when an image may be stored. Call it in the transaction that stores it.</summary>
    internal async Task<Problem?> CheckAsync(ClaimsPrincipal caller, int length, CancellationToken cancellationToken)
    {
        await db.LockQuotaAsync(caller.OrganizationId, nameof(ImageQuotaOptions.PassImageBytes), cancellationToken);
        var limit = LimitOf(caller);
        return await SumAsync(caller.OrganizationId, cancellationToken) + length > limit
            ? Quota.Exceeded(What, limit, nameof(ImageQuotaOptions.PassImageBytes)) : null;
    }

    /// <summary>What the organization uses.</summary>
    internal async Task<IReadOnlyList<QuotaUsage>> ReadAsync(ClaimsPrincipal caller, CancellationToken cancellationToken) =>
    [
        new(nameof(ImageQuotaOptions.PassImageBytes), What, await SumAsync(caller.OrganizationId, cancellationToken), LimitOf(caller)),
    ];

    private Task<long> SumAsync(Guid organizationId, CancellationToken cancellationToken) =>
        db.UploadedImages.Where(i => i.OrganizationId == organizationId).SumAsync(i => (long)i.Length, cancellationToken);

    private long LimitOf(ClaimsPrincipal caller) =>
        caller.QuotaOr(nameof(ImageQuotaOptions.PassImageBytes), options.Value.PassImageBytes);
}
