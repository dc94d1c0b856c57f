using System.Diagnostics;

namespace Passinstance.LocalServers.Processes;

/// <summary>Starts a child process so that it cannot outlive this one, and kills it together with its children.</summary>
internal interface IChildTie
{
    /// <summary>The command line to execute, without variables and working directory.</summary>
    ProcessStartInfo Prepare(ChildCommand command);

    Task<Process> StartAsync(ProcessStartInfo start);

    void Kill(Process process);
}

/// <summary>The implementation for this system: Linux has parent-death signals and sessions.</summary>
internal static class ChildTie
{
    public static IChildTie Current { get; } = OperatingSystem.IsLinux() ? new LinuxChildTie() : new PortableChildTie();
}
