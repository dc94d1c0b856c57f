namespace Passinstance.Passes.Batches;

/// <summary>How batches are cut and worked off. Deployments use the defaults; tests shorten the times.</summary>
internal sealed record BatchLimits
{
    /// <summary>Items of a batch.</summary>
    internal const int MaxItems = 10_000;

    /// <summary>Bytes of a request.</summary>
    internal const int MaxBody = 32 * 1024 * 1024;

    /// <summary>Templates that the items of a batch may be issued from: each unknown one costs a question to the template service.</summary>
    internal const int MaxTemplates = 100;

    /// <summary>Faulty values that an answer names.</summary>
    internal const int MaxErrors = 100;

    /// <summary>How often a chunk is given back because another service does not answer, before its items fail.</summary>
    internal const int MaxAttempts = 10;

    /// <summary>How long results can be read.</summary>
    internal static readonly TimeSpan Age = TimeSpan.FromDays(30);

    /// <summary>Items of a chunk; more only when they are about one serial number.</summary>
    internal int ChunkSize { get; init; } = 50;

    /// <summary>Chunks under way in this process.</summary>
    internal int Concurrency { get; init; } = 4;

    /// <summary>How long a claim holds without a heartbeat.</summary>
    internal TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a chunk rests when another service did not answer.</summary>
    internal TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(5);

    internal TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);
}
