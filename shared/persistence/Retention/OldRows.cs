using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Passinstance.Persistence.Retention;

/// <summary>
/// Rows that <see cref="RetentionJob"/> deletes once they are old, across all organizations (organization_id plays no part in it).
/// </summary>
public sealed record OldRows
{
    /// <summary>What the rows are, for the log: "outcomes of messages".</summary>
    public required string Name { get; init; }

    /// <summary>
    /// SQL that deletes some of them: those older than the interval <c>$1</c>, at most <c>$2</c> rows, and none that another transaction
    /// has locked.
    /// </summary>
    public required string Statement { get; init; }

    /// <summary>How long they are kept.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>Rows per statement, and so per transaction: few enough for short locks.</summary>
    public int BatchSize { get; init; } = 5000;

    /// <summary>Interval between two runs.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Rows of a table whose age is in one column, which has an index.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">The time from which the age counts.</param>
    /// <param name="age">See <see cref="Age"/>.</param>
    /// <param name="condition">An additional SQL condition; an index should cover it too.</param>
    public static OldRows Of(string name, string table, string column, TimeSpan age, string condition = "true") => new()
    {
        Name = name,
        Statement = $"""
            DELETE FROM {table} WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM {table} WHERE {column} < statement_timestamp() - $1 AND {condition}
                ORDER BY {column} LIMIT $2 FOR UPDATE SKIP LOCKED))
            """,
        Age = age,
    };
}

/// <summary>Registers retention rules.</summary>
public static class OldRowsSetup
{
    /// <summary>Adds a rule to the service's <see cref="RetentionJob"/>.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services, OldRows rows) => services.AddSingleton(rows);

    /// <summary>Adds a rule whose age is a setting.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services, Func<RetentionOptions, OldRows> rows)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention").ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton(provider => rows(provider.GetRequiredService<IOptions<RetentionOptions>>().Value));
    }
}
