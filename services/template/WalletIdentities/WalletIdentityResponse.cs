using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>Whether an identity signs.</summary>
public enum WalletIdentityStatus
{
    /// <summary>There is a certificate request and no certificate yet; nothing is signed.</summary>
    Requested,
    /// <summary>It signs.</summary>
    Active,
    /// <summary>It signs, and its certificate ends within 30 days.</summary>
    Expiring,
    /// <summary>Its certificate has ended: nothing is signed with it, and nothing is pushed.</summary>
    Expired,
}

/// <summary>A template that a certificate signs for.</summary>
/// <param name="Id"><c>tpl_...</c></param>
/// <param name="Name">Your own name for it.</param>
public sealed record WalletIdentityTemplate(string Id, string Name);

/// <summary>A wallet identity, without its private key.</summary>
public sealed record WalletIdentityResponse
{
    private const int MaxUsedBy = 100;

    /// <summary><c>crt_...</c></summary>
    public required string Id { get; init; }

    /// <summary><c>apple</c> or <c>google</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it signs.</summary>
    public required WalletIdentityStatus Status { get; init; }

    /// <summary>What to do next, in a sentence.</summary>
    public required string NextStep { get; init; }

    /// <summary>
    /// Apple: the pass type identifier that it signs. Templates with this identifier use it. Of a certificate request: the one that the
    /// request is for, if it was named.
    /// </summary>
    public string? PassTypeIdentifier { get; init; }

    /// <summary>Apple: the developer team; the template must have the same.</summary>
    public string? TeamIdentifier { get; init; }

    /// <summary>Apple: SHA-256 of the certificate, in hexadecimal.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Apple: the certificate's serial number, in hexadecimal.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>Apple: subject of the certificate.</summary>
    public string? Subject { get; init; }

    /// <summary>Apple: issuer of the certificate.</summary>
    public string? Issuer { get; init; }

    /// <summary>Apple: start of the certificate's validity.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Apple: end of the certificate's validity. <c>certificate.expiring</c> is sent 30, 14, 7 and 1 days before.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>
    /// Apple: the open certificate request in PEM, to upload at Apple. Beside a certificate it renews that. Absent without one.
    /// </summary>
    public string? CertificateRequest { get; init; }

    /// <summary>Apple: when the open certificate request was made.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>Apple: the templates whose passes it signs, the oldest 100. Absent in events.</summary>
    public IReadOnlyList<WalletIdentityTemplate>? UsedBy { get; init; }

    /// <summary>Google: the issuer id.</summary>
    public string? IssuerId { get; init; }

    /// <summary>Google: the service account's email address.</summary>
    public string? ClientEmail { get; init; }

    /// <summary>Google: id of the service account's key.</summary>
    public string? KeyId { get; init; }

    /// <summary>
    /// Google: whether the issuer is in demo mode: passes show <c>[TEST ONLY]</c>, and only test accounts can save them. Google does not
    /// show it; upload the issuer with <c>publishingAccess</c> once Google has granted it.
    /// </summary>
    public bool? DemoMode { get; init; }

    /// <summary>Where the private key is.</summary>
    public required KeyLocation KeyLocation { get; init; }

    /// <summary>Findings that do not make it unusable.</summary>
    public IReadOnlyList<Finding> Warnings { get; init; } = [];

