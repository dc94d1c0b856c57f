using System.Globalization;
using System.Net;

namespace Passinstance.Passes.Diagnosis;

/// <summary>
/// From facts to findings. The order of the rules is the order of importance: the first finding is the verdict.
/// </summary>
internal static class DiagnosisRules
{
    /// <summary>Clocks of a deployment differ by milliseconds; at five seconds its internal tokens are no longer valid.</summary>
    internal static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FetchTime = TimeSpan.FromMinutes(10);

    // What Apple says about a certificate and about a provider token.
    private static readonly string[] KeyReasons =
        ["InvalidProviderToken", "MissingProviderToken", "ExpiredProviderToken", "UnrelatedKeyIdInToken", "BadEnvironmentKeyInToken"];

    private static readonly string[] DeadTokenReasons = ["Unregistered", "BadDeviceToken", "DeviceTokenNotForTopic", "ExpiredToken"];

    internal static IReadOnlyList<DiagnosisFinding> Find(DiagnosisFacts facts)
    {
        List<DiagnosisFinding> found = [.. Rules.Select(rule => rule(facts)).OfType<DiagnosisFinding>()];
        if (found.TrueForAll(finding => finding.Severity < DiagnosisSeverity.Warning || IsAboutDeployment(finding)))
            found.AddRange(Holder(facts));
        // Stable: within a severity the order of the rules stays.
        return [.. found.OrderByDescending(finding => finding.Severity)];
    }

    private static readonly Func<DiagnosisFacts, DiagnosisFinding?>[] Rules =
    [
        Clock, Template, Certificate, Signing, PushKey, PushCertificate, Voided, Expired, GoogleAccount, GoogleClass, GoogleObject,
        DeviceLog, DeadToken, RejectedPush, WebService, Suspended, WaitingPush, WaitingGoogle, NotFetched, Development, Unknown,
    ];

    // True of every pass of a deployment: it does not hide what happened to this one.
    private static bool IsAboutDeployment(DiagnosisFinding finding) =>
        finding.Code is "development_certificate" or "push_state_unknown" && finding.Severity == DiagnosisSeverity.Warning;

    private static DiagnosisFinding? Clock(DiagnosisFacts facts) => (facts.Now - facts.DatabaseNow).Duration() > MaxClockSkew
        ? Error("clock_wrong",
            $"The clock of this service and that of its database differ by {Seconds(facts.Now - facts.DatabaseNow)} seconds, so " +
                $"signatures and dates are wrong.",
            "Set the clocks of the servers by NTP.", ("seconds", Seconds(facts.Now - facts.DatabaseNow)))
        : null;

    private static DiagnosisFinding? Template(DiagnosisFacts facts) => facts.HasTemplate ? null : Error(
        "template_unknown", $"Version {facts.Pass.TemplateVersion} of its template is not known, so the pass cannot be signed.",
        "Publish the template again, or issue the pass from another one.", ("version", facts.Pass.TemplateVersion));

    private static DiagnosisFinding? Certificate(DiagnosisFacts facts) => facts.Certificate switch
    {
        null when facts.SigningFailure?.Code == "no_certificate" => Error(
            "certificate_missing", $"There is no certificate for {facts.Pass.PassTypeIdentifier}, so no device gets the pass.",
            "Upload the Pass Type ID certificate.", ("passTypeIdentifier", facts.Pass.PassTypeIdentifier)),
        { } one when one.NotAfter <= facts.Now => Error(
            "certificate_expired", $"The certificate that signs the pass expired on {Day(one.NotAfter)}, so no device accepts it any more.",
            "Renew the certificate and upload it; installed passes go on.", ("notAfter", one.NotAfter)),
        { } one when one.NotBefore > facts.Now => Error(
            "certificate_not_yet_valid", $"The certificate that signs the pass is valid from {Day(one.NotBefore)} on, so no device " +
                $"accepts it now.",
            "Check the server's clock; else wait, or upload a certificate that is valid now.", ("notBefore", one.NotBefore)),
        _ => null,
    };

