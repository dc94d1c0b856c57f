using Npgsql;
using NpgsqlTypes;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>
/// The one place where dispatching learns the time. It is the database's clock: every statement is given null and takes
/// <c>statement_timestamp()</c>, so a process whose own clock is wrong neither loses nor hastens a delivery, nor signs with a time that
/// receivers refuse. A test gives a provider instead and runs 75 hours in seconds.
/// </summary>
internal sealed class DispatchClock(TimeProvider? instead = null)
{
    /// <summary>To be read as <c>coalesce($n, statement_timestamp())</c>.</summary>
    internal NpgsqlParameter Now() =>
        new() { Value = (object?)instead?.GetUtcNow() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
