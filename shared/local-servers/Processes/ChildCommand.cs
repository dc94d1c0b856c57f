namespace Passinstance.LocalServers.Processes;

/// <summary>A program to start, and how.</summary>
internal sealed record ChildCommand(string FileName, params IReadOnlyList<string> Arguments)
{
    /// <summary>Set for the child on top of what it inherits.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of inherited variables the child must not see.</summary>
    public Func<string, bool> Hides { get; init; } = static _ => false;

    public string WorkingDirectory { get; init; } = "/";

    /// <summary>The user to run as; null keeps the current one.</summary>
    public ServerAccount? RunAs { get; init; }

    /// <summary>
    /// The signal the kernel sends the child when this process dies. KILL unless the program cleans up faster on another.
    /// </summary>
    public string SignalOnParentDeath { get; init; } = "KILL";
}
