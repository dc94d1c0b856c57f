using System.Text.RegularExpressions;

namespace Passinstance.LocalServers.Processes;

/// <summary>The output of a process: all of it in a file, the last lines in memory, and each line passed to a listener.</summary>
internal sealed partial class ProcessLog : IDisposable
{
    private const int KeptLines = 25;
    private readonly Lock _gate = new();
    private readonly Queue<string> _last = new(KeptLines);
    private readonly Action<string>? _listener;
    private readonly StreamWriter? _file;
    private bool _closed;

    /// <param name="path">The file to write, emptied first; null keeps only the last lines.</param>
    /// <param name="listener">Called with each line, in order.</param>
    public ProcessLog(string? path = null, Action<string>? listener = null)
    {
        _listener = listener;
        Path = path;
        if (path is null)
            return;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        // The file of an earlier start would keep its mode.
        File.Delete(path);
        _file = new StreamWriter(new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            // Lines may hold secrets or personal data.
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        { AutoFlush = true };
    }

    public string? Path { get; }

    public void Write(string line)
    {
        // RabbitMQ colors its errors even without a terminal.
        if (line.Contains('\u001b', StringComparison.Ordinal))
            line = Color().Replace(line, "");
        lock (_gate)
        {
            if (_closed)
                return;
            _file?.WriteLine(line);
            if (_last.Count == KeptLines)
                _last.Dequeue();
            _last.Enqueue(line);
            _listener?.Invoke(line);
        }
    }

    public IReadOnlyList<string> LastLines(int count = KeptLines)
    {
        lock (_gate)
            return [.. _last.TakeLast(count)];
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _file?.Dispose();
        }
    }

    [GeneratedRegex(@"\u001b\[[0-9;]*m")]
    private static partial Regex Color();
}
