using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Columns;

namespace Passinstance.Passes.Batches;

/// <summary>Writes the items and units of a batch: ten thousand rows in one round trip, in the caller's transaction.</summary>
internal static class BatchImport
{
    private const string CopyItems = """
        COPY batch_items (organization_id, batch_id, index, unit, operation, serial_number, pass_id, status, request)
        FROM STDIN (FORMAT BINARY)
        """;

    /// <param name="db">The database.</param>
    /// <param name="batch">The batch, which is saved.</param>
    /// <param name="items">Its items.</param>
    /// <param name="units">The unit of each item.</param>
    /// <param name="cancellationToken">Ends the import.</param>
    internal static async Task WriteAsync(
        PassesDbContext db, Batch batch, IReadOnlyList<PlannedItem> items, int[] units, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using (var import = await connection.BeginBinaryImportAsync(CopyItems, cancellationToken))
        {
            for (var i = 0; i < items.Count; i++)
                await WriteItemAsync(import, batch, items[i], units[i], cancellationToken);
            await import.CompleteAsync(cancellationToken);
        }

        var numbers = Enumerable.Range(0, units.Max() + 1).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO batch_units (organization_id, batch_id, number)
             SELECT {batch.OrganizationId}, {batch.Id}, n FROM unnest({numbers}) AS n
             """,
            cancellationToken);
    }

    private static async Task WriteItemAsync(
        NpgsqlBinaryImporter import, Batch batch, PlannedItem item, int unit, CancellationToken cancellationToken)
    {
        await import.StartRowAsync(cancellationToken);
        await import.WriteAsync(batch.OrganizationId, NpgsqlDbType.Uuid, cancellationToken);
        await import.WriteAsync(batch.Id, NpgsqlDbType.Uuid, cancellationToken);
        await import.WriteAsync(item.Index, NpgsqlDbType.Integer, cancellationToken);
        await import.WriteAsync(unit, NpgsqlDbType.Integer, cancellationToken);
        await import.WriteAsync(WireNames.Of(item.Body.Operation), NpgsqlDbType.Text, cancellationToken);
        if (item.SerialNumber is { } serialNumber)
            await import.WriteAsync(serialNumber, NpgsqlDbType.Text, cancellationToken);
        else
            await import.WriteNullAsync(cancellationToken);
        if (item.PassId is { } passId)
            await import.WriteAsync(passId, NpgsqlDbType.Uuid, cancellationToken);
        else
            await import.WriteNullAsync(cancellationToken);
        await import.WriteAsync(WireNames.Of(BatchItemStatus.Pending), NpgsqlDbType.Text, cancellationToken);
        await import.WriteAsync(item.Given.GetRawText(), NpgsqlDbType.Json, cancellationToken);
    }
}
