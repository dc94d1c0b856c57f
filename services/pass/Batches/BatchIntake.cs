using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Batches;

/// <summary>Writes the items and chunks of a batch, streamed: ten thousand rows in one round trip, in the caller's transaction.</summary>
internal static class BatchIntake
{
    internal static async Task WriteAsync(PassesDbContext db, Batch batch, IReadOnlyList<PlannedItem> items, int[] chunks, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using (var import = await connection.BeginBinaryImportAsync(
            "COPY batch_items (organization_id, batch_id, index, chunk, operation, serial_number, pass_id, status, request) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            for (var i = 0; i < items.Count; i++)
            {
                var item = items[i];
                await import.StartRowAsync(cancellationToken);
                await import.WriteAsync(batch.OrganizationId, NpgsqlDbType.Uuid, cancellationToken);
                await import.WriteAsync(batch.Id, NpgsqlDbType.Uuid, cancellationToken);
                await import.WriteAsync(item.Index, NpgsqlDbType.Integer, cancellationToken);
                await import.WriteAsync(chunks[i], NpgsqlDbType.Integer, cancellationToken);
                await import.WriteAsync(BatchWords.Of(item.Body.Operation), NpgsqlDbType.Varchar, cancellationToken);
                if (item.SerialNumber is { } serialNumber)
                    await import.WriteAsync(serialNumber, NpgsqlDbType.Text, cancellationToken);
                else
                    await import.WriteNullAsync(cancellationToken);
                if (item.PassId is { } passId)
                    await import.WriteAsync(passId, NpgsqlDbType.Uuid, cancellationToken);
                else
                    await import.WriteNullAsync(cancellationToken);
                await import.WriteAsync(BatchWords.Of(BatchItemStatus.Pending), NpgsqlDbType.Varchar, cancellationToken);
                await import.WriteAsync(item.Given.GetRawText(), NpgsqlDbType.Json, cancellationToken);
            }

            await import.CompleteAsync(cancellationToken);
        }

        var numbers = Enumerable.Range(0, chunks.Max() + 1).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO batch_units (organization_id, batch_id, number) SELECT {batch.OrganizationId}, {batch.Id}, n FROM unnest({numbers}) AS n",
            cancellationToken);
    }
}

/// <summary>The words that stand in the columns, the same as in the API's JSON.</summary>
internal static class BatchWords
{
    internal static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    internal static TEnum Read<TEnum>(string word)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(word, ignoreCase: true);
}
