using System.Text.Json.Serialization;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>A place where the pass is relevant. A pass has at most 10.</summary>
public sealed record PassLocation
{
    /// <summary>Degrees, -90 to 90.</summary>
    [JsonRequired]
    public double Latitude { get; init; }

    /// <summary>Degrees, -180 to 180.</summary>
    [JsonRequired]
    public double Longitude { get; init; }

    /// <summary>Meters.</summary>
    public double? Altitude { get; init; }

    /// <summary>Shown on the lock screen when the device is near.</summary>
    public string? RelevantText { get; init; }
}

/// <summary>A Bluetooth beacon near which the pass is relevant.</summary>
public sealed record PassBeacon
{
    /// <summary>The beacon's proximity UUID.</summary>
    [JsonPropertyName("proximityUUID")]
    public string ProximityUuid { get; init; } = "";

    /// <summary>0 to 65535.</summary>
    public int? Major { get; init; }

    /// <summary>0 to 65535.</summary>
    public int? Minor { get; init; }

    /// <summary>Shown on the lock screen when the beacon is near.</summary>
    public string? RelevantText { get; init; }
}

/// <summary>
/// A time (<see cref="Date"/>) or an interval (<see cref="StartDate"/> to <see cref="EndDate"/>) in which the pass is relevant; ISO 8601
/// with offset.
/// </summary>
public sealed record RelevantDate
{
    /// <summary>The time.</summary>
    public string? Date { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>Start of the interval.</summary>
    public string? StartDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>End of the interval.</summary>
    public string? EndDate { get; init => field = IsoDate.WithoutFraction(value); }
}
