namespace Passinstance.ServiceDefaults.Status;

/// <summary>A number that says whether a program keeps up: a gauge in telemetry and a line of the status report.</summary>
/// <param name="Name">The instrument, for example <c>passinstance.webhook.due</c>.</param>
/// <param name="Unit">Its unit in UCUM's notation.</param>
/// <param name="Description">What it counts, one sentence.</param>
/// <param name="Limit">Beyond this an operator has to look; null when every number can be right.</param>
/// <param name="Advice">What to do then, one sentence.</param>
/// <param name="IsLowerLimit">Whether numbers below the limit are the problem.</param>
/// <param name="IsOwnInstrument">False when other code exports the instrument.</param>
public sealed record StatusValue(
    string Name, string Unit, string Description, double? Limit, string Advice, bool IsLowerLimit = false, bool IsOwnInstrument = true)
{
    internal bool IsProblem(double value) => Limit is { } limit && (IsLowerLimit ? value < limit : value > limit);
}

/// <summary>One measured number.</summary>
/// <param name="Value">What it is.</param>
/// <param name="Label">Of which queue or other part; empty when there is only one.</param>
/// <param name="Number">The number.</param>
public sealed record StatusMeasurement(StatusValue Value, string Label, double Number);
