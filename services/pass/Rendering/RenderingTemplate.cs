using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Rendering;

/// <summary>What a pass stores of the template it was last rendered with.</summary>
/// <param name="Version">The template's version.</param>
/// <param name="Google">The template in Google Wallet, if the organization has an issuer.</param>
internal sealed record RenderedWith(int Version, GooglePassContext? Google);

/// <summary>A template version that is prepared for rendering, or the reason why it cannot be.</summary>
internal sealed class RenderingTemplate
{
    internal const string DevelopmentCertificateCode = "development_certificate";

    internal const string GoogleDemoModeCode = "google_demo_mode";

    private readonly OpenIdentity? _identity;
    private readonly PreparedPassTemplate? _prepared;
    private readonly Lazy<PreparedPassTemplate>? _personalized;
    private readonly TimeProvider _time;

    private RenderingTemplate(int version, WalletTemplate definition, TimeProvider time)
    {
        Version = version;
        Definition = definition;
        _time = time;
    }

    private RenderingTemplate(
        int version, WalletTemplate definition, PreparedPassTemplate prepared, OpenIdentity identity, GooglePassContext? google,
        long imageBytes,
        TimeProvider time)
        : this(version, definition, time)
    {
        _prepared = prepared;
        _identity = identity;
        _personalized = new(() => Personalize(definition, prepared, identity));
        Google = google;
        ImageBytes = imageBytes;
    }

    internal static RenderingTemplate Failed(
        int version, WalletTemplate definition, RenderingFailure failure, TimeProvider time, GooglePassContext? google = null) =>
        new(version, definition, time) { Failure = failure, Google = google };

    internal static RenderingTemplate Ready(
        int version, WalletTemplate definition, PreparedPassTemplate prepared, OpenIdentity identity, GooglePassContext? google,
        long imageBytes,
        TimeProvider time) =>
        new(version, definition, prepared, identity, google, imageBytes, time);

    internal int Version { get; }

    /// <summary>The design.</summary>
    internal WalletTemplate Definition { get; }

    internal string PassTypeIdentifier => Definition.PassTypeIdentifier;

    /// <summary>Language of the template's own texts.</summary>
    internal string DefaultLanguage => Definition.DefaultLanguage ?? "en";

    /// <summary>Null when passes can be signed.</summary>
    internal RenderingFailure? Failure { get; private init; }

    /// <summary>Why nothing can be signed at this moment, including an expired certificate; null when it can.</summary>
    internal RenderingFailure? FailureNow => Failure ?? SigningFailures.Of(CertificateFindings());

    internal bool IsSigned => _prepared is not null;

    internal long ImageBytes { get; }

    /// <summary>The template in Google Wallet; null when the organization has no Google Wallet issuer.</summary>
    internal GooglePassContext? Google { get; private init; }

    internal RenderedWith RenderedWith => new(Version, Google);

    internal PreparedPassTemplate Prepared => _prepared ?? throw NotSigned();

    /// <summary>Writes the signed file of a pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="own">Its own images.</param>
    /// <param name="isPersonalized">Whether its holder has signed up: then the file no longer asks for it.</param>
    /// <param name="output">Receives the file.</param>
    internal Task WriteAsync(
        WalletPass pass, IReadOnlyList<PassImage> own, bool isPersonalized, Stream output, CancellationToken cancellationToken) =>
        PreparedFor(isPersonalized).With(own).WriteAsync(pass, _time.GetUtcNow(), output, cancellationToken).AsTask();

    /// <summary>The signed file of a pass, which shares the template's piece with all others.</summary>
    internal ValueTask<PassFile> GetFileAsync(
        WalletPass pass, IReadOnlyList<PassImage> own, bool isPersonalized, CancellationToken cancellationToken) =>
        PreparedFor(isPersonalized).With(own).GetFileAsync(pass, _time.GetUtcNow(), cancellationToken);

    /// <summary>The problem to reject a pass of this content with, or null and its warnings.</summary>
    internal Problem? Check(WalletPass pass, out IReadOnlyList<Finding> warnings)
    {
        warnings = [];
        if (Failure is not null)
            return Failure.AtTemplateId();

        var certificate = CertificateFindings();
        if (SigningFailures.Of(certificate) is { } failure)
            return failure.AtTemplateId();
        var findings = WalletPassRules.Validate(Definition, pass);
        var errors = findings.Where(finding => finding.Severity == FindingSeverity.Error)
            .Select(finding => new InvalidValue(finding.Pointer, finding.Code, finding.Message) { Values = finding.Values }).ToList();
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        warnings = [.. findings, .. certificate, .. IdentityFindings()];
        return null;
    }

    private PreparedPassTemplate PreparedFor(bool isPersonalized) =>
        isPersonalized ? _personalized?.Value ?? throw NotSigned() : Prepared;

    private IReadOnlyList<Finding> CertificateFindings() => _identity!.Signer.Validate(_time.GetUtcNow());

    // Made when the first holder signs up.
    private static PreparedPassTemplate Personalize(WalletTemplate definition, PreparedPassTemplate prepared, OpenIdentity identity)
    {
        if (definition.Personalization is null)
            return prepared;
        var images = prepared.Images.Where(image => !image.Name.StartsWith("personalizationLogo", StringComparison.Ordinal)).ToList();
        return PreparedPassTemplate.Prepare(definition with { Personalization = null }, images, identity.Signer);
    }

    /// <summary>Whether a warning is about what signs, and not about the content.</summary>
    internal static bool IsAboutIdentity(Finding warning) =>
        warning.Code is DevelopmentCertificateCode or AppleAuthorities.NotAppleRootCode or GoogleDemoModeCode;

    private IEnumerable<Finding> IdentityFindings()
    {
        if (_identity!.IsDevelopment)
            yield return DevelopmentCertificate(Definition.PassTypeIdentifier);
        else if (!_identity.Signer.IsApple)
            yield return AppleAuthorities.NotAppleRoot();
        if (Google?.IsDemo == true)
            yield return GoogleDemoMode(Google.IssuerId);
    }

    private static InvalidOperationException NotSigned() => new("The template cannot sign; check Failure first.");

    private static Finding GoogleDemoMode(string issuerId) => new(FindingSeverity.Warning, "", GoogleDemoModeCode,
        $"The Google issuer {issuerId} is in demo mode: in Google Wallet the pass shows [TEST ONLY], and only test accounts can save it. "
        + "Request publishing access in the Google Pay & Wallet Console, then upload the issuer with publishingAccess true.");

    private static Finding DevelopmentCertificate(string passTypeIdentifier) => new(FindingSeverity.Warning, "", DevelopmentCertificateCode,
        $"Signed with a development certificate for {passTypeIdentifier}: real devices reject the pass. " +
        "Upload your Pass Type ID certificate with POST /wallet-identities/apple.");
}
