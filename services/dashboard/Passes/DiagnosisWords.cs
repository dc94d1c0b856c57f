namespace Passinstance.Dashboard.Passes;

/// <summary>
/// The codes of a diagnosis in the language of the person. The API's own sentence stands below: it has the numbers and names, and it is
/// English. English pages show that one alone.
/// </summary>
internal static class DiagnosisWords
{
    private static readonly Dictionary<string, (string Headline, string Advice)> Known = new(StringComparer.Ordinal)
    {
        ["certificate_expired"] = (Key("The certificate has expired."), Key("Renew the certificate and upload it.")),
        ["certificate_missing"] = (Key("There is no certificate for this pass type."), Key("Upload the Pass Type ID certificate.")),
        ["certificate_not_yet_valid"] = (
            Key("The certificate is not valid yet."), Key("Check the server's clock, or upload a certificate that is valid now.")),
        ["certificate_rejected"] = (
            Key("Apple rejects the certificate."), Key("Upload a certificate that is valid for this pass type.")),
        ["certificate_wrong"] = (
            Key("The certificate does not fit the template."), Key("Correct the template, or upload the right certificate.")),
        ["clock_wrong"] = (Key("The clocks of the servers differ."), Key("Set the clocks of the servers by NTP.")),
        ["development_certificate"] = (
            Key("The pass is signed by the development authority, which no real phone trusts."),
            Key("Upload a Pass Type ID certificate of Apple.")),
        ["device_reports_error"] = (
            Key("A device reported a problem."), Key("Correct what the device names; it fetches the next version by itself.")),
        ["google_account_rejected"] = (
            Key("Google rejects the service account."), Key("Give the service account access to the issuer, or upload a new key of it.")),
        ["google_class_rejected"] = (Key("Google rejects the design of the template."), Key("Correct the template and publish it.")),
        ["google_demo_issuer"] = (
            Key("The Google issuer is in demo mode: only its own testers can save the pass."),
            Key("Ask Google for publishing access in the Pay and Wallet console.")),
        ["google_object_rejected"] = (
            Key("Google rejects the pass."), Key("Correct the pass or its template; the next change is sent again.")),
        ["google_waiting"] = (
            Key("Google did not take the change; it is tried again."),
            Key("Nothing, unless it stays: then look whether the server reaches walletobjects.googleapis.com.")),
        ["installed"] = (Key("The pass is installed and up to date."), ""),
        ["never_downloaded"] = (Key("The holder looked at the page of the pass and did not add it."), Key("Remind the holder.")),
        ["never_opened"] = (Key("The link of the pass was never opened."), Key("Check that the holder received it.")),
        ["never_registered"] = (
            Key("The pass was downloaded and no wallet has reported that it was added."),
            Key("Ask the holder to tap Add; a wallet reports it within seconds.")),
        ["not_fetched"] = (
            Key("The device has not fetched the new version."),
            Key("The device may be off or without a network; it fetches the pass when it is back.")),
        ["pass_expired"] = (Key("The pass has expired."), Key("Set a later expiration date if it is still to be used.")),
        ["pass_voided"] = (Key("The pass was voided."), Key("Issue another pass if that was a mistake.")),
        ["push_delayed"] = (
            Key("A push waits for more than ten minutes."), Key("Look at the status page: pushes of all passes may be late.")),
        ["push_key_rejected"] = (
            Key("Apple rejects the push key, so devices are not notified."),
            Key("Make a new APNs key in the developer account and configure it; waiting pushes are sent then.")),
        ["push_rejected"] = (
            Key("Apple rejected the last push, so a device may show an older version."),
            Key("The device gets the newest version when the pass is opened there; report the reason if it stays.")),
        ["push_state_unknown"] = (Key("Nothing is known about pushes at the moment."), Key("Try again in a moment.")),
        ["push_token_dead"] = (
            Key("Apple no longer knows the device: the pass was removed there, or the device was erased."),
            Key("Send the holder the link again if they still want the pass.")),
        ["push_waiting"] = (
            Key("Apple did not take the push; it is tried again."),
            Key("Nothing, unless it stays: then look whether the server reaches api.push.apple.com.")),
        ["removed_by_holder"] = (
            Key("The holder removed the pass from the wallet."), Key("Send the link again if they still want it.")),
        ["signing_failed"] = (Key("The pass cannot be signed at the moment."), Key("Try again in a moment.")),
        ["template_unknown"] = (
            Key("The version of its template is not known."), Key("Publish the template again, or issue the pass from another one.")),
        ["web_service_unreachable"] = (
            Key("Phones cannot reach this deployment's address."),
            Key("Set Deployment:PublicUrl to a public https address and issue the pass again.")),
    };

    /// <summary>The codes that have words.</summary>
    internal static IReadOnlyCollection<string> Codes => Known.Keys;

    /// <summary>The headline of a code and what to do; null in English, and for a code without words.</summary>
    public static (string Headline, string Advice)? Of(string code)
    {
        if (!Known.TryGetValue(code, out var known))
            return null;
        var headline = T(known.Headline);
        return headline == known.Headline ? null : (headline, known.Advice.Length == 0 ? "" : T(known.Advice));
    }
}
