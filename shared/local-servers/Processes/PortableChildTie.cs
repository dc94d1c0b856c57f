using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Passinstance.LocalServers.Processes;

/// <summary>
/// Starts a child normally and kills its process tree when this process exits. A child outlives this process only when this process is
/// killed; it always runs as the current user.
/// </summary>
internal sealed class PortableChildTie : IChildTie
{
    private readonly ConcurrentDictionary<int, Process> _running = new();

    public PortableChildTie() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in _running.Values)
            Kill(process);
    };

    public ProcessStartInfo Prepare(ChildCommand command) => new(command.FileName, command.Arguments);

    public Task<Process> StartAsync(ProcessStartInfo start)
    {
        try
        {
            var process = Process.Start(start)!;
            var id = process.Id;
            _running[id] = process;
            process.EnableRaisingEvents = true;
            process.Exited += (_, _) => _running.TryRemove(id, out _);
            return Task.FromResult(process);
        }
        catch (Win32Exception exception)
        {
            throw new LocalSetupException($"Cannot run {start.FileName}: {exception.Message}", exception);
        }
    }

    public void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
