using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Passinstance.Benchmarks.Engine;

/// <summary>
/// Two clocks: the wall's, and the processor time of the calling thread. On a machine that does other work too, only the second says what a
/// pass costs; where it is not to be had (outside Linux) both are the wall's.
/// </summary>
internal static class ThreadClock
{
    private const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static double WallSeconds => (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency;

    public static double ProcessorSeconds
    {
        get
        {
            if (!OperatingSystem.IsLinux() || GetTime(ThreadProcessorTime, out Time time) != 0)
            {
                return WallSeconds;
            }

            return time.Seconds + (time.Nanoseconds * 1e-9);
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
