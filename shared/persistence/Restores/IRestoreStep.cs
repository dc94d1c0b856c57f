using Microsoft.EntityFrameworkCore;

namespace Passinstance.Persistence.Restores;

/// <summary>What a step is to do.</summary>
/// <param name="Number">The restore's number: versions and numbers of what is here go on above it.</param>
/// <param name="IsOwn">Whether this database was restored; otherwise another one was.</param>
/// <param name="Since">The moment that the other database was restored to; null: everything counts.</param>
public sealed record RestoreTask(int Number, bool IsOwn, DateTimeOffset? Since);

/// <summary>What one batch of a step has done.</summary>
/// <param name="Rows">Rows done.</param>
/// <param name="Position">Where the next batch begins; null when there is none.</param>
public sealed record RestoreProgress(long Rows, string? Position)
{
    /// <summary>What an operator has to know, each printed as a line of JSON.</summary>
    public IReadOnlyList<object> Findings { get; init; } = [];

    /// <summary>What later work needs to know of the step; stored with it.</summary>
    public string? Result { get; init; }

    /// <summary>The last batch.</summary>
    /// <param name="rows">Rows done.</param>
    public static RestoreProgress End(long rows) => new(rows, null);
}

/// <summary>
/// A part of what a program does after a restore, in batches. A batch and its progress are one transaction: a command that was killed goes
/// on where it was.
/// </summary>
public interface IRestoreStep
{
    /// <summary>Its name, in lower case.</summary>
    string Name { get; }

    /// <summary>Whether it is done when this database was restored, or when another one was.</summary>
    bool IsFor(RestoreTask restore);

    /// <summary>Whether the program does it while it serves, and not the command.</summary>
    bool IsBackground => false;

    /// <summary>Does the next batch, in the transaction of <paramref name="db"/>.</summary>
    /// <param name="db">The scope's context.</param>
    /// <param name="restore">The restore.</param>
    /// <param name="position">What the last batch returned; null at the start.</param>
    Task<RestoreProgress> RunAsync(DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken);
}

/// <summary>What the shared steps need to know of a program's tables.</summary>
public sealed class RestoreOptions
{
    /// <summary>
    /// By table: what is assigned beside the version, in SQL, such as a time that has to be later than any that a client has seen.
    /// </summary>
    public Dictionary<string, string> Assignments { get; } = [];
}
