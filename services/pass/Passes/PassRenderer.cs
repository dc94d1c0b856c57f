using Passinstance.Passes.Images;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Renders and signs a pass when it is requested. Nothing rendered is stored: a signature takes a quarter of a millisecond, a stored file
/// would add five kilobytes per pass to every backup, and a request for an unchanged pass is answered with 304 before it gets here.
/// </summary>
internal sealed class PassRenderer(
    PassSecret secret, PassImageReader images, SigningFailures signing, SigningMetrics metrics, DeploymentOptions deployment)
{
    /// <summary>The part of the web service's address before the proof of a pass.</summary>
    internal const string AddressProofSegment = "holder";

    /// <summary>
    /// Why the file of a pass cannot be signed at this moment; null when it can. Asked before every file: what was signed by an expired
    /// certificate opens on no device.
    /// </summary>
    internal RenderingFailure? FailureOf(Pass pass, RenderingTemplate template)
    {
        if (template.Failure is { } failure)
            return failure;
        return template.FailureNow is { } expired ? signing.Report(expired, pass.OrganizationId, pass.PassTypeIdentifier) : null;
    }

    /// <summary>Writes the signed file.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="template">The version that it names.</param>
    /// <param name="languages">The device's languages, best first: a message with translations is shown in one of them.</param>
    /// <param name="output">Receives the file.</param>
    internal async Task WriteAsync(
        Pass pass, RenderingTemplate template, IReadOnlyList<string> languages, Stream output, CancellationToken cancellationToken)
    {
        var own = await ImagesOfAsync(pass, cancellationToken);
        await metrics.RecordAsync(() => template.WriteAsync(
            ContentOf(pass, template, languages), own, pass.PersonalizedAt is not null, output, cancellationToken));
    }

    /// <summary>The signed file, for one of several in an archive.</summary>
    internal async ValueTask<PassFile> GetFileAsync(
        Pass pass, RenderingTemplate template, IReadOnlyList<string> languages, CancellationToken cancellationToken)
    {
        var own = await ImagesOfAsync(pass, cancellationToken);
        return await metrics.RecordAsync(() => template.GetFileAsync(
            ContentOf(pass, template, languages), own, pass.PersonalizedAt is not null, cancellationToken));
    }

    /// <summary>The images that the pass has in the place of its template's.</summary>
    internal Task<IReadOnlyList<PassImage>> ImagesOfAsync(Pass pass, CancellationToken cancellationToken) =>
        images.ReadAsync(pass.OrganizationId, pass.Images, cancellationToken);

    /// <summary>The pass.json that Wallet reads, for a page that shows the same.</summary>
    internal byte[] PassJson(Pass pass, RenderingTemplate template, IReadOnlyList<string> languages) =>
        template.Prepared.GetPassJson(ContentOf(pass, template, languages));

    private WalletPass ContentOf(Pass pass, RenderingTemplate template, IReadOnlyList<string> languages) => pass.ToWalletPass() with
    {
        AuthenticationToken = secret.AuthenticationToken(pass),
        // Names the organization, as every public link does. Devices append /v1/... to it.
        WebServiceUrl = $"{deployment.PublicUrl}/wallet/apple/{TypeId.Format(IdPrefixes.Organization, pass.OrganizationId)}" +
            ProofOf(pass, template),
        Message = pass.Message?.ValueFor(languages, template.DefaultLanguage),
    };

    // Wallet sends no token with what a holder enters, so the address that it sends it to proves that it has the pass.
    private string ProofOf(Pass pass, RenderingTemplate template) =>
        template.Definition.Personalization is not null && pass.PersonalizedAt is null
            ? $"/{AddressProofSegment}/{secret.PersonalizationProof(pass.OrganizationId, pass.SealedSecret)}"
            : "";
}
