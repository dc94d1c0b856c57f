using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>Where and when a pass is relevant.</summary>
internal static class RelevanceRules
{
    private const int MaxLocations = 10;
    private const int MaxBeacons = 10;
    private const int MaxDates = 100;

    public static void Check(
        PassType? type, IReadOnlyList<PassLocation>? locations, IReadOnlyList<PassBeacon>? beacons, IReadOnlyList<RelevantDate>? dates,
        FindingList findings)
    {
        if (locations?.Count > MaxLocations)
        {
            findings.Error("/locations", "too_many_locations", $"Give at most {MaxLocations} locations: Wallet accepts no more.",
                ("max", MaxLocations));
        }

        if (beacons?.Count > MaxBeacons)
        {
            findings.Error("/beacons", "too_many_beacons", $"Give at most {MaxBeacons} beacons: Wallet accepts no more.",
                ("max", MaxBeacons));
        }

        for (var i = 0; i < (beacons?.Count ?? 0); i++)
            CheckBeacon(beacons![i], $"/beacons/{i}", findings);
        if (dates?.Count > MaxDates)
        {
            findings.Error("/relevantDates", "too_many_dates", $"Give at most {MaxDates} dates.", ("max", MaxDates));
            return;
        }

        for (var i = 0; i < (dates?.Count ?? 0); i++)
            CheckDate(dates![i], $"/relevantDates/{i}", findings);
        if (dates is { Count: > 0 })
            CheckStyle(type, "/relevantDates", findings);
    }

    /// <summary>Coupons and store cards have places, not dates (Apple's archived guide, table 4-2).</summary>
    public static void CheckStyle(PassType? type, string pointer, FindingList findings)
    {
        if (type is PassType.Coupon or PassType.StoreCard)
        {
            findings.Warning(pointer, "ignored_here",
                "Coupons and store cards are relevant by place, not by date: give locations instead.");
        }
    }

    private static void CheckBeacon(PassBeacon beacon, string at, FindingList findings)
    {
        if (!Guid.TryParseExact(beacon.ProximityUuid, "D", out _))
            findings.Error($"{at}/proximityUUID", "wrong_uuid", "Write the beacon's UUID as 8-4-4-4-12 hexadecimal digits.");
        if (beacon.Major is < 0 or > ushort.MaxValue || beacon.Minor is < 0 or > ushort.MaxValue)
            findings.Error(at, "wrong_beacon", "Give major and minor between 0 and 65535.");
    }

    private static void CheckDate(RelevantDate date, string at, FindingList findings)
    {
        var interval = date.StartDate is not null || date.EndDate is not null;
        if (interval == date.Date is not null || (interval && (date.StartDate is null || date.EndDate is null)))
        {
            findings.Error(at, "wrong_relevant_date", "Give either date, or startDate and endDate.");
        }
        else if (IsoDate.TryParse(date.StartDate, out var start) && IsoDate.TryParse(date.EndDate, out var end))
        {
            if (end <= start)
            {
                findings.Error($"{at}/endDate", "wrong_relevant_date", "Let the interval end after it begins.");
            }
            else if (end - start > TimeSpan.FromHours(24))
            {
                findings.Warning(at, "long_interval",
                    "Make the interval at most 24 hours, one a day for longer events: a longer one starts no Live Activity.");
            }
        }
    }
}
