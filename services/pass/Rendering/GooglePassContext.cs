using Passinstance.Wallet.Google;

namespace Passinstance.Passes.Rendering;

/// <summary>A template as Google Wallet knows it, and the account that signs its save links.</summary>
/// <param name="IssuerId">The issuer.</param>
/// <param name="TemplateVersion">The template's version it was prepared from.</param>
/// <param name="Template">Renders classes and objects.</param>
/// <param name="Account">Signs save links.</param>
/// <param name="IsDemo">Whether only test accounts can save the issuer's passes.</param>
internal sealed record GooglePassContext(
    string IssuerId, int TemplateVersion, PreparedGoogleTemplate Template, GoogleServiceAccount Account, bool IsDemo);