    /// <summary>When it was uploaded or requested first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was uploaded or requested last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    internal static WalletIdentityResponse From(
        WalletIdentity identity, DateTimeOffset now, IReadOnlyCollection<ClaimingTemplate>? templates)
    {
        var status = StatusOf(identity, now);
        return new WalletIdentityResponse
        {
            Id = TypeId.Format(IdPrefixes.WalletIdentity, identity.Id),
            Kind = identity.Kind,
            Status = status,
            NextStep = NextStepOf(identity, status),
            PassTypeIdentifier = identity.PassTypeIdentifier,
            TeamIdentifier = identity.TeamIdentifier,
            Fingerprint = identity.Fingerprint,
            SerialNumber = identity.SerialNumber,
            Subject = identity.Subject,
            Issuer = identity.Issuer,
            NotBefore = identity.NotBefore,
            NotAfter = identity.NotAfter,
            CertificateRequest = identity.CertificateRequest,
            RequestedAt = identity.RequestedAt,
            UsedBy = identity.Kind != WalletIdentity.Apple ? null : templates?.Take(MaxUsedBy).Select(template =>
                new WalletIdentityTemplate(TypeId.Format(IdPrefixes.Template, template.Id), template.Name)).ToList(),
            IssuerId = identity.Kind == WalletIdentity.Google ? identity.Name : null,
            ClientEmail = identity.ClientEmail,
            KeyId = identity.KeyId,
            DemoMode = identity.Kind == WalletIdentity.Google ? identity.IsDemo : null,
            KeyLocation = identity.KeyLocation,
            Warnings = [.. WarningsOf(identity, now, templates ?? [])],
            CreatedAt = identity.CreatedAt,
            UpdatedAt = identity.UpdatedAt,
        };
    }

    private static WalletIdentityStatus StatusOf(WalletIdentity identity, DateTimeOffset now) =>
        !identity.IsUsable ? WalletIdentityStatus.Requested
        : identity.NotAfter < now ? WalletIdentityStatus.Expired
        : identity.NotAfter < now.AddDays(WalletIdentity.WarningDays.Max()) ? WalletIdentityStatus.Expiring
        : WalletIdentityStatus.Active;

    private static string NextStepOf(WalletIdentity identity, WalletIdentityStatus status)
    {
        if (identity.Kind == WalletIdentity.Google)
        {
            return identity.IsDemo
                ? "Request publishing access in the Google Pay & Wallet Console when a pass looks right; then upload the issuer again with "
                    + "publishingAccess true."
                : "Nothing to do.";
        }

        var passType = identity.PassTypeIdentifier ?? "your Pass Type ID";
        var upload = $"Upload the certificate request at Apple under Certificates, Pass Type ID Certificate, for {passType}, and send the "
            + $".cer from there with PUT /wallet-identities/{TypeId.Format(IdPrefixes.WalletIdentity, identity.Id)}/certificate.";
        if (identity.CertificateRequest is not null)
        {
            return status is WalletIdentityStatus.Active or WalletIdentityStatus.Expiring
                ? $"{upload} Until then the present certificate signs, which ends on {identity.NotAfter:yyyy-MM-dd}."
                : upload;
        }

        const string Renew = "make a certificate request with POST /wallet-identities/apple/requests, or upload a renewed certificate";
        return status switch
        {
            WalletIdentityStatus.Expired =>
                $"The certificate ended on {identity.NotAfter:yyyy-MM-dd}, and no pass of {passType} is signed or updated: {Renew}.",
            WalletIdentityStatus.Expiring => $"Renew the certificate before {identity.NotAfter:yyyy-MM-dd}: {Renew}.",
            _ => identity.NotAfter is { } end
                ? $"Nothing to do until it ends on {end:yyyy-MM-dd}; certificate.expiring is sent 30 days before." : "Nothing to do.",
        };
    }

    private static IEnumerable<Finding> WarningsOf(
        WalletIdentity identity, DateTimeOffset now, IReadOnlyCollection<ClaimingTemplate> templates)
    {
        if (identity is not { Kind: WalletIdentity.Apple, IsUsable: true })
            return [];
        var warnings = new List<Finding>();
        if (identity.IsApple == false)
            warnings.Add(AppleAuthorities.NotAppleRoot());
        if (AppleSigningIdentity.CheckValidity(identity.NotBefore!.Value, identity.NotAfter!.Value, now) is { } validity)
            warnings.Add(validity with { Severity = FindingSeverity.Warning });
        return warnings.Concat(IdentityTemplates.Compare(identity, templates));
    }
}
