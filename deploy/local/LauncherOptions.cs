namespace Passinstance.Local;

/// <summary>The parsed command line.</summary>
internal sealed record LauncherOptions
{
    public const int DefaultPort = 8080;

    public int Port { get; init; } = DefaultPort;

    public string? RunFile { get; init; }

    public bool Reset { get; init; }

    public bool Ephemeral { get; init; }

    /// <summary>How the programs are built, <c>release</c> or <c>debug</c>.</summary>
    public string Configuration { get; init; } = "release";

    /// <summary>Whether the dashboard is started.</summary>
    public bool Dashboard { get; init; } = true;
}
