using System.ComponentModel;
using System.Diagnostics;

namespace Passinstance.LocalServers.Processes;

/// <summary>
/// Starts a child as `setsid setpriv --pdeathsig ... program`: both helpers exec the next program, so the id is the program's own. Its own
/// session keeps the terminal's Ctrl-C away from it (the launcher stops it in order), and the parent-death signal ends it when this process
/// is killed.
/// </summary>
internal sealed class LinuxChildTie : IChildTie
{
    public ProcessStartInfo Prepare(ChildCommand command)
    {
        var start = new ProcessStartInfo("setsid", ["setpriv", "--pdeathsig", command.SignalOnParentDeath]);
        if (command.RunAs is { } account)
        {
            start.ArgumentList.Add($"--reuid={account.Name}");
            start.ArgumentList.Add($"--regid={account.GroupId}");
            start.ArgumentList.Add("--init-groups");
        }

        start.ArgumentList.Add(command.FileName);
        foreach (var argument in command.Arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    public Task<Process> StartAsync(ProcessStartInfo start) => ParentThread.RunAsync(() =>
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new LocalSetupException($"Cannot run {start.FileName} or setpriv. Install util-linux.", exception);
        }
    });

    public void Kill(Process process)
    {
        PosixCalls.Signal(-process.Id, PosixCalls.Kill);
        PosixCalls.Signal(process.Id, PosixCalls.Kill);
    }
}
