using System.Diagnostics;

namespace Passinstance.LocalServers.Processes;

/// <summary>A process that does not outlive this one; the mechanism depends on the system (<see cref="IChildTie"/>).</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly IChildTie _tie;
    private readonly Process _process;

    private ChildProcess(IChildTie tie, Process process, ProcessLog log)
    {
        _tie = tie;
        _process = process;
        Id = process.Id;
        Log = log;
        Exited = WaitForExitAsync(Task.WhenAll(PumpAsync(_process.StandardOutput), PumpAsync(_process.StandardError)));
    }

    public int Id { get; }

    public ProcessLog Log { get; }

    /// <summary>Completes with the exit code (128 + signal when a signal ended it).</summary>
    public Task<int> Exited { get; }

    public bool HasExited => Exited.IsCompleted;

    public static Task<ChildProcess> StartAsync(ChildCommand command, ProcessLog log) => StartAsync(command, log, ChildTie.Current);

    internal static async Task<ChildProcess> StartAsync(ChildCommand command, ProcessLog log, IChildTie tie)
    {
        var start = tie.Prepare(command);
        start.WorkingDirectory = command.WorkingDirectory;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var hidden in start.Environment.Keys.Where(command.Hides).ToArray())
            start.Environment.Remove(hidden);
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        var process = await tie.StartAsync(start);
        process.StandardInput.Close();
        return new ChildProcess(tie, process, log);
    }

    /// <summary>Runs a short command to completion.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        ChildCommand command, CancellationToken cancellationToken, Action<string>? onLine = null, string? logPath = null)
    {
        using var log = new ProcessLog(logPath, onLine);
        using var child = await StartAsync(command, log);
        try
        {
            var exitCode = await child.Exited.WaitAsync(cancellationToken);
            return (exitCode, string.Join('\n', log.LastLines()));
        }
        catch (OperationCanceledException)
        {
            await child.KillAsync();
            throw;
        }
    }

    /// <summary>Sends a signal; does nothing when the process has ended already.</summary>
    public void Signal(int signal)
    {
        if (!_process.HasExited)
            PosixCalls.Signal(Id, signal);
    }

    /// <summary>
    /// Asks it to stop, and kills it when it has not by the end of <paramref name="grace"/>. True when it stopped without being killed.
    /// </summary>
    public async Task<bool> StopAsync(int signal, TimeSpan grace)
    {
        Signal(signal);
        try
        {
            await Exited.WaitAsync(grace);
            return true;
        }
        catch (TimeoutException)
        {
            await KillAsync();
            return false;
        }
    }

    /// <summary>Kills it and everything it started in its own session.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _tie.Kill(_process);

        await Exited;
    }

    public void Dispose() => _process.Dispose();

    private async Task<int> WaitForExitAsync(Task pumps)
    {
        await _process.WaitForExitAsync();
        // A helper process may hold the pipes open a moment longer; whatever it still writes is not worth waiting for.
        await Task.WhenAny(pumps, Task.Delay(TimeSpan.FromMilliseconds(500)));
        return _process.ExitCode;
    }

    private async Task PumpAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
                Log.Write(line);
        }
        catch (ObjectDisposedException)
        {
            // The process has ended and its pipe is closed.
        }
    }
}
