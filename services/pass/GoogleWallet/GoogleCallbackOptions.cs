using System.ComponentModel.DataAnnotations;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>Section <c>GoogleWallet</c> of the configuration; changed only for a simulated Google.</summary>
internal sealed class GoogleCallbackOptions
{
    /// <summary>Where Google publishes the root keys that its callbacks are verified with.</summary>
    [Required]
    public Uri KeysUrl { get; set; } = new("https://pay.google.com/gp/m/issuer/keys");
}
