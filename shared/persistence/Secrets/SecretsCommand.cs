using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Persistence.Secrets;

/// <summary>
/// The operator command <c>secrets</c>, which every program has and which runs while the program runs. <c>secrets list</c> prints how many
/// secrets are sealed under which key, <c>secrets reseal</c> seals all of them under the current key: afterwards the others can be dropped.
/// </summary>
public static class SecretsCommand
{
    private const int BatchSize = 200;

    /// <summary>Makes the command. What it cannot open it leaves, and fails: the key of that secret is missing.</summary>
    /// <param name="build">Builds the program's services, without logs on standard output.</param>
    public static Command Create<TDbContext>(Func<IServiceProvider> build)
        where TDbContext : DbContext
    {
        var list = new Command("list", "Print how many secrets are sealed under which key, one line of JSON each.");
        list.SetAction((result, cancellationToken) => RunAsync<TDbContext>(
            build(),
            (column, database, box) => CountAsync(column, database, box, result.InvocationConfiguration.Output, cancellationToken)));
        var reseal = new Command("reseal", "Seal every secret under the current key, while the program runs.");
        reseal.SetAction((result, cancellationToken) => RunAsync<TDbContext>(build(), async (column, database, box) =>
        {
            var resealed = await ResealAsync(database, column, box, cancellationToken);
            await WriteAsync(
                result.InvocationConfiguration.Output, new { table = column.Table, column = column.Name, resealed });
        }));
        return new Command("secrets", "Stored secrets and the encryption keys they are sealed under.") { list, reseal };
    }

    private static async Task RunAsync<TDbContext>(IServiceProvider services, Func<SealedColumn, NpgsqlDataSource, SecretBox, Task> run)
        where TDbContext : DbContext
    {
        await using var scope = services.CreateAsyncScope();
        await using var database = DataSources.CreateForCommand(services.GetRequiredService<IConfiguration>(), "secrets");
        // Annotations are part of the design-time model only.
        var model = scope.ServiceProvider.GetRequiredService<TDbContext>().GetService<IDesignTimeModel>().Model;
        foreach (var column in SealedColumn.Of(model))
            await run(column, database, services.GetRequiredService<SecretBox>());
    }

    private static Task WriteAsync(TextWriter output, object line) =>
        output.WriteLineAsync(JsonSerializer.Serialize(line, ApiJson.Options));

    private static async Task CountAsync(
        SealedColumn column, NpgsqlDataSource database, SecretBox box, TextWriter output, CancellationToken cancellationToken)
    {
        // The second byte is the length of the key's id, which follows it. Grouped by position: a table may have a column of that name.
        await using var command = database.CreateCommand($"""
            SELECT convert_from(substring({column.Name} FROM 3 FOR get_byte({column.Name}, 1)), 'UTF8'), count(*)
            FROM {column.Table} WHERE octet_length({column.Name}) > 2 GROUP BY 1 ORDER BY 1
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (key, count) = (reader.GetString(0), reader.GetInt64(1));
            await WriteAsync(output, new { table = column.Table, column = column.Name, key, count, isCurrent = key == box.CurrentKey });
        }
    }

    // A row that changes meanwhile is left alone, and found by the next pass; the last pass finds none.
    private static async Task<long> ResealAsync(
        NpgsqlDataSource database, SealedColumn column, SecretBox box, CancellationToken cancellationToken)
    {
        var total = 0L;
        while (true)
        {
            var found = 0L;
            var batch = new List<(string Row, byte[] Before, byte[] After)>(BatchSize);
            await using var read = database.CreateCommand($"""
                SELECT ctid::text, {column.OrganizationColumn ?? "NULL::uuid"}, {column.Name} FROM {column.Table}
                WHERE octet_length({column.Name}) > 2 AND substring({column.Name} FROM 1 FOR octet_length($1)) <> $1
                """);
            read.Parameters.Add(new() { Value = box.CurrentPrefix });
            await using (var reader = await read.ExecuteReaderAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    found++;
                    var owner = reader.IsDBNull(1) ? Guid.Empty : reader.GetGuid(1);
                    var before = reader.GetFieldValue<byte[]>(2);
                    batch.Add((
                        reader.GetString(0), before, box.Seal(column.Purpose, owner, box.Open(column.Purpose, owner, before))));
                    if (batch.Count == BatchSize)
                        total += await WriteAsync(database, column, batch, cancellationToken);
                }
            }

            if (batch.Count > 0)
                total += await WriteAsync(database, column, batch, cancellationToken);
            if (found == 0)
                return total;
        }
    }

    private static async Task<long> WriteAsync(
        NpgsqlDataSource database, SealedColumn column, List<(string Row, byte[] Before, byte[] After)> rows,
        CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        foreach (var (row, before, after) in rows)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                $"UPDATE {column.Table} SET {column.Name} = $1 WHERE ctid = $2::tid AND {column.Name} = $3")
            {
                Parameters = { new() { Value = after }, new() { Value = row }, new() { Value = before } },
            });
        }

        rows.Clear();
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
