using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Rendering;

/// <summary>A template version ready to render from.</summary>
internal sealed class RenderingTemplate(WalletTemplate definition, PreparedPassTemplate? prepared, bool isDevelopment, long imageBytes)
{
    internal static RenderingTemplate Unsigned(WalletTemplate definition) => new(definition, null, false, 0);

    internal string PassTypeIdentifier => definition.PassTypeIdentifier;

    internal bool IsSigned => prepared is not null;

    internal long ImageBytes => imageBytes;

    internal PreparedPassTemplate Prepared => prepared ?? throw new InvalidOperationException("The template has no signing identity; Refuses() says so first.");

    /// <summary>The problem with which a pass of this content must be refused, or null; with the warnings of one that is not.</summary>
    internal Problem? Refuses(WalletPass pass, out IReadOnlyList<Finding> warnings)
    {
        warnings = [];
        if (prepared is null)
        {
            return Problem.Invalid("/templateId", "no_certificate",
                $"No certificate for {definition.PassTypeIdentifier} is stored. Upload your Pass Type ID certificate with POST /wallet-identities/apple, then issue again.");
        }

        var findings = WalletPassRules.Validate(definition, pass);
        var errors = findings.Where(finding => finding.Severity == FindingSeverity.Error)
            .Select(finding => new InvalidValue(finding.Pointer, finding.Code, finding.Message)).ToList();
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        warnings = [.. findings, .. isDevelopment ? [DevelopmentCertificate(definition.PassTypeIdentifier)] : Array.Empty<Finding>()];
        return null;
    }

    private static Finding DevelopmentCertificate(string passTypeIdentifier) => new(FindingSeverity.Warning, "", "development_certificate",
        $"Signed with a development certificate made here for {passTypeIdentifier}: real devices refuse the pass. Upload your Pass Type ID certificate with POST /wallet-identities/apple.");
}
