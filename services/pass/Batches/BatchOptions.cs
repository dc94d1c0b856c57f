using System.ComponentModel.DataAnnotations;

namespace Passinstance.Passes.Batches;

/// <summary>What a batch may hold.</summary>
internal static class BatchLimits
{
    /// <summary>Items of a batch.</summary>
    internal const int MaxItems = 10_000;

    /// <summary>Bytes of a request.</summary>
    internal const int MaxBody = 32 * 1024 * 1024;

    /// <summary>Templates that the items of a batch may name: each unknown one costs a request to the template service.</summary>
    internal const int MaxTemplates = 100;

    /// <summary>Invalid values that a response lists.</summary>
    internal const int MaxErrors = 100;

    /// <summary>How often a unit is released because another service does not respond, before its items fail.</summary>
    internal const int MaxAttempts = 10;

    /// <summary>How long results can be read.</summary>
    internal static readonly TimeSpan Age = TimeSpan.FromDays(30);
}

/// <summary>Section <c>Batches</c> of the configuration: how batches are split and executed.</summary>
internal sealed class BatchOptions
{
    /// <summary>Items of a unit; more only when they are about one serial number.</summary>
    [Range(1, BatchLimits.MaxItems)]
    public int UnitSize { get; set; } = 50;

    /// <summary>Units in progress in this process; 0 accepts batches and executes none.</summary>
    [Range(0, 1000)]
    public int Concurrency { get; set; } = 4;

    /// <summary>How long a claim lasts without a heartbeat.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a unit waits when another service did not respond.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);
}
