using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

/// <summary>How long the old secret stays valid after a rotation.</summary>
internal static class RotationOverlap
{
    public static readonly TimeSpan Default = TimeSpan.FromHours(24);
    private static readonly TimeSpan Max = TimeSpan.FromDays(30);

    public static Problem Invalid => Problem.Invalid(
        "/overlap", "out_of_range", "The overlap must be between 0 and 30 days, for example 1.00:00:00 for one day.",
            ("minDays", 0), ("maxDays", 30));

    public static Problem InvalidHours =>
        Problem.Invalid("/overlapHours", "out_of_range", "overlapHours must be between 0 and 720 (30 days). Default: 24.",
            ("minHours", 0), ("maxHours", 720));

    /// <summary>The overlap of a number of hours; null when it is out of range.</summary>
    public static TimeSpan? Read(double? hours) =>
        hours is null ? Default : hours >= 0 && hours <= Max.TotalHours ? TimeSpan.FromHours(hours.Value) : null;

    public static bool IsValid(TimeSpan overlap) => overlap >= TimeSpan.Zero && overlap <= Max;
}
