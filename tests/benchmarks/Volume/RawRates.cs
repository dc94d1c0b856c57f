using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;

namespace Passinstance.Benchmarks.Volume;

/// <summary>
/// What the machine does without this system: the pair of rows that a created pass is at least, by pgbench; the same rows by COPY; raw
/// signatures.
/// </summary>
internal static partial class RawRates
{
    private const int CopiedRows = 100_000;
    private const string Content = """{"fields":{"points":{"label":"Points","value":0}},"barcodes":[],"locale":"en"}""";

    /// <summary>Transactions per second of pgbench: one row and one outbox row in one transaction, prepared, fsync as the server has
    /// it.</summary>
    internal static async Task<double> PairOfRowsAsync(string server, int clients, int seconds, CancellationToken stop)
    {
        await CreateTablesAsync(server, stop);
        var settings = new NpgsqlConnectionStringBuilder(server);
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, $"""
                BEGIN;
                INSERT INTO raw_passes (organization_id, id, serial_number, content)
                VALUES ('00000000-0000-0000-0000-000000000001', gen_random_uuid(), gen_random_uuid()::text, '{Content}');
                INSERT INTO raw_outbox (id, body) VALUES (gen_random_uuid(), '{Content}');
                COMMIT;
                """, stop);
            var start = new ProcessStartInfo("pgbench", ["-n", "-M", "prepared", "-c", $"{clients}", "-j", "2", "-T", $"{seconds}",
                "-f", script, "-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, settings.Database!])
            { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PGPASSWORD"] = settings.Password;
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(stop);
            var match = Rate().Match(output);
            return match.Success
                ? Math.Round(double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
                : throw new InvalidOperationException(
                    $"pgbench printed no rate: {output} {await process.StandardError.ReadToEndAsync(stop)}");
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>Rows per second by binary COPY into the table of the pair.</summary>
    internal static async Task<double> CopyAsync(string server, CancellationToken stop)
    {
        await CreateTablesAsync(server, stop);
        await using var database = NpgsqlDataSource.Create(server);
        await using var connection = await database.OpenConnectionAsync(stop);
        var watch = Stopwatch.StartNew();
        await using (var copy = await connection.BeginBinaryImportAsync(
            "COPY raw_passes (organization_id, id, serial_number, content) FROM STDIN (FORMAT BINARY)", stop))
        {
            for (var i = 0; i < CopiedRows; i++)
            {
                await copy.StartRowAsync(stop);
                await copy.WriteAsync(Guid.Empty, stop);
                await copy.WriteAsync(Guid.CreateVersion7(), stop);
                await copy.WriteAsync($"COPY-{Guid.NewGuid()}", stop);
                await copy.WriteAsync(Content, NpgsqlTypes.NpgsqlDbType.Json, stop);
            }

            await copy.CompleteAsync(stop);
        }

        return Math.Round(CopiedRows / watch.Elapsed.TotalSeconds);
    }

    /// <summary>RSA-2048 signatures per second on one thread.</summary>
    internal static double Signatures(TimeSpan duration)
    {
        using var key = RSA.Create(2048);
        var hash = SHA256.HashData("volume"u8);
        var signature = new byte[256];
        var count = 0;
        var watch = Stopwatch.StartNew();
        for (; watch.Elapsed < duration; count++)
            key.TrySignHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out _);
        return Math.Round(count / watch.Elapsed.TotalSeconds);
    }

    private static async Task CreateTablesAsync(string server, CancellationToken stop)
    {
        await using var database = NpgsqlDataSource.Create(server);
        await using var command = database.CreateCommand("""
            DROP TABLE IF EXISTS raw_passes, raw_outbox;
            CREATE TABLE raw_passes (organization_id uuid NOT NULL, id uuid NOT NULL, serial_number text NOT NULL, content json NOT NULL,
                created_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (organization_id, id),
                UNIQUE (organization_id, serial_number));
            CREATE TABLE raw_outbox (id uuid PRIMARY KEY, body text NOT NULL, created_at timestamptz NOT NULL DEFAULT clock_timestamp());
            """);
        await command.ExecuteNonQueryAsync(stop);
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
