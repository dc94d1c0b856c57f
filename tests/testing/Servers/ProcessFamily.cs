using Passinstance.LocalServers.Processes;

namespace Passinstance.Testing.Servers;

/// <summary>A process and all its descendants.</summary>
internal static class ProcessFamily
{
    /// <summary>Sends a signal to the process and then to its descendants.</summary>
    public static void Signal(int processId, int signal)
    {
        // Listed before the first signal: the children of a killed parent could not be found any more.
        foreach (var id in (int[])[processId, .. Descendants(processId)])
            PosixCalls.Signal(id, signal);
    }

    /// <summary>All living descendants of a process.</summary>
    public static IReadOnlyList<int> Descendants(int processId)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var id) && Read(id) is { } status)
                parents[id] = status.Parent;
        var found = new List<int>();
        var next = new Queue<int>([processId]);
        while (next.TryDequeue(out var parent))
            foreach (var (id, _) in parents.Where(entry => entry.Value == parent))
            {
                found.Add(id);
                next.Enqueue(id);
            }

        return found;
    }

    /// <summary>True while the process runs; false for a zombie.</summary>
    public static bool IsAlive(int processId) => Read(processId) is { State: not 'Z' };

    private static (char State, int Parent)? Read(int processId)
    {
        try
        {
            // pid (name) state parent ...; the name may contain spaces and parentheses.
            var text = File.ReadAllText($"/proc/{processId}/stat");
            var parts = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (parts[0][0], int.Parse(parts[1]));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;
        }
    }
}
