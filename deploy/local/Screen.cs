using System.Collections.Concurrent;
using System.Diagnostics;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local;

/// <summary>What the launcher tells the person in front of it: each step with the time it took, and every error of a process.</summary>
internal sealed class Screen(TextWriter output) : ISupervisorOutput, IDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private const int LongestLine = 320;

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, (Stopwatch Watch, string Detail)> running = new();
    private Timer? heartbeat;

    public void Line(string text = "")
    {
        lock (gate)
            output.WriteLine(text);
    }

    /// <summary>Runs a step: a line when it starts, one every 10 s while it runs, one with its time when it ends.</summary>
    /// <param name="what">The step, for example "RabbitMQ".</param>
    /// <param name="step">Does it; returns what to add to the last line. The action it is given shows what it is doing just now.</param>
    public async Task StepAsync(string what, Func<Action<string>, Task<string>> step)
    {
        var watch = Stopwatch.StartNew();
        running[what] = (watch, "");
        heartbeat ??= new Timer(_ => ShowRunning(), null, Heartbeat, Heartbeat);
        Show("...", what, "", "");
        try
        {
            var detail = await step(progress =>
            {
                running[what] = (watch, progress);
                Show("...", what, "", progress);
            }).ConfigureAwait(false);
            Show("ok", what, Seconds(watch), detail);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Show("FAILED", what, Seconds(watch), "");
            throw;
        }
        finally
        {
            running.TryRemove(what, out _);
        }
    }

    /// <summary>Something went wrong that the person should see, though the launcher goes on. The log holds the whole of a long line.</summary>
    public void Problem(string source, string text)
    {
        foreach (var line in text.Split('\n'))
            Line(line.Length <= LongestLine ? $"  !! {source}: {line}" : $"  !! {source}: {line[..LongestLine]} [...]");
    }

    /// <summary>A process that had ended runs again.</summary>
    public void Restarted(string name, int processId) => Line($"  ok     {name} restarted (process {processId})");

    public void Dispose() => heartbeat?.Dispose();

    private void ShowRunning()
    {
        foreach (var (what, (watch, detail)) in running.Where(step => step.Value.Watch.Elapsed > Heartbeat / 2))
            Show("still", what, Seconds(watch), detail);
    }

    private void Show(string state, string what, string time, string detail) =>
        Line($"  {state,-6} {what,-24} {time,7}  {detail}".TrimEnd());

    private static string Seconds(Stopwatch watch) => $"{watch.Elapsed.TotalSeconds:0.0} s";
}