    private static DiagnosisFinding? Signing(DiagnosisFacts facts) =>
        facts.SigningFailure is not { } failure || Certificate(facts) is not null ? null
        : failure.Code == "template_invalid" ? Error(
            "certificate_wrong", "The certificate does not fit the template, or the template breaks a wallet's rule, so the pass cannot " +
                "be signed.",
            failure.Detail, ("detail", failure.Detail))
        : Error("signing_failed", "The pass cannot be signed at the moment.", failure.Detail, ("detail", failure.Detail));

    private static DiagnosisFinding? PushKey(DiagnosisFacts facts) =>
        facts.Pushes?.Apple is { } apple && KeyReasons.Contains(apple.Detail) ? Error(
            "push_key_rejected", $"Apple rejects the push key ({apple.Detail}) since {Moment(apple.Since)}, so devices are not notified " +
                $"of changes.",
            "Make a new APNs key in the developer account and configure it; waiting pushes are sent then.",
            ("reason", apple.Detail), ("since", apple.Since))
        : null;

    private static DiagnosisFinding? PushCertificate(DiagnosisFacts facts) =>
        facts.Pushes?.Apple is { } apple && !KeyReasons.Contains(apple.Detail) && Certificate(facts) is null
            ? apple.Reason == "expired"
                ? Error(
                    "certificate_expired",
                    $"The certificate that pushes are sent with has expired, so pushes wait since {Moment(apple.Since)}.",
                    "Renew the certificate and upload it; waiting pushes are sent then.", ("since", apple.Since))
                : Error("certificate_rejected",
                    $"Apple rejects the certificate of {facts.Pass.PassTypeIdentifier} ({apple.Detail ?? apple.Reason}) since " +
                        $"{Moment(apple.Since)}, so pushes wait.",
                    "Upload a certificate that is valid for this pass type; a revoked one has to be made anew.",
                    ("passTypeIdentifier", facts.Pass.PassTypeIdentifier), ("reason", apple.Detail ?? apple.Reason),
                    ("since", apple.Since))
            : null;

    private static DiagnosisFinding? Voided(DiagnosisFacts facts) => facts.Pass.VoidedAt is { } at ? Warning(
        "pass_voided", $"The pass was voided on {Moment(at)}; devices show it as void.",
        "Issue another pass if that was a mistake.", ("at", at)) : null;

    private static DiagnosisFinding? Expired(DiagnosisFacts facts) =>
        facts.Pass.ExpiresAt is { } at && at <= facts.Now && facts.Pass.VoidedAt is null ? Warning(
            "pass_expired", $"The pass expired on {Moment(at)}; wallets show it among the expired ones.",
            "Set a later expiration date if it is still to be used.", ("at", at))
        : null;

    private static DiagnosisFinding? GoogleAccount(DiagnosisFacts facts) => facts.Pushes?.Issuer is { } issuer
        ? IsDemo(issuer.Detail) ? Error(
            "google_demo_issuer", $"The Google issuer is in demo mode: {Quoted(issuer.Detail)} Only its own testers can save the pass.",
            "Ask Google for publishing access in the Pay and Wallet console.", ("reason", issuer.Detail))
        : Error(
            "google_account_rejected",
            $"Google rejects the service account of issuer {facts.Pass.GoogleIssuerId} since {Moment(issuer.Since)}: " +
                $"{Quoted(issuer.Detail)}",
            "Give the service account access to the issuer, or upload a new key of it.",
            ("issuerId", facts.Pass.GoogleIssuerId), ("since", issuer.Since), ("reason", issuer.Detail))
        : null;

    private static DiagnosisFinding? GoogleClass(DiagnosisFacts facts) => facts.Pushes?.Google?.ClassFailure is { } failure
        ? IsDemo(failure) ? Error(
            "google_demo_issuer", $"The Google issuer is in demo mode: {Quoted(failure)} Only its own testers can save the pass.",
            "Ask Google for publishing access in the Pay and Wallet console.", ("reason", failure))
        : Error(
            "google_class_rejected", $"Google rejects the design of the template: {Quoted(failure)}",
            "Correct the template and publish it.", ("reason", failure))
        : null;

