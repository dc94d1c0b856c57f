using Passinstance.Client;
using Passinstance.Dashboard.Components;

namespace Passinstance.Dashboard.Credentials;

/// <summary>
/// What a person does next with a certificate or an issuer, on these pages. The API's own sentence speaks of its operations.
/// </summary>
internal static class NextSteps
{
    /// <summary>One sentence.</summary>
    public static string Of(WalletIdentity identity)
    {
        if (identity.Kind == "google")
        {
            return identity.DemoMode == true
                ? T("Ask Google for publishing access; until then only test accounts can save passes.")
                : T("Nothing to do.");
        }

        var end = identity.NotAfter is { } last ? Day(DateOnly.FromDateTime(last.UtcDateTime)) : null;
        return (identity.Status, identity.CertificateRequest) switch
        {
            (WalletIdentityStatus.Requested, _) => T("Give the request to Apple, and upload the certificate that you get."),
            (WalletIdentityStatus.Expired, not null) => T("It has ended. Give the request to Apple, and upload the renewed certificate."),
            (WalletIdentityStatus.Expired, null) => T("It has ended, and no pass is signed with it: renew it."),
            (_, not null) => T("Being renewed: give the request to Apple. The present certificate signs until {0}.", end),
            (WalletIdentityStatus.Expiring, null) => T("Renew it before {0}.", end),
            _ => end is null ? T("Nothing to do.") : T("Nothing to do until {0}.", end),
        };
    }

    /// <summary>How its state is shown.</summary>
    public static (string Text, Tone Tone) State(WalletIdentity identity) =>
        (identity.Status, identity.DemoMode) switch
        {
            (WalletIdentityStatus.Requested, _) => (T("Waiting for Apple"), Tone.Busy),
            (WalletIdentityStatus.Active, true) => (T("Demo mode"), Tone.Warning),
            (WalletIdentityStatus.Active, _) => (T("Active"), Tone.Good),
            (WalletIdentityStatus.Expiring, _) => (T("Ends soon"), Tone.Warning),
            (WalletIdentityStatus.Expired, _) => (T("Ended"), Tone.Bad),
            _ => (Tones.Words(Words.Of(identity.Status)), Tone.Neutral),
        };

    /// <summary>What people know it by.</summary>
    public static string NameOf(WalletIdentity identity) =>
        identity.PassTypeIdentifier ?? identity.IssuerId ?? T("Certificate request");

    /// <summary>Its page.</summary>
    public static string PathOf(WalletIdentity identity) =>
        $"credentials/{identity.Kind}/{identity.Id}";
}
