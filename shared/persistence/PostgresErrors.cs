using System.Data.Common;
using Npgsql;

namespace Passinstance.Persistence;

/// <summary>Classifies database errors.</summary>
public static class PostgresErrors
{
    /// <summary>
    /// Whether the database closed the session, rejected it, or could not be reached: the same work succeeds once it is back, so it is
    /// always retried.
    /// </summary>
    public static bool IsTransient(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException
                {
                    SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                })
                return true;
            // Without an SQL state the connection failed.
            if (cause is NpgsqlException and not PostgresException || cause is DbException { IsTransient: true })
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the database failed in any way: an error, a closed session, no response in time. EF wraps what a repetition may cure in an
    /// exception of its own kind.
    /// </summary>
    public static bool IsFailure(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException or TimeoutException)
                return true;
        }

        return false;
    }

    /// <summary>Whether a row with the same key exists, for the named unique index or constraint, or for any.</summary>
    public static bool IsUniqueViolation(Exception exception, string? constraint = null) =>
        (exception as PostgresException
            ?? exception.InnerException as PostgresException) is { SqlState: PostgresErrorCodes.UniqueViolation } violation
        && (constraint is null || violation.ConstraintName == constraint);
}
