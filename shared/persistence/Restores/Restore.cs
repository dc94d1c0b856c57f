using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Columns;

namespace Passinstance.Persistence.Restores;

/// <summary>A database was restored from a backup: this one, or another whose replicas or events are here. Written by SQL.</summary>
public sealed class Restore
{
    /// <summary>
    /// Seconds from the start of 2026 to the first <c>after-restore</c>, by the database's clock. Versions go on above it: a number taken
    /// from a clock is above every number that was used before the restore, also when what an earlier restore left is lost with this one.
    /// </summary>
    public int Number { get; private init; }

    /// <summary>Whether this database was restored.</summary>
    public bool IsOwn { get; private init; }

    /// <summary>The moment that another database was restored to, as the operator gave it; null: unknown.</summary>
    public DateTimeOffset? Since { get; private init; }

    /// <summary>The transaction that began it. Positions above it, from before the restore, are of what is lost.</summary>
    public long TransactionId { get; private init; }

    /// <summary>Server and timeline: another restore has another.</summary>
    public string Server { get; private init; } = "";

    /// <summary>By the database's clock.</summary>
    public DateTimeOffset StartedAt { get; private init; }
}

/// <summary>A part of what is done after a restore, and how far it is. Written by SQL.</summary>
public sealed class RestoreStep
{
    /// <summary>The restore.</summary>
    public int Number { get; private init; }

    /// <summary>The step.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Its place among the steps.</summary>
    public int Place { get; private init; }

    /// <summary>Where it goes on; null at its start.</summary>
    public string? Position { get; private init; }

    /// <summary>What later work needs to know of it; null for most.</summary>
    public string? Result { get; private init; }

    /// <summary>Rows done.</summary>
    public long Rows { get; private init; }

    /// <summary>When it was done; null before.</summary>
    public DateTimeOffset? CompletedAt { get; private init; }
}

/// <summary>The tables of restores, part of each program's own model and migrations.</summary>
public static class RestoreModel
{
    /// <summary>Adds the tables; call it in <c>OnModelCreating</c>.</summary>
    public static void AddRestoreTables(this ModelBuilder model)
    {
        model.Entity<Restore>(restore =>
        {
            restore.ToTable("restores");
            restore.HasKey(r => r.Number);
            restore.Property(r => r.Number).ValueGeneratedNever();
            restore.Property(r => r.StartedAt).HasDefaultValueSql("clock_timestamp()");
        });
        model.Entity<RestoreStep>(step =>
        {
            step.ToTable("restore_steps");
            step.HasKey(s => new { s.Number, s.Name });
            step.Property(s => s.Rows).HasDefaultValue(0L);
            step.HasIndex(s => s.Number).HasFilter("completed_at IS NULL");
        });
        foreach (var type in (Type[])[typeof(Restore), typeof(RestoreStep)])
        {
            foreach (var property in model.Entity(type).Metadata.GetProperties())
                property.SetColumnName(SnakeCaseNames.ToSnakeCase(property.Name));
        }
    }
}
