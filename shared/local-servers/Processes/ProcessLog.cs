using System.Text.RegularExpressions;

namespace Passinstance.LocalServers.Processes;

/// <summary>What a process wrote: all of it in a file, the last lines in memory, and each line offered to a listener.</summary>
internal sealed partial class ProcessLog : IDisposable
{
    private const int KeptLines = 25;
    private readonly Lock gate = new();
    private readonly Queue<string> last = new(KeptLines);
    private readonly Action<string>? listener;
    private readonly StreamWriter? file;
    private bool closed;

    /// <param name="path">The file to write, emptied first; null keeps only the last lines.</param>
    /// <param name="listener">Called with each line, in order.</param>
    public ProcessLog(string? path = null, Action<string>? listener = null)
    {
        this.listener = listener;
        Path = path;
        if (path is null)
            return;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        file = new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
    }

    public string? Path { get; }

    public void Write(string line)
    {
        // RabbitMQ colours its errors even when nobody looks.
        if (line.Contains('\u001b', StringComparison.Ordinal))
            line = Colour().Replace(line, "");
        lock (gate)
        {
            if (closed)
                return;
            file?.WriteLine(line);
            if (last.Count == KeptLines)
                last.Dequeue();
            last.Enqueue(line);
            listener?.Invoke(line);
        }
    }

    public IReadOnlyList<string> LastLines(int count = KeptLines)
    {
        lock (gate)
            return [.. last.TakeLast(count)];
    }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            file?.Dispose();
        }
    }

    [GeneratedRegex(@"\u001b\[[0-9;]*m")]
    private static partial Regex Colour();
}
