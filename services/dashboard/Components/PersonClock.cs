using System.Globalization;

namespace Passinstance.Dashboard.Components;

/// <summary>
/// The time zone of the person: what they type as a time is a time there. The browser tells it when the page opens; until then, and where
/// the system has no data of the zone, it is UTC and the hint says so.
/// </summary>
public sealed class PersonClock
{
    private const string InputFormat = "yyyy-MM-ddTHH:mm";

    /// <summary>The zone.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>What a field for times says about its zone.</summary>
    public string Hint => Zone.BaseUtcOffset == TimeSpan.Zero && !Zone.SupportsDaylightSavingTime
        ? T("In UTC") : T("In your time zone, {0}", Zone.Id);

    /// <summary>Called when the zone is known.</summary>
    public event Action? Changed;

    /// <summary>Takes the browser's zone.</summary>
    /// <param name="id">Its IANA name, such as <c>Europe/Paris</c>.</param>
    public void Set(string? id)
    {
        if (string.IsNullOrEmpty(id) || id == Zone.Id || !TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return;
        Zone = zone;
        Changed?.Invoke();
    }

    /// <summary>An instant as the browser's field for times has it.</summary>
    /// <param name="instant">In ISO 8601 with an offset; what is none stays as it is.</param>
    public string? ToInput(string? instant) =>
        DateTimeOffset.TryParse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? TimeZoneInfo.ConvertTime(at, Zone).ToString(InputFormat, CultureInfo.InvariantCulture) : instant;

    /// <summary>What the browser's field for times gives, as an instant in UTC; null when it is empty.</summary>
    /// <param name="text">Without an offset. An hour that the zone leaves out in spring is the one after it.</param>
    public string? FromInput(string? text)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (Zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return TimeZoneInfo.ConvertTimeToUtc(local, Zone).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }
}
