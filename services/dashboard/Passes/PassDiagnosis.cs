using Passinstance.Dashboard.Components;

namespace Passinstance.Dashboard.Passes;

/// <summary>What <c>GET /passes/{id}/diagnosis</c> returns.</summary>
public sealed record PassDiagnosis(
    DateTimeOffset CheckedAt, DiagnosisFinding Verdict, IReadOnlyList<DiagnosisFinding> Findings, IReadOnlyList<DiagnosisEvent> Timeline);

/// <summary>A finding, with what to do.</summary>
public sealed record DiagnosisFinding(string Code, string Severity, string Message, string Advice)
{
    /// <summary>How it is shown.</summary>
    public Tone Tone => ToneOf(Severity);

    internal static Tone ToneOf(string severity) => severity switch
    {
        "ok" => Tone.Good,
        "warning" => Tone.Warning,
        "error" => Tone.Bad,
        _ => Tone.Neutral,
    };
}

/// <summary>Something that happened to the pass.</summary>
public sealed record DiagnosisEvent(DateTimeOffset At, string Severity, string Message)
{
    /// <summary>How it is shown.</summary>
    public Tone Tone => DiagnosisFinding.ToneOf(Severity);
}
