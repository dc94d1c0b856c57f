using System.Diagnostics;

namespace Passinstance.LocalServers.Processes;

/// <summary>How a child process is started so that it cannot outlive this one, and how it is killed with what it started.</summary>
internal interface IChildTie
{
    /// <summary>The command as the system is to run it, without variables and working directory.</summary>
    ProcessStartInfo Prepare(ChildCommand command);

    Task<Process> StartAsync(ProcessStartInfo start);

    void Kill(Process process);
}

/// <summary>The tie of this system: Linux has parent-death signals and sessions.</summary>
internal static class ChildTie
{
    public static IChildTie Current { get; } = OperatingSystem.IsLinux() ? new LinuxChildTie() : new PortableChildTie();
}
