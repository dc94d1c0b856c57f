using System.Security.Cryptography;
using Passinstance.Security.Links;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.Wallet.Model;

namespace Passinstance.Templates.Templates;

/// <summary>
/// The address of a template's form. A template has one random secret, sealed; the address is derived from it and stays the same for the template's life, since
/// it is printed on posters. The pass service, which serves the form, is given only a hash: it can check an address and make none.
/// </summary>
internal sealed class FormLink(SecretBox box, DeploymentOptions deployment)
{
    private const string Purpose = "template-form";
    private static ReadOnlySpan<byte> Use => "template form"u8;

    internal byte[] CreateSecret(Guid organizationId) => box.Seal(Purpose, organizationId, RandomNumberGenerator.GetBytes(32));

    /// <summary>Null while the saved design has no form.</summary>
    internal string? UrlOf(Template template, PassFlow? flow) => flow is { Form: not null } and not { Enabled: false } && template.SealedSecret is { } secret
        ? $"{deployment.PublicUrl}/p/t/{PublicLink.Make(template.OrganizationId, template.Id, Open(template, secret), Use)}"
        : null;

    /// <summary>Null for a template from before there were forms, until it is changed.</summary>
    internal string? HashOf(Template template) => template.SealedSecret is { } secret ? PublicLink.HashOf(Open(template, secret), Use) : null;

    private byte[] Open(Template template, byte[] secret) => box.Open(Purpose, template.OrganizationId, secret);
}
