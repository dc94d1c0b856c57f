using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Rendering;

/// <summary>
/// Makes the signed pass at the moment it is asked for. Nothing rendered is stored: a signature costs a quarter of a millisecond, five
/// kilobytes a pass on disk would cost every backup, and an unchanged pass is answered with 304 before it gets here.
/// </summary>
internal sealed class PassRenderer(PassSecret secret, DeploymentOptions deployment, TimeProvider time)
{
    /// <param name="pass">The pass.</param>
    /// <param name="template">The version that it names.</param>
    /// <param name="languages">What the holder's device speaks, best first: a message that has translations is given in one of them.</param>
    /// <param name="output">Gets the file.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    internal Task WriteAsync(Pass pass, RenderingTemplate template, IReadOnlyList<string> languages, Stream output, CancellationToken cancellationToken) =>
        (pass.PersonalizedAt is null ? template.Prepared : template.Personalized)
            .WriteAsync(ContentOf(pass, template, languages), time.GetUtcNow(), output, cancellationToken).AsTask();

    /// <summary>What the pass shows, as Wallet reads it: a page that is drawn from it cannot say anything else.</summary>
    internal byte[] PassJson(Pass pass, RenderingTemplate template, IReadOnlyList<string> languages) => template.Prepared.GetPassJson(ContentOf(pass, template, languages));

    private WalletPass ContentOf(Pass pass, RenderingTemplate template, IReadOnlyList<string> languages) => pass.Content.ToWalletPass(pass.SerialNumber) with
    {
        AuthenticationToken = secret.AuthenticationToken(pass),
        // It names the organisation, as every public link does. Devices add /v1/... to it.
        WebServiceUrl = $"{deployment.PublicUrl}/wallet/apple/{TypeId.Format(IdPrefixes.Organization, pass.OrganizationId)}",
        Voided = pass.VoidedAt is not null,
        Message = pass.Message?.ValueFor(languages, template.DefaultLanguage),
    };
}
