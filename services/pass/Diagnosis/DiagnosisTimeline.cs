using System.Globalization;

namespace Passinstance.Passes.Diagnosis;

/// <summary>What happened to a pass, in order.</summary>
internal static class DiagnosisTimeline
{
    internal static IReadOnlyList<DiagnosisEvent> Of(DiagnosisFacts facts) =>
        [.. Events(facts).Where(one => one.At <= facts.Now + DiagnosisRules.MaxClockSkew).OrderBy(one => one.At)];

    private static IEnumerable<DiagnosisEvent> Events(DiagnosisFacts facts)
    {
        var (pass, usage) = (facts.Pass, facts.Usage);
        yield return Good(
            pass.CreatedAt, "issued", Signed(facts.Certificate),
            ("notAfter", facts.Certificate is { IsDevelopment: false } certificate ? certificate.NotAfter : (object?)null),
            ("signedBy", facts.Certificate is { IsDevelopment: true } ? "development" : null));
        if (pass.Version > 1)
            yield return Good(
                pass.UpdatedAt, "changed", $"Changed for the last time; it is version {pass.Version} now.", ("version", pass.Version));
        if (usage.ViewedAt is { } viewed)
            yield return Good(viewed, "viewed", $"Its page was looked at{Count(usage.Views)}.", ("times", usage.Views));
        if (usage.DownloadedAt is { } downloaded)
        {
            var times = usage.AppleDownloads + usage.GoogleDownloads;
            yield return Good(downloaded, "downloaded", $"Downloaded by its link{Count(times)}.", ("times", times));
        }

        foreach (var registered in facts.Registrations)
            yield return Good(registered, "registered", "A device added the pass and registered for changes.");
        if (usage.FetchedAt is { } fetched)
            yield return Good(fetched, "fetched", "A device fetched the pass.");
        if (usage.RemovedAt is { } removed)
            yield return new DiagnosisEvent(removed, "removed", DiagnosisSeverity.Info, $"Removed from a wallet{Count(usage.Removals)}.")
            { Values = DiagnosisValues.Of(("times", usage.Removals)) };
        if (pass.GoogleStoredAt is { } stored)
            yield return Good(stored, "google_stored", "Google Wallet received the pass.");
        if (pass.VoidedAt is { } voided)
            yield return new DiagnosisEvent(voided, "voided", DiagnosisSeverity.Warning, "Voided.");
        if (pass.ExpiresAt is { } expired && expired <= facts.Now)
            yield return new DiagnosisEvent(expired, "expired", DiagnosisSeverity.Warning, "Expired.");
        foreach (var (at, message) in facts.DeviceLogs)
            yield return new DiagnosisEvent(at, "device_log", DiagnosisSeverity.Error, $"A device reported: {message}")
            { Values = DiagnosisValues.Of(("reason", message)) };
        foreach (var one in Pushes(facts))
            yield return one;
    }

    private static IEnumerable<DiagnosisEvent> Pushes(DiagnosisFacts facts)
    {
        foreach (var device in facts.Pushes?.Devices ?? [])
        {
            if (device.PushedAt is { } pushed)
            {
                yield return device.PushResult == "accepted"
                    ? Good(pushed, "pushed", "Pushed to a device; Apple accepted it.")
                    : new DiagnosisEvent(
                        pushed, "pushed", DiagnosisSeverity.Error, $"Pushed to a device; Apple responded {device.PushResult}.")
                    { Values = DiagnosisValues.Of(("reason", device.PushResult)) };
            }

            if (device.WaitingSince is { } waiting)
                yield return new DiagnosisEvent(
                    waiting, "push_waiting", DiagnosisSeverity.Info, "A push to a device was requested and waits.");
            if (!device.IsRegistered)
                yield return new DiagnosisEvent(
                    device.ChangedAt, "unregistered", DiagnosisSeverity.Info, "A device is no longer registered.");
        }

        if (facts.Pushes?.Apple is { } apple)
        {
            yield return new DiagnosisEvent(
                apple.Since, "push_suspended", DiagnosisSeverity.Error, $"Apple rejected the credential " +
                    $"({apple.Detail ?? apple.Reason}); pushes wait.")
            { Values = DiagnosisValues.Of(("reason", apple.Detail ?? apple.Reason)) };
        }

        if (facts.Pushes?.Google is { } google)
        {
            yield return (google.Failure ?? google.ClassFailure) is { } failure
                ? new DiagnosisEvent(google.RequestedAt, "google_rejected", DiagnosisSeverity.Error, $"Google responded: {failure}")
                { Values = DiagnosisValues.Of(("reason", failure)) }
                : google.IsWaiting
                    ? new DiagnosisEvent(google.RequestedAt, "google_waiting", DiagnosisSeverity.Info, "A change for Google Wallet waits.")
                    : Good(
                        google.RequestedAt, "google_sent", $"Google Wallet has version {google.SentVersion}.",
                        ("version", google.SentVersion));
        }
    }

    private static string Signed(SigningCertificate? certificate) => certificate switch
    {
        null => "Issued.",
        { IsDevelopment: true } => "Issued; signed by the development authority.",
        var one =>
            string.Create(CultureInfo.InvariantCulture, $"Issued; signed by a certificate that is valid until {one.NotAfter:yyyy-MM-dd}."),
    };

    private static string Count(long count) => count > 1 ? string.Create(CultureInfo.InvariantCulture, $", {count:N0} times in all") : "";

    private static DiagnosisEvent Good(
        DateTimeOffset at, string kind, string message, params ReadOnlySpan<(string Name, object? Value)> values) =>
        new(at, kind, DiagnosisSeverity.Ok, message) { Values = DiagnosisValues.Of(values) };
}
