using System.ComponentModel.DataAnnotations;

namespace Passinstance.Passes.Batches;

/// <summary>What a batch may hold.</summary>
internal static class BatchLimits
{
    /// <summary>Items of a batch that is one JSON document.</summary>
    internal const int MaxJsonItems = 10_000;

    /// <summary>Bytes of a JSON document.</summary>
    internal const int MaxJsonBody = 32 * 1024 * 1024;

    /// <summary>Templates that the items of a batch may name: each unknown one costs a request to the template service.</summary>
    internal const int MaxTemplates = 100;

    /// <summary>Invalid values that a response lists.</summary>
    internal const int MaxErrors = 100;

    /// <summary>How often a unit is released because another service does not respond, before its items fail.</summary>
    internal const int MaxAttempts = 10;

    /// <summary>Bytes of a unit's items; more only when it has one item.</summary>
    internal const int UnitBytes = 1024 * 1024;

    /// <summary>How long the items of a request that broke off are kept.</summary>
    internal static readonly TimeSpan UnreceivedAge = TimeSpan.FromHours(6);
}

/// <summary>Section <c>Batches</c> of the configuration: how batches are received, split and executed.</summary>
internal sealed class BatchOptions
{
    /// <summary>Items of a unit, which is executed in one transaction.</summary>
    [Range(1, 10_000)]
    public int UnitSize { get; set; } = 500;

    /// <summary>Units in progress in this process; 0 accepts batches and executes none.</summary>
    [Range(0, 1000)]
    public int Concurrency { get; set; } = 2;

    /// <summary>How long a claim lasts without a heartbeat.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a unit waits when another service did not respond.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Items of a streamed body (NDJSON or CSV).</summary>
    [Range(1, 100_000_000)]
    public int MaxItems { get; set; } = 1_000_000;

    /// <summary>Bytes of a streamed body.</summary>
    [Range(1024, long.MaxValue)]
    public long MaxBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Bytes of one item of a streamed body.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxItemBytes { get; set; } = 1024 * 1024;
}