    private static DiagnosisFinding? GoogleObject(DiagnosisFacts facts) =>
        facts.Pushes?.Google is { Failure: { } failure, ClassFailure: null }
            ? IsDemo(failure) ? Error(
                "google_demo_issuer", $"The Google issuer is in demo mode: {Quoted(failure)} Only its own testers can save the pass.",
                "Ask Google for publishing access in the Pay and Wallet console.", ("reason", failure))
            : Error(
                "google_object_rejected", $"Google rejects the pass: {Quoted(failure)}",
                "Correct the pass or its template; the next change is sent again.", ("reason", failure))
            : null;

    private static DiagnosisFinding? DeviceLog(DiagnosisFacts facts) =>
        facts.DeviceLogs.Count > 0 && facts.DeviceLogs[facts.DeviceLogs.Count - 1] is var (at, message) && at >= facts.Pass.LastModified
            ? Error(
            "device_reports_error", $"A device reported on {Moment(at)}: {Quoted(message)}",
            "Correct what the device names; it fetches the next version by itself.", ("at", at), ("reason", message))
        : null;

    private static DiagnosisFinding? DeadToken(DiagnosisFacts facts) =>
        facts.Registrations.Count == 0 && facts.Pass.GoogleInstalls == 0 && LastOf(facts, device => !device.IsRegistered) is { } device &&
            DeadTokenReasons.Contains(device.PushResult) ? Warning(
            "push_token_dead",
            $"Apple no longer knows the device's push token ({device.PushResult}): the pass was removed there, or the device was erased.",
            "Send the holder the link again if they still want the pass.", ("reason", device.PushResult))
        : null;

    private static DiagnosisFinding? RejectedPush(DiagnosisFacts facts) =>
        facts.Pushes?.Devices.FirstOrDefault(device => device is { IsRegistered: true, PushResult: not (null or "accepted") }) is { } device
            ? Error("push_rejected", $"Apple rejected the last push to a device ({device.PushResult}), so it may show an older version.",
                "The device gets the newest version when the pass is opened there; report the reason if it stays.",
                ("reason", device.PushResult))
            : null;

    private static DiagnosisFinding? WebService(DiagnosisFacts facts)
    {
        if (facts.Usage.AppleDownloads == 0 || facts.Registrations.Count > 0 || facts.Usage.Installs > 0 || IsReachable(facts.PublicUrl))
            return null;
        return Error(
            "web_service_unreachable",
            $"The pass was downloaded and no device registered: phones cannot reach " +
                $"{facts.PublicUrl.GetLeftPart(UriPartial.Authority)}, which is not a public https address.",
            "Set Deployment:PublicUrl to a public https address and issue the pass again.",
            ("address", facts.PublicUrl.GetLeftPart(UriPartial.Authority)));
    }

    private static DiagnosisFinding? Suspended(DiagnosisFacts facts) =>
        facts.Pushes is { Apple: null } pushes && pushes.Devices.Any(device => device is { WaitingSince: { } since, Attempts: 0 } &&
            facts.Now - since > FetchTime) ? Warning(
            "push_delayed", "A push to a device waits for more than ten minutes.", "Look at the status page: pushes of all passes may " +
                "be late.")
        : null;

    private static DiagnosisFinding? WaitingPush(DiagnosisFacts facts) =>
        facts.Pushes is { Apple: null } pushes && pushes.Devices.FirstOrDefault(device => device.Attempts > 0) is { } device ? Warning(
            "push_waiting",
            $"Apple's push service did not take the push in {Times(device.Attempts)}; it is tried again.",
            "Nothing, unless it stays: then look whether the server reaches api.push.apple.com.", ("attempts", device.Attempts))
        : null;

    private static DiagnosisFinding? WaitingGoogle(DiagnosisFacts facts) =>
        facts.Pushes is { Issuer: null, Google: { IsWaiting: true, Attempts: > 0, Failure: null } google } ? Warning(
            "google_waiting", $"Google did not take the change in {Times(google.Attempts)}; it is tried again.",
            "Nothing, unless it stays: then look whether the server reaches walletobjects.googleapis.com.",
            ("attempts", google.Attempts))
        : null;

