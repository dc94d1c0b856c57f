namespace Passinstance.Dashboard.Status;

/// <summary>A number per day.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Values">One for each day of the chart.</param>
public sealed record DaySeries(string Name, IReadOnlyList<long> Values);
