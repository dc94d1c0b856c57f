using Passinstance.Wallet.Apple;

namespace Passinstance.Wallet;

/// <summary>What a wallet would refuse or ignore of a template.</summary>
public static class WalletTemplateRules
{
    /// <summary>Checks a template with its images.</summary>
    /// <param name="template">The template.</param>
    /// <param name="images">Its images.</param>
    public static IReadOnlyList<Finding> Validate(WalletTemplate template, IReadOnlyList<PassImage> images) => Validate(template, images, identity: null);

    /// <summary>Checks a template with its images, also against the certificate that will sign.</summary>
    /// <param name="template">The template.</param>
    /// <param name="images">Its images.</param>
    /// <param name="identity">Who will sign; null when not yet known.</param>
    public static IReadOnlyList<Finding> Validate(WalletTemplate template, IReadOnlyList<PassImage> images, AppleSigningIdentity? identity)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(images);
        return [];
    }
}
