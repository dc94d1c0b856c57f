namespace Passinstance.Wallet;

/// <summary>What a wallet would refuse or ignore of a pass.</summary>
public static class WalletPassRules
{
    /// <summary>Checks a pass against its template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="pass">The pass.</param>
    public static IReadOnlyList<Finding> Validate(WalletTemplate template, WalletPass pass)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(pass);
        return [];
    }
}
