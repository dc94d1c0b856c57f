using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Passinstance.Client;
using Passinstance.Dashboard.Components;

namespace Passinstance.Dashboard.Passes;

/// <summary>
/// The findings and events of a diagnosis in the language of the person, by their codes, with times as the browser writes them. The API's
/// own sentence is English and is shown for a code of a newer service.
/// </summary>
internal static class DiagnosisWords
{
    private static readonly Dictionary<string, (Func<Values, RenderFragment> Sentence, string Advice)> Findings =
        new(StringComparer.Ordinal)
        {
            ["certificate_expired"] = (
            v => v.Has("notAfter")
                ? M("The certificate that signs the pass expired on {0}, so no device accepts it any more.", v.Day("notAfter"))
                : M("The certificate that pushes are sent with has expired, so pushes wait since {0}.", v.Moment("since")),
            Key("Renew the certificate and upload it.")),
            ["certificate_missing"] = (
            v => M("There is no certificate for {0}, so no device gets the pass.", v.Name("passTypeIdentifier")),
            Key("Upload the Pass Type ID certificate.")),
            ["certificate_not_yet_valid"] = (
            v => M("The certificate that signs the pass is valid from {0} on, so no device accepts it now.", v.Day("notBefore")),
            Key("Check the server's clock, or upload a certificate that is valid now.")),
            ["certificate_rejected"] = (
            v => M("Apple rejects the certificate of {0} since {1}, so pushes wait: {2}",
                v.Name("passTypeIdentifier"), v.Moment("since"), v.Reason()),
            Key("Upload a certificate that is valid for this pass type.")),
            ["certificate_wrong"] = (
            v => M("The certificate does not fit the template, so the pass cannot be signed: {0}", v.Quote("detail")),
            Key("Correct the template, or upload the right certificate.")),
            ["clock_wrong"] = (
            v => M("The clocks of this service and of its database differ by {0} seconds, so signatures and dates are wrong.",
                v.Number("seconds")),
            Key("Set the clocks of the servers by NTP.")),
            ["development_certificate"] = (
            _ => M("The pass is signed by the development authority of this deployment, which no real phone trusts."),
            Key("Upload a Pass Type ID certificate of Apple.")),
            ["device_reports_error"] = (
            v => M("A device reported {0}: {1}", v.Moment("at"), v.Reason()),
            Key("Correct what the device names; it fetches the next version by itself.")),
            ["google_account_rejected"] = (
            v => M("Google rejects the service account of issuer {0} since {1}: {2}", v.Name("issuerId"), v.Moment("since"), v.Reason()),
            Key("Give the service account access to the issuer, or upload a new key of it.")),
            ["google_class_rejected"] = (
            v => M("Google rejects the design of the template: {0}", v.Reason()), Key("Correct the template and publish it.")),
            ["google_demo_issuer"] = (
            _ => M("The Google issuer is in demo mode: only its own testers can save the pass."),
            Key("Ask Google for publishing access in the Pay and Wallet console.")),
            ["google_object_rejected"] = (
            v => M("Google rejects the pass: {0}", v.Reason()), Key("Correct the pass or its template; the next change is sent again.")),
            ["google_waiting"] = (
            v => M("Google did not take the change, and it is tried again; attempts until now: {0}.", v.Number("attempts")),
            Key("Nothing, unless it stays: then look whether the server reaches walletobjects.googleapis.com.")),
            ["installed"] = (
            v => PM(v.Devices, "The pass is on {0} device and up to date.", "The pass is on {0} devices and up to date."), ""),
            ["never_downloaded"] = (
            _ => M("The holder looked at the page of the pass and did not add it."), Key("Remind the holder.")),
            ["never_opened"] = (_ => M("The link of the pass was never opened."), Key("Check that the holder received it.")),
            ["never_registered"] = (
            _ => M("The pass was downloaded and no wallet has reported that it was added."),
            Key("Ask the holder to tap Add; a wallet reports it within seconds.")),
            ["not_fetched"] = (
            v => M("Apple took the push {0} and the device has not fetched the new version.", v.Moment("at")),
            Key("The device may be off or without a network; it fetches the pass when it is back.")),
            ["pass_expired"] = (
            v => M("The pass expired {0}; wallets show it among the expired ones.", v.Moment("at")),
            Key("Set a later expiration date if it is still to be used.")),
            ["pass_voided"] = (
            v => M("The pass was voided {0}; devices show it as void.", v.Moment("at")), Key("Issue another pass if that was a mistake.")),
            ["push_delayed"] = (
            _ => M("A push to a device waits for more than ten minutes."),
            Key("Look at the status page: pushes of all passes may be late.")),
            ["push_key_rejected"] = (
            v => M("Apple rejects the push key since {0}, so devices are not notified of changes: {1}", v.Moment("since"), v.Reason()),
            Key("Make a new APNs key in the developer account and configure it; waiting pushes are sent then.")),
            ["push_rejected"] = (
            v => M("Apple rejected the last push to a device, so it may show an older version: {0}", v.Reason()),
            Key("The device gets the newest version when the pass is opened there; report the reason if it stays.")),
            ["push_state_unknown"] = (
            _ => M("The service that sends pushes does not respond, so nothing is known about them."), Key("Try again in a moment.")),
            ["push_token_dead"] = (
            v => M("Apple no longer knows the device's push token: the pass was removed there, or the device was erased ({0}).",
                v.Reason()),
            Key("Send the holder the link again if they still want the pass.")),
            ["push_waiting"] = (
            v => M("Apple did not take the push, and it is tried again; attempts until now: {0}.", v.Number("attempts")),
            Key("Nothing, unless it stays: then look whether the server reaches api.push.apple.com.")),
            ["removed_by_holder"] = (
            _ => M("The holder removed the pass from the wallet."), Key("Send the link again if they still want it.")),
            ["signing_failed"] = (
            v => M("The pass cannot be signed at the moment: {0}", v.Quote("detail")), Key("Try again in a moment.")),
            ["template_unknown"] = (
            v => M("Version {0} of its template is not known, so the pass cannot be signed.", v.Number("version")),
            Key("Publish the template again, or issue the pass from another one.")),
            ["web_service_unreachable"] = (
            v => M("The pass was downloaded and no device registered: phones cannot reach {0}, which is not a public https address.",
                v.Name("address")),
            Key("Set Deployment:PublicUrl to a public https address and issue the pass again.")),
        };

