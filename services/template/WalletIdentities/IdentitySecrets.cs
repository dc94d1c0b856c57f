using System.Security.Claims;
using Passinstance.Security.Secrets;
using Passinstance.Security.ServiceCalls;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>Seals an identity's private key anew for the service that asks for it.</summary>
internal sealed class IdentitySecrets(SecretBox box, ServiceCallKeys keys)
{
    internal byte[] SealFor(ClaimsPrincipal caller, byte[] sealedSecret) => keys.SealFor(
        caller, WalletIdentity.Purpose, caller.OrganizationId, box.Open(WalletIdentity.Purpose, caller.OrganizationId, sealedSecret));
}
