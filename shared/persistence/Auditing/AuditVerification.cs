using System.Globalization;
using Npgsql;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Persistence.Auditing;

/// <summary>What verifying the audit log of one database has found.</summary>
/// <param name="Service">The program that owns the database.</param>
/// <param name="Entries">Entries that were verified.</param>
/// <param name="Blocks">Blocks that were verified.</param>
/// <param name="Waiting">Entries that are not in the chain yet: the newest.</param>
/// <param name="Head">The hash of the newest block, in hexadecimal; keep it elsewhere to notice later that the end was cut off.</param>
/// <param name="Findings">What is wrong; empty when nothing is.</param>
public sealed record AuditVerificationResult(
    string Service, long Entries, long Blocks, long Waiting, string? Head, IReadOnlyList<string> Findings);

/// <summary>
/// Reads the log and the chain of one database and computes every hash anew: an entry that was changed, removed or inserted afterwards
/// makes its block wrong, and a block that was changed or removed makes the next one wrong.
/// </summary>
public static class AuditVerification
{
    private const int MaxFindings = 100;

    private const string BlocksSql = """
        SELECT number, organization_id, sequence, from_position, to_position, entry_count, previous_hash, previous_block_hash, hash
        FROM audit_log_chain ORDER BY number
        """;

    // In the order of the blocks: a block is made of an interval, and of an organization in it.
    private const string EntriesSql = $"SELECT {AuditHash.Columns} FROM audit_log ORDER BY recorded_in, organization_id, id";

    private sealed record Block(
        long Number, Guid OrganizationId, long Sequence, long From, long To, int EntryCount, byte[] PreviousHash, byte[] PreviousBlockHash,
        byte[] Hash);

    /// <summary>Verifies all organizations of a database, as of one moment.</summary>
    /// <param name="database">The database, without a statement timeout.</param>
    /// <param name="service">The program that owns it, for the result.</param>
    public static async Task<AuditVerificationResult> RunAsync(
        NpgsqlDataSource database, string service, CancellationToken cancellationToken)
    {
        // Two connections on one snapshot: each list is read once, side by side.
        await using var first = await database.OpenConnectionAsync(cancellationToken);
        await using var second = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await first.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var export = new NpgsqlCommand("SELECT pg_export_snapshot()", first);
        var snapshot = (string)(await export.ExecuteScalarAsync(cancellationToken))!;
        await using var other = await second.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using (var import = new NpgsqlCommand($"SET TRANSACTION SNAPSHOT '{snapshot}'", second))
            await import.ExecuteNonQueryAsync(cancellationToken);

        await using var blocks = new NpgsqlCommand(BlocksSql, first) { CommandTimeout = 0 };
        await using var entries = new NpgsqlCommand(EntriesSql, second) { CommandTimeout = 0 };
        await using var blockReader = await blocks.ExecuteReaderAsync(cancellationToken);
        await using var entryReader = await entries.ExecuteReaderAsync(cancellationToken);
        var run = new Run(service, blockReader, entryReader, cancellationToken);
        return await run.VerifyAsync();
    }

