using Passinstance.Passes.HostedPages.Passes;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Rendering;

/// <summary>What a pass keeps of the template it was last rendered with.</summary>
/// <param name="Version">The template's version.</param>
/// <param name="Google">The template as the organisation's Google Wallet issuer knows it, if it has one.</param>
internal sealed record RenderedWith(int Version, GooglePassContext? Google);

/// <summary>Why nothing can be signed from a template.</summary>
internal sealed record Failure(string Code, string Detail)
{
    internal static Failure NoCertificate(string passTypeIdentifier) => new("no_certificate",
        $"No certificate for {passTypeIdentifier} is stored. Upload your Pass Type ID certificate with POST /wallet-identities/apple, then try again.");

    internal static Failure Draft(string templateId) => new("template_not_published",
        $"The template {templateId} is a draft. Publish it with POST /templates/{templateId}/publish, then issue again.");

    internal static Failure Invalid(InvalidWalletTemplateException invalid) => new("template_invalid",
        $"The template no longer fits the wallets' rules, so nothing can be signed from it. Mend it with PUT /templates and publish it again. {invalid.Message}");

    internal Problem AtTemplateId() => Problem.Invalid("/templateId", Code, Detail);

    internal Problem AsConflict() => Problem.Conflict(Code, Detail);
}

/// <summary>A template version ready to render from, or the reason why it is not.</summary>
internal sealed class RenderingTemplate
{
    private readonly WalletTemplate _definition;
    private readonly OpenIdentity? _identity;
    private readonly PreparedPassTemplate? _prepared;
    private readonly Lazy<PreparedPassTemplate>? _personalized;
    private readonly Lazy<PassPictures>? _pictures;
    private readonly TimeProvider _time;

    private RenderingTemplate(int version, WalletTemplate definition, TimeProvider time)
    {
        Version = version;
        _definition = definition;
        _time = time;
    }

    private RenderingTemplate(int version, WalletTemplate definition, PreparedPassTemplate prepared, OpenIdentity identity, GooglePassContext? google, long imageBytes, TimeProvider time)
        : this(version, definition, time)
    {
        _prepared = prepared;
        _identity = identity;
        _personalized = new(() => definition.Personalization is null
            ? prepared
            : PreparedPassTemplate.Prepare(definition with { Personalization = null }, [.. prepared.Images.Where(i => !i.Name.StartsWith("personalizationLogo", StringComparison.Ordinal))], identity.Signer));
        _pictures = new(() => new PassPictures(prepared.Images));
        Google = google;
        ImageBytes = imageBytes;
    }

    internal static RenderingTemplate Refused(int version, WalletTemplate definition, Failure refusal, TimeProvider time, GooglePassContext? google = null) =>
        new(version, definition, time) { Failure = refusal, Google = google };

    internal static RenderingTemplate Ready(
        int version, WalletTemplate definition, PreparedPassTemplate prepared, OpenIdentity identity, GooglePassContext? google, long imageBytes, TimeProvider time) =>
        new(version, definition, prepared, identity, google, imageBytes, time);

    internal int Version { get; }

    internal string PassTypeIdentifier => _definition.PassTypeIdentifier;

    /// <summary>What the template's own texts are in, as Google Wallet is told, too.</summary>
    internal string DefaultLanguage => _definition.DefaultLanguage ?? "en";

    /// <summary>Null when passes can be signed.</summary>
    internal Failure? Failure { get; private init; }

    /// <summary>Why no pass can be issued now: also that the certificate is out of its time. Null when one can.</summary>
    internal Failure? RefusalNow => Failure ?? Unusable(CertificateFindings());

    internal bool IsSigned => _prepared is not null;

    internal long ImageBytes { get; }

    /// <summary>Who signs save links; null when the organisation has no Google Wallet issuer.</summary>
    internal GooglePassContext? Google { get; private init; }

    internal RenderedWith Stamp => new(Version, Google);

    internal PreparedPassTemplate Prepared => _prepared ?? throw NotSigned();

    /// <summary>The same for a holder who has signed up: without the sign-up. Made when the first one does.</summary>
    internal PreparedPassTemplate Personalized => _personalized?.Value ?? throw NotSigned();

    /// <summary>The images that its passes hold.</summary>
    internal PassPictures Pictures => _pictures?.Value ?? throw NotSigned();

    /// <summary>The design.</summary>
    internal WalletTemplate Definition => _definition;

    /// <summary>The problem with which a pass of this content must be refused, or null; with the warnings of one that is not.</summary>
    internal Problem? Check(WalletPass pass, out IReadOnlyList<Finding> warnings)
    {
        warnings = [];
        if (Failure is not null)
            return Failure.AtTemplateId();

        var certificate = CertificateFindings();
        if (Unusable(certificate) is { } unusable)
            return unusable.AtTemplateId();
        var findings = WalletPassRules.Validate(_definition, pass);
        var errors = findings.Where(finding => finding.Severity == FindingSeverity.Error)
            .Select(finding => new InvalidValue(finding.Pointer, finding.Code, finding.Message)).ToList();
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        warnings = [.. findings, .. certificate, .. _identity!.IsDevelopment ? [DevelopmentCertificate(_definition.PassTypeIdentifier)] : Array.Empty<Finding>()];
        return null;
    }

    private IReadOnlyList<Finding> CertificateFindings() => _identity!.Signer.Validate(_time.GetUtcNow());

    private static Failure? Unusable(IReadOnlyList<Finding> certificate) =>
        certificate.FirstOrDefault(finding => finding.Severity == FindingSeverity.Error) is { } error ? new Failure("certificate_unusable", error.Message) : null;

    private static InvalidOperationException NotSigned() => new("The template cannot sign; Refusal says so first.");

    private static Finding DevelopmentCertificate(string passTypeIdentifier) => new(FindingSeverity.Warning, "", DevelopmentCertificateCode,
        $"Signed with a development certificate made here for {passTypeIdentifier}: real devices refuse the pass. Upload your Pass Type ID certificate with POST /wallet-identities/apple.");

    internal const string DevelopmentCertificateCode = "development_certificate";
}

/// <summary>A template as Google Wallet knows it, and the account that signs its save links.</summary>
/// <param name="IssuerId">The issuer.</param>
/// <param name="TemplateVersion">The version it was prepared from.</param>
/// <param name="Template">What renders classes and objects.</param>
/// <param name="Account">Who signs.</param>
internal sealed record GooglePassContext(string IssuerId, int TemplateVersion, PreparedGoogleTemplate Template, GoogleServiceAccount Account);
