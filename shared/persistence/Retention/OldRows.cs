using Microsoft.Extensions.DependencyInjection;

namespace Passinstance.Persistence.Retention;

/// <summary>
/// Rows that <see cref="RetentionJob"/> deletes once they are old, of every organisation (organization_id plays no part in it).
/// </summary>
public sealed record OldRows
{
    /// <summary>What they are, for the log: "outcomes of messages".</summary>
    public required string Name { get; init; }

    /// <summary>
    /// SQL that deletes some of them: those older than the interval <c>$1</c>, at most the number <c>$2</c>, and none that another
    /// transaction has locked.
    /// </summary>
    public required string Statement { get; init; }

    /// <summary>How old they become.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>Rows of a statement, and so of a transaction: few enough for short locks.</summary>
    public int BatchSize { get; init; } = 5000;

    /// <summary>How often they are looked for.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Rows of a table whose age is told by one column, which has an index.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">The time from which the age counts.</param>
    /// <param name="age">See <see cref="Age"/>.</param>
    /// <param name="condition">SQL that must hold beside; an index should have it too.</param>
    public static OldRows Of(string name, string table, string column, TimeSpan age, string condition = "true") => new()
    {
        Name = name,
        Statement = $"""
            DELETE FROM {table} WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM {table} WHERE {column} < clock_timestamp() - $1 AND {condition} ORDER BY {column} LIMIT $2 FOR UPDATE SKIP
                    LOCKED))
            """,
        Age = age,
    };
}

/// <summary>Registers what a service deletes when it is old.</summary>
public static class OldRowsSetup
{
    /// <summary>Has the rows deleted by the service's <see cref="RetentionJob"/>.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services, OldRows rows) => services.AddSingleton(rows);
}
