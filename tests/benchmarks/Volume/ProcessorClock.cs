using System.Globalization;
using Passinstance.Benchmarks.Faults;

namespace Passinstance.Benchmarks.Volume;

/// <summary>
/// Processor time of every process of the system, from /proc: the five programs, the database's sessions by the role they belong to, the
/// rest of the database server, and the broker. Sessions of the server's administrator are the measurement's own and do not count.
/// </summary>
internal sealed class ProcessorClock(FaultSystem system)
{
    private const string Administrator = "postgres";
    private const double TicksPerSecond = 100;

    /// <summary>Seconds by name.</summary>
    internal Dictionary<string, double> Read()
    {
        var processes = ReadProcesses();
        var seconds = new Dictionary<string, double>();
        foreach (var (name, id) in system.ProcessIds)
            seconds[name] = processes[id].Seconds;
        seconds["rabbitmq"] = Family(processes, system.Broker.ProcessId).Sum(process => process.Value.Seconds);
        foreach (var (id, process) in Family(processes, system.Postgres.ProcessId))
        {
            if (NameOfSession(id) is { } name)
                seconds[name] = seconds.GetValueOrDefault(name) + process.Seconds;
        }

        return seconds;
    }

    /// <summary>Resident megabytes of the five programs.</summary>
    internal Dictionary<string, double> ReadMemory() => Read("status", "VmRSS:");

    /// <summary>
    /// Megabytes by program that are its own, and its share of what several programs have mapped, such as the runtime's files.
    /// </summary>
    internal Dictionary<string, double> ReadShares() => Read("smaps_rollup", "Pss:");

    private Dictionary<string, double> Read(string file, string value) => system.ProcessIds.ToDictionary(program => program.Key, program =>
    {
        var line = File.ReadLines($"/proc/{program.Value}/{file}").First(text => text.StartsWith(value, StringComparison.Ordinal));
        return Math.Round(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024);
    });

    // postgres: role database 127.0.0.1(40000) idle
    private static string? NameOfSession(int id)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{id}/cmdline").Split(['\0', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["postgres:", Administrator, ..])
                return null;
            return words.Length > 3 && words[0] == "postgres:" && words[3].Contains('(', StringComparison.Ordinal)
                ? $"{words[2]} database" : "other database";
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static IEnumerable<KeyValuePair<int, Stat>> Family(Dictionary<int, Stat> processes, int? root)
    {
        bool IsBelow(int id)
        {
            while (processes.TryGetValue(id, out var process))
            {
                if (id == root)
                    return true;
                id = process.Parent;
            }

            return false;
        }

        return processes.Where(process => IsBelow(process.Key));
    }

    private static Dictionary<int, Stat> ReadProcesses()
    {
        var processes = new Dictionary<int, Stat>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
                continue;
            try
            {
                var text = File.ReadAllText($"{folder}/stat");
                // The name in brackets may have blanks; what follows it is numbered from field 3 of proc(5).
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                processes[id] = new Stat(int.Parse(fields[1], CultureInfo.InvariantCulture),
                    (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
                        / TicksPerSecond);
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return processes;
    }

    private sealed record Stat(int Parent, double Seconds);
}
