using Npgsql;
using NpgsqlTypes;

namespace Passinstance.Webhooks.Persistence;

/// <summary>
/// The time of everything that concerns deliveries: the database's. Statements read it as <c>coalesce(@now, statement_timestamp())</c> and
/// get null, so a process whose own clock is wrong neither loses nor hastens a delivery, nor signs with a time that receivers reject. A
/// test sets a time instead and runs 75 hours in seconds.
/// </summary>
internal sealed class DatabaseClock(TimeProvider? overridden = null)
{
    /// <summary>The value of <c>@now</c>.</summary>
    internal NpgsqlParameter Now() =>
        new("now", NpgsqlDbType.TimestampTz) { Value = (object?)overridden?.GetUtcNow() ?? DBNull.Value };
}
