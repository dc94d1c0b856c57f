using Passinstance.LocalServers.Processes;

namespace Passinstance.Local;

/// <summary>
/// `dotnet run` is the process the user started and may kill. It forwards SIGTERM, but after a SIGKILL this process would keep running; so
/// it watches its parent. Only for `dotnet run`: a shell that ends after `nohup ... &amp;` is no reason to stop.
/// </summary>
internal static class DotNetRunParent
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public static IDisposable? StopWithIt(CancellationTokenSource stop)
    {
        var parent = PosixCalls.ParentProcessId();
        return IsDotNetRun(parent)
            ? new Timer(_ =>
            {
                if (PosixCalls.ParentProcessId() != parent)
                    stop.Cancel();
            }, null, Interval, Interval)
            : null;
    }

    private static bool IsDotNetRun(int processId)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{processId}/cmdline").Split('\0');
            return Path.GetFileName(arguments[0]) == "dotnet" && arguments.Contains("run");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
