namespace Passinstance.Wallet.Google;

/// <summary>The state of an object. Google has no deletion: a pass that is gone is inactive.</summary>
public enum GoogleObjectState
{
    /// <summary>Valid.</summary>
    Active,

    /// <summary>Used.</summary>
    Completed,

    /// <summary>Past its time.</summary>
    Expired,

    /// <summary>Voided or deleted.</summary>
    Inactive,
}