    private static readonly Dictionary<string, Func<Values, RenderFragment>> Events = new(StringComparer.Ordinal)
    {
        ["issued"] = v => v.Has("notAfter") ? M("Issued; signed by a certificate that is valid until {0}.", v.Day("notAfter"))
            : v.Has("signedBy") ? M("Issued; signed by the development authority.") : M("Issued."),
        ["changed"] = v => M("Changed for the last time; it is version {0} now.", v.Number("version")),
        ["viewed"] = v => PM(v.Times, "Its page was looked at.", "Its page was looked at, {0} times in all."),
        ["downloaded"] = v => PM(v.Times, "Downloaded by its link.", "Downloaded by its link, {0} times in all."),
        ["registered"] = _ => M("A device added the pass and registered for changes."),
        ["fetched"] = _ => M("A device fetched the pass."),
        ["removed"] = v => PM(v.Times, "Removed from a wallet.", "Removed from a wallet, {0} times in all."),
        ["google_stored"] = _ => M("Google Wallet received the pass."),
        ["voided"] = _ => M("Voided."),
        ["expired"] = _ => M("Expired."),
        ["device_log"] = v => M("A device reported: {0}", v.Reason()),
        ["pushed"] = v => v.Has("reason") ? M("Pushed to a device; Apple responded: {0}", v.Reason())
            : M("Pushed to a device; Apple accepted it."),
        ["push_waiting"] = _ => M("A push to a device was requested and waits."),
        ["unregistered"] = _ => M("A device is no longer registered."),
        ["push_suspended"] = v => M("Apple rejected the credential, and pushes wait: {0}", v.Reason()),
        ["google_rejected"] = v => M("Google responded: {0}", v.Reason()),
        ["google_waiting"] = _ => M("A change for Google Wallet waits."),
        ["google_sent"] = v => M("Google Wallet has version {0}.", v.Number("version")),
    };

