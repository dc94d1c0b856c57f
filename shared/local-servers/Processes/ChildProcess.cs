using System.ComponentModel;
using System.Diagnostics;

namespace Passinstance.LocalServers.Processes;

/// <summary>
/// A process that cannot outlive this one. It starts as `setsid setpriv --pdeathsig ... program`: both helpers replace themselves,
/// so the id is the program's own. Its own session keeps a Ctrl-C of the terminal away from it (the launcher stops it in order), and
/// the parent-death signal ends it when this process is killed.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;

    private ChildProcess(Process process, ProcessLog log)
    {
        this.process = process;
        Id = process.Id;
        Log = log;
        Exited = WaitForExitAsync(Task.WhenAll(PumpAsync(process.StandardOutput), PumpAsync(process.StandardError)));
    }

    public int Id { get; }

    public ProcessLog Log { get; }

    /// <summary>Completes with the exit code (128 + signal when a signal ended it).</summary>
    public Task<int> Exited { get; }

    public bool HasExited => Exited.IsCompleted;

    public static Task<ChildProcess> StartAsync(ChildCommand command, ProcessLog log)
    {
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("setpriv");
        start.ArgumentList.Add("--pdeathsig");
        start.ArgumentList.Add(command.SignalOnParentDeath);
        if (command.RunAs is { } account)
        {
            start.ArgumentList.Add($"--reuid={account.Name}");
            start.ArgumentList.Add($"--regid={account.GroupId}");
            start.ArgumentList.Add("--init-groups");
        }

        start.ArgumentList.Add(command.FileName);
        foreach (var argument in command.Arguments)
            start.ArgumentList.Add(argument);
        foreach (var hidden in start.Environment.Keys.Where(command.Hides).ToArray())
            start.Environment.Remove(hidden);
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        return ParentThread.RunAsync(() =>
        {
            try
            {
                var process = Process.Start(start)!;
                process.StandardInput.Close();
                return new ChildProcess(process, log);
            }
            catch (Win32Exception exception)
            {
                throw new LocalSetupException(
                    $"Cannot start {command.FileName}: {exception.Message}. It is started through setsid and setpriv: is util-linux installed?", exception);
            }
        });
    }

    /// <summary>Runs a short command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        ChildCommand command, CancellationToken cancellationToken, Action<string>? onLine = null, string? logPath = null)
    {
        using var log = new ProcessLog(logPath, onLine);
        using var child = await StartAsync(command, log).ConfigureAwait(false);
        try
        {
            var exitCode = await child.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
            return (exitCode, string.Join('\n', log.LastLines()));
        }
        catch (OperationCanceledException)
        {
            await child.KillAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a signal; nothing happens when the process has ended already.</summary>
    public void Signal(int signal)
    {
        if (!process.HasExited)
            LinuxCalls.Signal(Id, signal);
    }

    /// <summary>Asks it to end, and kills it when it has not by the end of <paramref name="grace"/>. True when it ended by itself.</summary>
    public async Task<bool> StopAsync(int signal, TimeSpan grace)
    {
        Signal(signal);
        try
        {
            await Exited.WaitAsync(grace).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            await KillAsync().ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Kills it and what it started in its own session.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
        {
            LinuxCalls.Signal(-Id, LinuxCalls.Kill);
            LinuxCalls.Signal(Id, LinuxCalls.Kill);
        }

        await Exited.ConfigureAwait(false);
    }

    public void Dispose() => process.Dispose();

    private async Task<int> WaitForExitAsync(Task pumps)
    {
        await process.WaitForExitAsync().ConfigureAwait(false);
        // A helper of the process may hold the pipes open a moment longer; what it still writes is not worth waiting for.
        await Task.WhenAny(pumps, Task.Delay(TimeSpan.FromMilliseconds(500))).ConfigureAwait(false);
        return process.ExitCode;
    }

    private async Task PumpAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
                Log.Write(line);
        }
        catch (ObjectDisposedException)
        {
            // The process is gone and so is its pipe.
        }
    }
}
