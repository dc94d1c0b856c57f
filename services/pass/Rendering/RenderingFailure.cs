using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Rendering;

/// <summary>Why nothing can be signed from a template.</summary>
internal sealed record RenderingFailure(string Code, string Detail)
{
    internal static RenderingFailure NoCertificate(string passTypeIdentifier) => new("no_certificate",
        $"No certificate for {passTypeIdentifier} is stored. " +
        "Upload your Pass Type ID certificate with POST /wallet-identities/apple, then try again.");

    internal static RenderingFailure Draft(string templateId) => new("template_not_published",
        $"The template {templateId} is a draft. Publish it with POST /templates/{templateId}/publish, then try again.");

    internal static RenderingFailure Invalid(InvalidWalletTemplateException invalid) => new("template_invalid",
        "The template does not match its certificate or the wallets' current rules, so nothing can be signed from it. " +
        $"Correct it with PUT /templates and publish it again. {invalid.Message}");

    internal static RenderingFailure Certificate(string detail) => new("certificate_unusable", detail);

    internal Problem AtTemplateId() => Problem.Invalid("/templateId", Code, Detail);

    internal Problem AsConflict() => Problem.Conflict(Code, Detail);
}
