using Passinstance.Passes.Rendering;

namespace Passinstance.Passes.Passes;

internal enum PassDomainEventKind
{
    Created,
    Updated,
    /// <summary>Updated, and Apple Wallet shows it as before.</summary>
    UpdatedUnseenByApple,
    /// <summary>Rendered anew from a newer version of its template, or without the question that its holder answered.</summary>
    RolledOut,
    MessageSet,

    /// <summary>It has another link; the wallets show nothing new.</summary>
    LinkRotated,
    Voided,
    Deleted,
    Installed,
    Uninstalled,
    /// <summary>Google Wallet is to receive the pass as it is; nothing else changed.</summary>
    GoogleSyncRequested,
    /// <summary>The wallets are to receive it as it is, after a restore of a database.</summary>
    Repeated,
}

/// <summary>What happened to a pass.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Google">What renders the pass for Google Wallet, under the issuer of its object; null when Google Wallet is not
/// concerned.</param>
internal sealed record PassDomainEvent(PassDomainEventKind Kind, GooglePassContext? Google = null);
