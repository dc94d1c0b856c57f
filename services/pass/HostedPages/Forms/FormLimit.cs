using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>A network address that was given passes by a form within the hour.</summary>
internal sealed class FormVisitor
{
    public Guid OrganizationId { get; private init; }

    public Guid TemplateId { get; private init; }

    /// <summary>A hash of the address and the template: the address itself is kept nowhere.</summary>
    public byte[] Address { get; private init; } = [];

    /// <summary>When the hour began.</summary>
    public DateTimeOffset Since { get; private init; }

    public int Count { get; private init; }
}

/// <summary>How many passes one network address gets from a form in an hour, over all replicas: the rows are theirs together.</summary>
internal sealed class FormLimit(NpgsqlDataSource database, TimeProvider time)
{
    internal const int Usual = 10;
    internal static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Null when the address may have another pass; otherwise how long it has to wait.</summary>
    internal async Task<TimeSpan?> TakeAsync(Guid organizationId, Guid templateId, string address, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand("""
            INSERT INTO form_visitors AS v (organization_id, template_id, address, since, count) VALUES ($1, $2, $3, $4, 1)
            ON CONFLICT (organization_id, template_id, address) DO UPDATE
            SET count = CASE WHEN v.since <= $5 THEN 1 ELSE v.count + 1 END, since = CASE WHEN v.since <= $5 THEN $4 ELSE v.since END
            RETURNING count, since
            """);
        command.Parameters.Add(new() { Value = organizationId });
        command.Parameters.Add(new() { Value = templateId });
        command.Parameters.Add(new() { Value = SHA256.HashData(Encoding.UTF8.GetBytes($"{templateId} {address}")) });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now - Hour });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0) <= limit ? null : reader.GetFieldValue<DateTimeOffset>(1) + Hour - now;
    }
}
