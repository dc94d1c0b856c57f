namespace Passinstance.Dashboard.Status;

/// <summary>The numbers of programs in the words of operators.</summary>
internal static class PlatformWords
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["passinstance.outbox.pending"] = Key("Events that wait in the outbox"),
        ["passinstance.outbox.oldest_age"] = Key("Age of the oldest of them"),
        ["passinstance.outbox.dead"] = Key("Dead letters of the outbox"),
        ["passinstance.queue.messages"] = Key("Messages in the queue"),
        ["passinstance.queue.dead_letters"] = Key("Dead letters of the queue"),
        ["passinstance.webhook.due"] = Key("Deliveries that are due"),
        ["passinstance.webhook.endpoints.paused"] = Key("Paused endpoints"),
        ["passinstance.apns.due"] = Key("Pushes to Apple that are due"),
        ["passinstance.apns.pass_types.waiting"] = Key("Pass types whose certificate Apple rejects"),
        ["passinstance.google.issuers.waiting"] = Key("Issuers whose account Google rejects"),
        ["passinstance.certificate.days_left"] = Key("Days until the first certificate ends"),
        ["passinstance.certificate.expired"] = Key("Certificates that have ended"),
        ["gateway.ratelimit.local"] = Key("Limits requests by itself"),
    };

    /// <summary>What a number counts; its instrument when that has no words here.</summary>
    public static string NameOf(string instrument) => Names.TryGetValue(instrument, out var name) ? T(name) : instrument;

    /// <summary>A number with its unit, where the unit says something.</summary>
    public static string Format(double value, string unit) => unit switch
    {
        "s" when value >= 120 => T("{0} min", Number((decimal)value / 60)),
        "s" => T("{0} s", Number((decimal)value, 1)),
        _ => Number((decimal)value, 2),
    };
}
