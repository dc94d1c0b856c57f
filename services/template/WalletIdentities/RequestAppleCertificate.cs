using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Persistence.Quotas;
using Passinstance.Persistence.Transactions;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.Templates;
using Passinstance.Wallet.Json;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>What a certificate request is for.</summary>
public sealed record RequestAppleCertificateRequest
{
    /// <summary>
    /// The pass type identifier that you make the certificate for at Apple, such as <c>pass.com.example.loyalty</c>. If it has a
    /// certificate here, the request renews it. Default: the identifier is taken from the certificate.
    /// </summary>
    public string? PassTypeIdentifier { get; init; }
}

/// <summary>
/// Makes a key and a certificate request for it. The key never leaves. For a pass type identifier that has an open request, that one is
/// returned: a second key would make the certificate from the first useless.
/// </summary>
internal static class RequestAppleCertificate
{
    internal static async Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> HandleAsync(
        RequestAppleCertificateRequest? request, ClaimsPrincipal caller, TemplatesDbContext db, SecretBox box, UnitOfWork unitOfWork,
        IOptions<TemplateQuotaOptions> quotas, TimeProvider time, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var passType = request?.PassTypeIdentifier is { } given ? PastedText.Trim(given) : null;
        if (passType is not null && (!passType.StartsWith("pass.", StringComparison.Ordinal)
            || !TemplateContents.IsName(passType, TemplateContents.MaxIdentifier) || passType.Any(char.IsWhiteSpace)))
        {
            return Problem.Invalid("/passTypeIdentifier", "invalid_characters",
                "Write the Pass Type ID as Apple shows it, for example pass.com.example.loyalty, or leave it out.");
        }

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        await db.LockQuotaAsync(organizationId, nameof(TemplateQuotaOptions.CertificateRequests), cancellationToken);
        var open = db.WalletIdentities.Where(
            i => i.OrganizationId == organizationId && i.DeletedAt == null && i.CertificateRequest != null);
        if (passType is not null
            && await open.FirstOrDefaultAsync(i => i.Name == passType || i.RequestedFor == passType, cancellationToken) is { } same)
            return TypedResults.Ok(await db.DescribeAsync(same, time, cancellationToken));
        var limit = quotas.Value.CertificateRequests;
        if (await open.CountAsync(cancellationToken) >= limit)
            return Quota.Exceeded("open certificate requests", limit, nameof(TemplateQuotaOptions.CertificateRequests));

        var made = CertificateRequests.Create(organizationId, passType ?? "Passinstance", box);
        var active = passType is null ? null
            : await db.FindIdentityAsync(organizationId, WalletIdentity.Apple, passType, cancellationToken);
        var identity = active ?? WalletIdentity.Create(organizationId, WalletIdentity.Apple, "", time);
        identity.Request(made, passType, time);
        var result = await db.SaveIdentityAsync(identity, isNew: active is null, time, cancellationToken);
        if (result.Result is not Problem)
            await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