    private sealed class Run(
        string service, NpgsqlDataReader blocks, NpgsqlDataReader entries, CancellationToken cancellationToken)
    {
        private readonly List<string> _findings = [];
        private readonly Dictionary<Guid, (long Sequence, byte[] Hash)> _heads = [];
        private AuditEntryRow? _next;
        private long _entries;
        private long _blocks;
        private long _number;
        private byte[] _last = AuditHash.Zero;

        internal async Task<AuditVerificationResult> VerifyAsync()
        {
            await ReadNextAsync();
            var round = new List<Block>();
            while (await blocks.ReadAsync(cancellationToken))
            {
                var block = ReadBlock();
                _blocks++;
                // Blocks of one interval were made together and share its entries.
                if (round.Count > 0 && (round[0].From, round[0].To) != (block.From, block.To))
                    await VerifyRoundAsync(round);
                round.Add(block);
            }

            if (round.Count > 0)
                await VerifyRoundAsync(round);
            var waiting = 0L;
            for (; _next is not null; waiting++)
                await ReadNextAsync();
            return new AuditVerificationResult(
                service, _entries, _blocks, waiting, _blocks == 0 ? null : Convert.ToHexStringLower(_last), _findings);
        }

        private async Task VerifyRoundAsync(List<Block> round)
        {
            var (from, to) = (round[0].From, round[0].To);
            while (_next is { } early && early.RecordedIn < from)
            {
                Find($"The entry {Show(early)} lies before block {round[0].Number} and is in none: it was inserted, or a block is " +
                    "missing.");
                await ReadNextAsync();
            }

            var found = new Dictionary<Guid, List<AuditEntryRow>>();
            while (_next is { } entry && entry.RecordedIn < to)
            {
                if (!found.TryGetValue(entry.OrganizationId, out var owned))
                    found.Add(entry.OrganizationId, owned = []);
                owned.Add(entry);
                await ReadNextAsync();
            }

            foreach (var block in round)
            {
                found.Remove(block.OrganizationId, out var owned);
                Verify(block, owned ?? []);
            }

            foreach (var extra in found.Values.SelectMany(owned => owned))
                Find($"The entry {Show(extra)} is in no block: it was inserted, or its block is missing.");
            round.Clear();
        }

        private void Verify(Block block, List<AuditEntryRow> owned)
        {
            _entries += owned.Count;
            var head = _heads.GetValueOrDefault(block.OrganizationId, (0, AuditHash.Zero));
            var name = $"Block {block.Number} (number {block.Sequence} of {ShowOrganization(block.OrganizationId)})";
            if (block.Number != _number + 1 || block.Sequence != head.Item1 + 1)
                Find($"{name}: the block before it is missing.");
            if (!block.PreviousHash.AsSpan().SequenceEqual(head.Item2) || !block.PreviousBlockHash.AsSpan().SequenceEqual(_last))
                Find($"{name}: the block before it was changed or is missing.");
            using var hash = AuditHash.Begin(
                block.PreviousHash, block.PreviousBlockHash, block.OrganizationId, block.Number, block.Sequence, block.From, block.To);
            foreach (var entry in owned.OrderBy(entry => entry.RecordedIn).ThenBy(entry => entry.Id, UuidOrder.Instance))
                AuditHash.Append(hash, entry);
            if (owned.Count != block.EntryCount)
            {
                Find(string.Create(CultureInfo.InvariantCulture,
                    $"{name}: it was made of {block.EntryCount} entries, and {owned.Count} are there: some were removed or inserted."));
            }
            else if (!hash.GetHashAndReset().AsSpan().SequenceEqual(block.Hash))
            {
                Find($"{name}: one of its {block.EntryCount} entries or the block itself was changed. They are {Range(owned)}.");
            }

            _heads[block.OrganizationId] = (block.Sequence, block.Hash);
            (_number, _last) = (block.Number, block.Hash);
        }

        private void Find(string finding)
        {
            if (_findings.Count < MaxFindings)
                _findings.Add(finding);
            else if (_findings.Count == MaxFindings)
                _findings.Add($"There are more than {MaxFindings} findings; the rest is left out.");
        }

        private async Task ReadNextAsync() =>
            _next = await entries.ReadAsync(cancellationToken) ? AuditHash.ReadEntry(entries) : null;

        private Block ReadBlock() => new(
            blocks.GetInt64(0), blocks.GetGuid(1), blocks.GetInt64(2), blocks.GetInt64(3), blocks.GetInt64(4), blocks.GetInt32(5),
            blocks.GetFieldValue<byte[]>(6), blocks.GetFieldValue<byte[]>(7), blocks.GetFieldValue<byte[]>(8));

        private static string Range(List<AuditEntryRow> owned) =>
            owned.Count == 0 ? "none" : owned.Count == 1 ? Show(owned[0]) : $"{Show(owned[0])} to {Show(owned[^1])}";

        private static string Show(AuditEntryRow entry) => TypeId.Format(IdPrefixes.AuditLogEntry, entry.Id);

        private static string ShowOrganization(Guid id) => TypeId.Format(IdPrefixes.Organization, id);
    }

    // As the database orders uuids: by their bytes.
    private sealed class UuidOrder : IComparer<Guid>
    {
        internal static readonly UuidOrder Instance = new();

        public int Compare(Guid x, Guid y)
        {
            Span<byte> a = stackalloc byte[16];
            Span<byte> b = stackalloc byte[16];
            x.TryWriteBytes(a, bigEndian: true, out _);
            y.TryWriteBytes(b, bigEndian: true, out _);
            return a.SequenceCompareTo(b);
        }
    }
}
