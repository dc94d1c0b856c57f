using System.Collections.Concurrent;
using System.Diagnostics;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local;

/// <summary>The launcher's output: each step with the time it took, and the error lines of every process.</summary>
internal sealed class Screen(TextWriter output) : ISupervisorOutput, IDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private const int MaxLineLength = 320;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, (Stopwatch Watch, string Detail)> _running = new();
    private Timer? _heartbeat;

    public void Line(string text = "")
    {
        lock (_gate)
            output.WriteLine(text);
    }

    /// <summary>Runs a step: a line when it starts, one every 10 s while it runs, one with its time when it ends.</summary>
    /// <param name="what">The step, for example "RabbitMQ".</param>
    /// <param name="step">The work; returns a detail for the last line. The action it is given shows its progress.</param>
    public async Task StepAsync(string what, Func<Action<string>, Task<string>> step)
    {
        var watch = Stopwatch.StartNew();
        _running[what] = (watch, "");
        _heartbeat ??= new Timer(_ => ShowRunning(), null, Heartbeat, Heartbeat);
        Show("...", what, "", "");
        try
        {
            var detail = await step(progress =>
            {
                _running[what] = (watch, progress);
                Show("...", what, "", progress);
            });
            Show("ok", what, Seconds(watch), detail);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Show("FAILED", what, Seconds(watch), "");
            throw;
        }
        finally
        {
            _running.TryRemove(what, out _);
        }
    }

    /// <summary>Shows an error that does not end the launcher, shortened; the log has the whole line.</summary>
    public void Problem(string source, string text)
    {
        foreach (var line in text.Split('\n'))
            Line(line.Length <= MaxLineLength ? $"  !! {source}: {line}" : $"  !! {source}: {line[..MaxLineLength]} [...]");
    }

    /// <summary>A process was restarted.</summary>
    public void Restarted(string name, int processId) => Line($"  ok     {name} restarted (process {processId})");

    public void Dispose() => _heartbeat?.Dispose();

    private void ShowRunning()
    {
        foreach (var (what, (watch, detail)) in _running.Where(step => step.Value.Watch.Elapsed > Heartbeat / 2))
            Show("still", what, Seconds(watch), detail);
    }

    private void Show(string state, string what, string time, string detail) =>
        Line($"  {state,-6} {what,-24} {time,7}  {detail}".TrimEnd());

    private static string Seconds(Stopwatch watch) => $"{watch.Elapsed.TotalSeconds:0.0} s";
}
