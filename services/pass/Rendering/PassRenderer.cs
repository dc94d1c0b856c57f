using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet;

namespace Passinstance.Passes.Rendering;

/// <summary>
/// Makes the signed pass at the moment it is asked for. Nothing rendered is stored: a signature costs a quarter of a millisecond, five
/// kilobytes a pass on disk would cost every backup, and an unchanged pass is answered with 304 before it gets here.
/// </summary>
internal sealed class PassRenderer(PassSecret secret, DeploymentOptions deployment, TimeProvider time)
{
    internal Task WriteAsync(Pass pass, RenderingTemplate template, Stream output, CancellationToken cancellationToken) =>
        (pass.PersonalizedAt is null ? template.Prepared : template.Personalized).WriteAsync(ContentOf(pass), time.GetUtcNow(), output, cancellationToken).AsTask();

    /// <summary>What the pass shows, as Wallet reads it: a page that is drawn from it cannot say anything else.</summary>
    internal byte[] PassJson(Pass pass, RenderingTemplate template) => template.Prepared.GetPassJson(ContentOf(pass));

    private WalletPass ContentOf(Pass pass) => pass.Content.ToWalletPass(pass.SerialNumber) with
    {
        AuthenticationToken = secret.AuthenticationToken(pass),
        // It names the organisation, as every public link does. Devices add /v1/... to it.
        WebServiceUrl = $"{deployment.PublicUrl}/wallet/apple/{TypeId.Format(IdPrefixes.Organization, pass.OrganizationId)}",
        Voided = pass.VoidedAt is not null,
    };
}
