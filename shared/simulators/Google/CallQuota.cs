using System.Diagnostics;

namespace Passinstance.Simulators.Google;

/// <summary>A quota of calls per second for each project; at most one second's worth accumulates.</summary>
internal sealed class CallQuota
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Left, long At)> _projects = [];

    internal double CallsASecond { get; set; } = 20;

    internal bool Takes(string project)
    {
        lock (_gate)
        {
            var now = Stopwatch.GetTimestamp();
            var left = _projects.TryGetValue(project, out var before)
                ? Math.Min(CallsASecond, before.Left + (CallsASecond * Stopwatch.GetElapsedTime(before.At, now).TotalSeconds))
                : CallsASecond;
            var takes = left >= 1;
            _projects[project] = (takes ? left - 1 : left, now);
            return takes;
        }
    }
}
