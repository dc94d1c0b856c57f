using System.Security.Cryptography;
using Passinstance.Security.Links;
using Passinstance.Security.Secrets;

namespace Passinstance.Passes.Bundles;

/// <summary>A bundle has one random secret; the last part of its public link is derived from it and not stored.</summary>
internal sealed class BundleSecret(SecretBox box)
{
    internal const string Purpose = "bundle-secret";

    internal byte[] Create(Guid organizationId) => box.Seal(Purpose, organizationId, RandomNumberGenerator.GetBytes(32));

    internal string Link(Bundle bundle) => PublicLink.Make(bundle.OrganizationId, bundle.Id, Open(bundle), "bundle link"u8);

    internal bool Verify(Bundle bundle, PublicLink link) => link.Proves(Open(bundle), "bundle link"u8);

    private byte[] Open(Bundle bundle) => box.Open(Purpose, bundle.OrganizationId, bundle.SealedSecret);
}
