namespace Passinstance.Passes.Diagnosis;

/// <summary>How much a finding matters.</summary>
public enum DiagnosisSeverity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>A state that nobody has to change.</summary>
    Info,

    /// <summary>Works, and needs attention.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Error,
}

/// <summary>What was found on a pass.</summary>
/// <param name="Code">Stable code to branch on.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What is the case, in one sentence.</param>
/// <param name="Advice">What to do, in one sentence; empty when there is nothing to do.</param>
public sealed record DiagnosisFinding(string Code, DiagnosisSeverity Severity, string Message, string Advice)
{
    /// <summary>
    /// The names, numbers and times (ISO 8601) in the message, for a sentence of one's own. Which there are depends on the code.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}

/// <summary>Something that happened to a pass.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">Stable code of the kind.</param>
/// <param name="Severity">Whether it went well.</param>
/// <param name="Message">What happened, in one sentence.</param>
public sealed record DiagnosisEvent(DateTimeOffset At, string Kind, DiagnosisSeverity Severity, string Message)
{
    /// <summary>
    /// The names, numbers and times (ISO 8601) in the message, for a sentence of one's own. Which there are depends on the kind.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}

/// <summary>What is the matter with a pass.</summary>
public sealed record PassDiagnosisResponse
{
    /// <summary><c>pas_...</c></summary>
    public string PassId { get; init; } = "";

    /// <summary>When it was examined.</summary>
    public DateTimeOffset CheckedAt { get; init; }

    /// <summary>The finding that matters most.</summary>
    public required DiagnosisFinding Verdict { get; init; }

    /// <summary>Everything that was found, the most important first; the verdict is the first of them.</summary>
    public IReadOnlyList<DiagnosisFinding> Findings { get; init; } = [];

    /// <summary>What happened to the pass, oldest first.</summary>
    public IReadOnlyList<DiagnosisEvent> Timeline { get; init; } = [];

    /// <summary>Whether the state of pushes is known; false while the service that sends them does not respond.</summary>
    public bool IsComplete { get; init; }
}
