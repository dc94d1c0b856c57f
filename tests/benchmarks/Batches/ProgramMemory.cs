using System.Globalization;

namespace Passinstance.Benchmarks.Batches;

/// <summary>Samples the resident memory of the system's programs, which are below this process, and keeps the highest.</summary>
internal sealed class ProgramMemory : IAsyncDisposable
{
    private const string Prefix = "Passinstance.";
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, double> _highest = [];
    private readonly Task _sampling;

    internal ProgramMemory() => _sampling = Task.Run(SampleAsync);

    /// <summary>Megabytes by program since the last call.</summary>
    internal Dictionary<string, double> Take()
    {
        lock (_highest)
        {
            var taken = _highest.ToDictionary();
            _highest.Clear();
            return taken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
        _stop.Dispose();
    }

    private async Task SampleAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
                Sample(folder);
            await Task.Delay(TimeSpan.FromMilliseconds(250), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Sample(string folder)
    {
        try
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _))
                return;
            var program = File.ReadAllText($"{folder}/cmdline").Split('\0').Select(Path.GetFileName)
                .FirstOrDefault(
                    file => file!.StartsWith(Prefix, StringComparison.Ordinal) && file.EndsWith(".dll", StringComparison.Ordinal));
            var lines = File.ReadAllLines($"{folder}/status");
            if (program is null || program.Contains("Benchmarks", StringComparison.Ordinal)
                || Value(lines, "PPid:") != Environment.ProcessId)
                return;
            lock (_highest)
                _highest[program[Prefix.Length..^4]] = Math.Max(
                    _highest.GetValueOrDefault(program[Prefix.Length..^4]), Math.Round(Value(lines, "VmRSS:") / 1024));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended.
        }
    }

    private static double Value(string[] lines, string name) => double.Parse(
        lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);
}
