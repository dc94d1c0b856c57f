using System.Security.Cryptography;
using Passinstance.Security.Links;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.Wallet.Model;

namespace Passinstance.Templates.Templates;

/// <summary>
/// The address of a template's form. It is derived from a random secret of the template, which is stored sealed, and stays the same for the
/// template's life, because it is printed on posters. The pass service, which serves the form, gets only a hash: it can check an address
/// and make none.
/// </summary>
internal sealed class FormLink(SecretBox box, DeploymentOptions deployment)
{
    internal const string Purpose = "template-form";
    private static ReadOnlySpan<byte> Use => "template form"u8;

    internal byte[] CreateSecret(Guid organizationId) => box.Seal(Purpose, organizationId, RandomNumberGenerator.GetBytes(32));

    /// <summary>Null while the saved design has no form.</summary>
    internal string? UrlOf(Template template, PassFlow? flow) => flow is { Form: not null } and not { Enabled: false }
        ? $"{deployment.PublicUrl}/p/t/{PublicLink.Make(template.OrganizationId, template.Id, OpenSecret(template), Use)}"
        : null;

    internal string HashOf(Template template) => PublicLink.HashOf(OpenSecret(template), Use);

    private byte[] OpenSecret(Template template) => box.Open(Purpose, template.OrganizationId, template.SealedSecret);
}