    private static DiagnosisFinding? NotFetched(DiagnosisFacts facts) =>
        facts.Registrations.Count > 0 &&
            facts.Pushes?.Devices.FirstOrDefault(device => device is { IsRegistered: true, PushResult: "accepted" })
            is { PushedAt: { } pushed } && pushed >= facts.Pass.LastModified && facts.Now - pushed > FetchTime &&
            (facts.Usage.FetchedAt is not { } fetched || fetched < facts.Pass.LastModified) ? Warning(
            "not_fetched", $"Apple took the push on {Moment(pushed)} and the device has not fetched the new version.",
            "The device may be off or without a network; it fetches the pass when it is back.", ("at", pushed))
        : null;

    private static DiagnosisFinding? Development(DiagnosisFacts facts) => facts.Certificate is { IsDevelopment: true } ? Warning(
        "development_certificate", "The pass is signed by the development authority of this deployment, which no real phone trusts.",
        "Upload a Pass Type ID certificate of Apple.") : null;

    private static DiagnosisFinding? Unknown(DiagnosisFacts facts) => facts.Pushes is null ? Warning(
        "push_state_unknown", "The service that sends pushes does not respond, so nothing is known about them.", "Try again in a moment.")
        : null;

    // How far the pass has come on its way to the holder.
    private static IEnumerable<DiagnosisFinding> Holder(DiagnosisFacts facts)
    {
        var (pass, usage) = (facts.Pass, facts.Usage);
        var downloads = usage.AppleDownloads + usage.GoogleDownloads;
        if (pass.Installs > 0)
        {
            yield return new DiagnosisFinding(
                "installed", DiagnosisSeverity.Ok,
                $"The pass is on {(pass.Installs == 1 ? "one device" : $"{pass.Installs} devices")} and up to date.", "")
            { Values = DiagnosisValues.Of(("devices", pass.Installs)) };
        }
        else if (usage.Removals > 0)
        {
            yield return Info(
                "removed_by_holder", "The holder removed the pass from the wallet.", "Send the link again if they still want it.");
        }
        else if (downloads > 0)
        {
            yield return Info(
                "never_registered", "The pass was downloaded and no wallet has reported that it was added.",
                "Ask the holder to tap Add; a wallet reports it within seconds.");
        }
        else if (usage.Views > 0)
        {
            yield return Info("never_downloaded", "The holder looked at the page of the pass and did not add it.", "Remind the holder.");
        }
        else
        {
            yield return Info("never_opened", "The link of the pass was never opened.", "Check that the holder received it.");
        }
    }

    private static DevicePushes? LastOf(DiagnosisFacts facts, Func<DevicePushes, bool> condition) =>
        facts.Pushes?.Devices.Where(condition).MaxBy(device => device.ChangedAt);

    private static bool IsReachable(Uri url) =>
        url.Scheme == Uri.UriSchemeHttps && !url.IsLoopback && !(IPAddress.TryParse(url.Host, out var address) && IsPrivate(address));

    private static bool IsPrivate(IPAddress address) =>
        address.GetAddressBytes() is [10, ..] or [192, 168, ..] or [172, >= 16 and < 32, ..];

    private static bool IsDemo(string? text) => text?.Contains("demo", StringComparison.OrdinalIgnoreCase) == true;

    private static DiagnosisFinding Error(
        string code, string message, string advice, params ReadOnlySpan<(string Name, object? Value)> values) =>
        new(code, DiagnosisSeverity.Error, message, advice) { Values = DiagnosisValues.Of(values) };

    private static DiagnosisFinding Warning(
        string code, string message, string advice, params ReadOnlySpan<(string Name, object? Value)> values) =>
        new(code, DiagnosisSeverity.Warning, message, advice) { Values = DiagnosisValues.Of(values) };

    private static DiagnosisFinding Info(string code, string message, string advice) => new(code, DiagnosisSeverity.Info, message, advice);

    private static string Quoted(string? text) => text is null ? "no reason was given." : $"\"{text.TrimEnd('.')}\".";

    private static string Times(int attempts) => attempts == 1 ? "one attempt" : $"{attempts} attempts";

    private static string Seconds(TimeSpan time) => Math.Abs(time.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