    /// <summary>The codes of findings that have words.</summary>
    internal static IReadOnlyCollection<string> Codes => Findings.Keys;

    /// <summary>The kinds of events that have words.</summary>
    internal static IReadOnlyCollection<string> Kinds => Events.Keys;

    /// <summary>A finding's sentence and what to do; null where the API's own is shown.</summary>
    public static (RenderFragment Sentence, string Advice)? Of(DiagnosisFinding finding) =>
        Findings.TryGetValue(finding.Code, out var known) && Fill(known.Sentence, finding.Values) is { } sentence
            ? (sentence, known.Advice.Length == 0 ? "" : T(known.Advice)) : null;

    /// <summary>An event's sentence; null where the API's own is shown.</summary>
    public static RenderFragment? Of(DiagnosisEvent one) => Events.TryGetValue(one.Kind, out var known) ? Fill(known, one.Values) : null;

    // A service of an earlier version gives no values: its own sentence has them.
    private static RenderFragment? Fill(Func<Values, RenderFragment> sentence, IEnumerable<KeyValuePair<string, string>>? given)
    {
        var values = new Values((given ?? []).ToDictionary(StringComparer.Ordinal));
        var filled = sentence(values);
        return values.IsComplete ? filled : null;
    }

    /// <summary>The values of a finding or event, each as people read its kind.</summary>
    private sealed class Values(Dictionary<string, string> given)
    {
        internal bool IsComplete { get; private set; } = true;

        internal long Devices => Count("devices");

        internal long Times => Count("times");

        internal bool Has(string name) => given.ContainsKey(name);

        internal RenderFragment Name(string name) => Find(name) is { } text ? builder => Bidirectional(builder, "bdi", text) : Nothing;

        internal RenderFragment Number(string name) => Text(Languages.Texts.Number(Count(name)));

        internal RenderFragment Day(string name) =>
            Instant(name) is { } time ? Text(Languages.Texts.Day(DateOnly.FromDateTime(time.UtcDateTime))) : Nothing;

        internal RenderFragment Moment(string name) => Instant(name) is not { } time ? Nothing : builder =>
        {
            builder.OpenComponent<Time>(0);
            builder.AddComponentParameter(1, nameof(Time.At), (DateTimeOffset?)time);
            builder.CloseComponent();
        };

        /// <summary>What another system said, in its own language.</summary>
        internal RenderFragment Quote(string name) => Find(name) is { } text ? builder => Bidirectional(builder, "q", text) : Nothing;

        /// <summary>The same, where it may have said nothing.</summary>
        internal RenderFragment Reason() => given.ContainsKey("reason") ? Quote("reason") : Text(T("no reason was given"));

        private static RenderFragment Nothing => _ => { };

        private static RenderFragment Text(string text) => builder => builder.AddContent(0, text);

        private static void Bidirectional(RenderTreeBuilder builder, string element, string text)
        {
            builder.OpenElement(0, element);
            if (element == "q")
                builder.AddAttribute(1, "lang", "en");
            builder.AddAttribute(2, "dir", "auto");
            builder.AddContent(3, text);
            builder.CloseElement();
        }

        private long Count(string name)
        {
            if (decimal.TryParse(Find(name), NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
                return (long)number;
            IsComplete = false;
            return 0;
        }

        private DateTimeOffset? Instant(string name)
        {
            if (DateTimeOffset.TryParse(Find(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                return time;
            IsComplete = false;
            return null;
        }

        private string? Find(string name)
        {
            if (given.TryGetValue(name, out var value))
                return value;
            IsComplete = false;
            return null;
        }
    }
}
