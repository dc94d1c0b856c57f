using Npgsql;

namespace Passinstance.Passes.HostedPages.Links;

/// <summary>The first use of a single-use link.</summary>
internal readonly record struct LinkUse(DateTimeOffset UsedAt, byte[] UsedBy);

/// <summary>The SQL of single-use links.</summary>
internal sealed class LinkUseStore(NpgsqlDataSource database)
{
    /// <summary>
    /// Records a use, if it is the first; returns the first. Of two visitors at once, one writes first and the other reads that.
    /// </summary>
    internal async Task<LinkUse> AddAsync(Guid organizationId, Guid passId, LinkUse use, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO pass_usage AS u (organization_id, pass_id, used_at, used_by) VALUES (@organization_id, @pass_id, @used_at, @used_by)
            ON CONFLICT (organization_id, pass_id) DO UPDATE
            SET used_at = coalesce(u.used_at, excluded.used_at), used_by = coalesce(u.used_by, excluded.used_by)
            RETURNING used_at, used_by
            """);
        command.Parameters.AddWithValue("organization_id", organizationId);
        command.Parameters.AddWithValue("pass_id", passId);
        command.Parameters.AddWithValue("used_at", use.UsedAt);
        command.Parameters.AddWithValue("used_by", use.UsedBy);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new LinkUse(reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<byte[]>(1));
    }
}
