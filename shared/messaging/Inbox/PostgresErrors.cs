using System.Data.Common;
using Npgsql;

namespace Passinstance.Messaging.Inbox;

/// <summary>Tells a database that is not there for the moment from a message that cannot be handled.</summary>
public static class PostgresErrors
{
    /// <summary>
    /// Whether the database ended the session, refused it, or could not be reached. The message is not to blame: it is tried until the database is
    /// back, and never set aside for it.
    /// </summary>
    public static bool IsTransient(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow })
                return true;
            // Without an SQL state it is the connection that failed.
            if (cause is NpgsqlException and not PostgresException || cause is DbException { IsTransient: true })
                return true;
        }

        return false;
    }
}
