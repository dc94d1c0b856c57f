using System.ComponentModel.DataAnnotations;

namespace Passinstance.Gateway.Forwarding;

/// <summary>Section <c>InternalIdentity</c> of the gateway.</summary>
internal sealed class InternalIdentityOptions
{
    /// <summary>The key that signs the internal tokens: a P-256 private key as PKCS#8 PEM.</summary>
    [Required(ErrorMessage =
        "InternalIdentity:PrivateKey is missing. Set InternalIdentity__PrivateKey to a P-256 private key " +
        "(openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256).")]
    public string PrivateKey { get; set; } = "";
}
