namespace Passinstance.Dashboard.Components;

/// <summary>What a control of a field needs.</summary>
/// <param name="Id">Its id, which the label names.</param>
/// <param name="DescribedBy">The ids of hint and error.</param>
/// <param name="Invalid"><c>true</c> when there is an error.</param>
public sealed record FieldContext(string Id, string? DescribedBy, string? Invalid);
