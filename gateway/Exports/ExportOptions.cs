using System.ComponentModel.DataAnnotations;

namespace Passinstance.Gateway.Exports;

/// <summary>The section <c>Exports</c>.</summary>
internal sealed class ExportOptions
{
    /// <summary>How long an export can be downloaded.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Exports of an organization that have not expired.</summary>
    [Range(1, 1000)]
    public int MaxOpen { get; set; } = 10;

    /// <summary>Downloads in progress per process.</summary>
    [Range(1, 100)]
    public int Concurrency { get; set; } = 2;
}
