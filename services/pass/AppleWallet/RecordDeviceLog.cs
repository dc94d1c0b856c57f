using Npgsql;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// Keeps what Wallet reports. Anyone may call this, so it is bounded in every direction: messages of a call, their length, and messages kept for
/// an organisation; for one that has no passes nothing is kept.
/// </summary>
internal static class RecordDeviceLog
{
    internal const int Kept = 1000;
    private const int MaxMessages = 50;
    private const int MaxMessage = 2000;

    internal sealed record Request(IReadOnlyList<string?>? Logs);

    internal static async Task<IResult> HandleAsync(DevicePath path, HttpContext http, NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await DeviceResponses.ReadAsync<Request>(http.Request, cancellationToken) is not { Logs: { } logs })
            return Problem.Malformed("Send the messages: {\"logs\":[\"...\"]}.");
        // PostgreSQL's text cannot hold NUL.
        var messages = logs.OfType<string>().Where(m => m.Length > 0).Take(MaxMessages).Select(m => (m.Length <= MaxMessage ? m : m[..MaxMessage]).Replace('\0', '\uFFFD')).ToArray();
        if (messages.Length > 0)
            await KeepAsync(database, path.OrganizationId, messages, time, cancellationToken);
        return TypedResults.StatusCode(StatusCodes.Status200OK);
    }

    private static async Task KeepAsync(NpgsqlDataSource database, Guid organizationId, string[] messages, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("""
                    INSERT INTO device_logs (organization_id, id, message, received_at)
                    SELECT $1, m.id, m.message, $4 FROM unnest($2::uuid[], $3::text[]) AS m (id, message)
                    WHERE EXISTS (SELECT FROM passes WHERE organization_id = $1)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = organizationId },
                        new() { Value = messages.Select(_ => TypeId.NewGuid(time)).Order().ToArray() },
                        new() { Value = messages },
                        new() { Value = time.GetUtcNow() },
                    },
                },
                new NpgsqlBatchCommand("""
                    DELETE FROM device_logs WHERE organization_id = $1
                      AND id <= (SELECT id FROM device_logs WHERE organization_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1)
                    """)
                {
                    Parameters = { new() { Value = organizationId }, new() { Value = Kept } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
