namespace Passinstance.Templates.WalletIdentities;

/// <summary>What happened to a wallet identity.</summary>
internal enum WalletIdentityDomainEvent
{
    /// <summary>It was uploaded, replaced or deleted.</summary>
    Changed,

    /// <summary>Its certificate is about to expire.</summary>
    Expiring,
}
