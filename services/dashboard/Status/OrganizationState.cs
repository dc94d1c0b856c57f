using Passinstance.Client;
using Passinstance.Dashboard.Components;

namespace Passinstance.Dashboard.Status;

/// <summary>Something of an organization that needs a person.</summary>
/// <param name="Tone">How much.</param>
/// <param name="Title">What is the case.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Path">The page where it is done.</param>
public sealed record Concern(Tone Tone, string Title, string Advice, string Path);

/// <summary>The state of one part of an organization's work.</summary>
/// <param name="Name">The part.</param>
/// <param name="Tone">How it is.</param>
/// <param name="Text">One sentence.</param>
/// <param name="Path">Its page.</param>
public sealed record PartState(string Name, Tone Tone, string Text, string Path);

/// <summary>What the API tells about the work of an organization, looked at as a whole.</summary>
/// <param name="Parts">Each part with its state.</param>
/// <param name="Concerns">What needs a person, the worst first.</param>
public sealed record OrganizationState(IReadOnlyList<PartState> Parts, IReadOnlyList<Concern> Concerns)
{
    private const int MaxEndpoints = 50;
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    /// <summary>Reads it; what the person may not see is left out.</summary>
    public static async Task<OrganizationState> ReadAsync(PassinstanceClient api, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parts = new List<PartState>();
        var concerns = new List<Concern>();
        await Task.WhenAll(
            AllowedAsync(() => WebhooksAsync(api, parts, concerns, cancellationToken)),
            AllowedAsync(() => IdentitiesAsync(api, now, parts, concerns, cancellationToken)),
            AllowedAsync(() => NotificationsAsync(api, parts, concerns, cancellationToken)),
            AllowedAsync(() => DevicesAsync(api, now, parts, concerns, cancellationToken)));
        return new OrganizationState(
            [.. parts.OrderBy(part => part.Name, StringComparer.Ordinal)], [.. concerns.OrderByDescending(concern => concern.Tone)]);
    }

    private static async Task AllowedAsync(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (PassinstanceException exception) when (exception.StatusCode == 403)
        {
            // The person's role does not show this part.
        }
    }

    private static async Task WebhooksAsync(
        PassinstanceClient api, List<PartState> parts, List<Concern> concerns, CancellationToken cancellationToken)
    {
        var webhooks = (await api.ListWebhooksAsync(limit: MaxEndpoints, cancellationToken: cancellationToken)).Data;
        var statistics = await Task.WhenAll(
            webhooks.Select(webhook => api.GetWebhookStatisticsAsync(webhook.Id, cancellationToken: cancellationToken)));
        foreach (var webhook in webhooks)
        {
            if (webhook.Status == "disabled")
            {
                concerns.Add(new Concern(
                    Tone.Bad, T("The endpoint {0} is disabled.", webhook.Url), T("Correct it, enable it, and replay what it has missed."),
                    $"webhooks/{webhook.Id}"));
            }
            else if (webhook.PausedUntil is not null)
            {
                concerns.Add(new Concern(
                    Tone.Warning, T("The endpoint {0} is paused because it failed too often.", webhook.Url),
                    T("Look at its responses; deliveries wait and are sent afterwards."), $"webhooks/{webhook.Id}"));
            }
        }

        var (delivered, failed, pending) = (
            statistics.Sum(one => one.Delivered), statistics.Sum(one => one.Failed), statistics.Sum(one => one.Pending));
        if (failed > 0)
        {
            concerns.Add(new Concern(
                Tone.Warning, P(failed, "{0} delivery failed for good in the last day.", "{0} deliveries failed for good in the last day."),
                T("Look at the responses, then resend what failed."), "webhooks"));
        }

        parts.Add(new PartState(
            T("Webhooks"), webhooks.Any(webhook => webhook.Status == "disabled") ? Tone.Bad : failed > 0 ? Tone.Warning : Tone.Good,
            webhooks.Count == 0
                ? T("No endpoint.")
                : T("{0} delivered, {1} waiting, {2} failed in 24 hours.", delivered, pending, failed), "webhooks"));
    }

    private static async Task IdentitiesAsync(
        PassinstanceClient api, DateTimeOffset now, List<PartState> parts, List<Concern> concerns, CancellationToken cancellationToken)
    {
        var identities = (await api.ListWalletIdentitiesAsync(limit: 100, cancellationToken: cancellationToken)).Data;
        var worst = identities.Count == 0 ? Tone.Warning : Tone.Good;
        foreach (var identity in identities.Where(one => one.NotAfter is { } end && end < now + Soon))
        {
            var hasExpired = identity.NotAfter <= now;
            worst = hasExpired ? Tone.Bad : worst == Tone.Bad ? Tone.Bad : Tone.Warning;
            concerns.Add(new Concern(
                hasExpired ? Tone.Bad : Tone.Warning,
                hasExpired
                    ? T("The certificate of {0} has expired: no device accepts its passes.", identity.PassTypeIdentifier)
                    : P(
                        (int)(identity.NotAfter!.Value - now).TotalDays, "The certificate of {1} expires in {0} day.",
                        "The certificate of {1} expires in {0} days.", identity.PassTypeIdentifier),
                T("Renew it; installed passes go on."), "credentials"));
        }

        parts.Add(new PartState(
            T("Certificates and issuers"), worst,
            identities.Count == 0
                ? T("None is uploaded; passes are signed by the development authority.")
                : P(identities.Count, "{0} identity.", "{0} identities."),
            "credentials"));
    }

    private static async Task NotificationsAsync(
        PassinstanceClient api, List<PartState> parts, List<Concern> concerns, CancellationToken cancellationToken)
    {
        var sent = (await api.ListPushNotificationsAsync(limit: 20, cancellationToken: cancellationToken)).Data;
        var (accepted, rejected) = (sent.Sum(one => one.Counts.Accepted), sent.Sum(one => one.Counts.Rejected));
        foreach (var failed in sent.Where(one => one.Reason is not null).Take(3))
            concerns.Add(
                new Concern(
                    Tone.Warning, T("The message \"{0}\" failed: {1}", failed.Title, failed.Reason), T("Open it for its counts."),
                    $"notifications/{failed.Id}"));
        parts.Add(new PartState(
            T("Push notifications"), rejected > accepted ? Tone.Warning : Tone.Good,
            sent.Count == 0
                ? T("None was sent.")
                : P(
                    sent.Count, "{1} accepted and {2} rejected in the last {0} message.",
                    "{1} accepted and {2} rejected in the last {0} messages.", accepted, rejected),
            "notifications"));
    }

    private static async Task DevicesAsync(
        PassinstanceClient api, DateTimeOffset now, List<PartState> parts, List<Concern> concerns, CancellationToken cancellationToken)
    {
        var logs = (await api.ListDeviceLogsAsync(limit: 50, cancellationToken: cancellationToken)).Data;
        var recent = logs.Count(log => log.ReceivedAt > now.AddDays(-1));
        if (recent > 0)
        {
            concerns.Add(new Concern(
                Tone.Warning, P(
                    recent, "Devices reported {0} problem with your passes in the last day.",
                    "Devices reported {0} problems with your passes in the last day."),
                T("Read their reports."), "status"));
        }

        parts.Add(new PartState(
            T("Devices"), recent > 0 ? Tone.Warning : Tone.Good,
            recent == 0
                ? T("No device has reported a problem in 24 hours.")
                : P(recent, "{0} report in 24 hours.", "{0} reports in 24 hours."), "status"));
    }
}
