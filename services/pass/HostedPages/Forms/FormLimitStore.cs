using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>How many passes one network address may create with a form in an hour, counted over all replicas.</summary>
internal sealed class FormLimitStore(NpgsqlDataSource database, TimeProvider time)
{
    internal const int Default = 10;
    internal static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Counts one pass; null when it is within the limit, else how long to wait.</summary>
    internal async Task<TimeSpan?> TakeAsync(
        Guid organizationId, Guid templateId, string address, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand("""
            INSERT INTO form_visitors AS v (organization_id, template_id, address, since, count)
            VALUES (@organization_id, @template_id, @address, @now, 1)
            ON CONFLICT (organization_id, template_id, address) DO UPDATE
            SET count = CASE WHEN v.since <= @hour_ago THEN 1 ELSE v.count + 1 END,
                since = CASE WHEN v.since <= @hour_ago THEN @now ELSE v.since END
            RETURNING count, since
            """);
        command.Parameters.AddWithValue("organization_id", organizationId);
        command.Parameters.AddWithValue("template_id", templateId);
        command.Parameters.AddWithValue("address", SHA256.HashData(Encoding.UTF8.GetBytes($"{templateId} {address}")));
        command.Parameters.AddWithValue("now", now);
        command.Parameters.AddWithValue("hour_ago", now - Hour);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0) <= limit ? null : reader.GetFieldValue<DateTimeOffset>(1) + Hour - now;
    }
}
