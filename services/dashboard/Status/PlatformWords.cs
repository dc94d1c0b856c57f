using System.Globalization;

namespace Passinstance.Dashboard.Status;

/// <summary>The numbers of programs in the words of operators.</summary>
internal static class PlatformWords
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["passinstance.outbox.pending"] = "Events that wait in the outbox",
        ["passinstance.outbox.oldest_age"] = "Age of the oldest of them",
        ["passinstance.outbox.dead"] = "Dead letters of the outbox",
        ["passinstance.queue.messages"] = "Messages in the queue",
        ["passinstance.queue.dead_letters"] = "Dead letters of the queue",
        ["passinstance.webhook.due"] = "Deliveries that are due",
        ["passinstance.webhook.endpoints.paused"] = "Paused endpoints",
        ["passinstance.apns.due"] = "Pushes to Apple that are due",
        ["passinstance.apns.pass_types.waiting"] = "Pass types whose certificate Apple rejects",
        ["passinstance.google.issuers.waiting"] = "Issuers whose account Google rejects",
        ["passinstance.certificate.days_left"] = "Days until the first certificate ends",
        ["passinstance.certificate.expired"] = "Certificates that have ended",
        ["gateway.ratelimit.local"] = "Limits requests by itself",
    };

    /// <summary>What a number counts; its instrument when that has no words here.</summary>
    public static string NameOf(string instrument) => Names.GetValueOrDefault(instrument, instrument);

    /// <summary>A number with its unit, where the unit says something.</summary>
    public static string Format(double value, string unit) => unit switch
    {
        "s" when value >= 120 => string.Create(CultureInfo.InvariantCulture, $"{value / 60:#,0} min"),
        "s" => string.Create(CultureInfo.InvariantCulture, $"{value:#,0.#} s"),
        _ => value.ToString("#,0.##", CultureInfo.InvariantCulture),
    };
}
