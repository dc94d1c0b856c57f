using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Passinstance.Wallet.Apple.Archive;

namespace Passinstance.Wallet.Apple;

/// <summary>A <c>.pkpasses</c> bundle: several passes in one file, which Safari adds together. At most 10 passes and 150 MB.</summary>
public static class PassBundle
{
    /// <summary>The media type of a bundle.</summary>
    public const string MediaType = "application/vnd.apple.pkpasses";

    /// <summary>The most passes that Wallet takes at once.</summary>
    public const int MaxPasses = 10;

    /// <summary>The most bytes that Wallet takes at once.</summary>
    public const long MaxLength = 150_000_000;

    private const int NameLength = 14;

    /// <summary>Writes a bundle of passes that are in memory as a whole.</summary>
    /// <inheritdoc cref="WriteAsync(IReadOnlyList{PassFile}, Stream, CancellationToken)"/>
    public static Task WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> passes, Stream destination, CancellationToken cancellationToken) =>
        WriteAsync([.. passes.Select(pass => new PassFile(default, pass))], destination, cancellationToken);

    /// <summary>The length of a bundle, in bytes.</summary>
    public static long LengthOf(IReadOnlyList<PassFile> passes) =>
        ZipRecord.EndLength + passes.Sum(
            pass => ZipRecord.LocalHeaderLength + ZipRecord.DirectoryHeaderLength + (2L * NameLength) + pass.Length);

    /// <summary>Writes a bundle, one pass after the other.</summary>
    /// <param name="passes">Whole passes, each as it would be served alone.</param>
    /// <param name="destination">Gets the bundle.</param>
    /// <exception cref="ArgumentException">There are none, more than 10, or more than 150 MB: make several bundles.</exception>
    public static async Task WriteAsync(IReadOnlyList<PassFile> passes, Stream destination, CancellationToken cancellationToken)
    {
        if (passes.Count is 0 or > MaxPasses)
        {
            throw new ArgumentException(
                $"A bundle holds 1 to {MaxPasses} passes, not {passes.Count}: make several bundles.", nameof(passes));
        }

        if (LengthOf(passes) > MaxLength)
            throw new ArgumentException($"A bundle holds at most {MaxLength / 1_000_000} MB: make several bundles.", nameof(passes));
        var directory = new MemoryStream();
        var offset = 0;
        for (var i = 0; i < passes.Count; i++)
        {
            var (prefix, tail) = passes[i];
            var length = prefix.Length + tail.Length;
            var name = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"pass-{i + 1:00}.pkpass"));
            var crc = new Crc32();
            crc.Append(prefix.Span);
            crc.Append(tail.Span);
            var sum = crc.GetCurrentHashAsUInt32();
            var header = new byte[ZipRecord.LocalHeaderLength + name.Length];
            ZipRecord.WriteLocalHeader(header, name, ZipRecord.Stored, sum, length, length);
            await destination.WriteAsync(header, cancellationToken);
            await destination.WriteAsync(prefix, cancellationToken);
            await destination.WriteAsync(tail, cancellationToken);
            var entry = new byte[ZipRecord.DirectoryHeaderLength + name.Length];
            ZipRecord.WriteDirectoryHeader(entry, name, ZipRecord.Stored, sum, length, length, offset);
            directory.Write(entry);
            offset += header.Length + length;
        }

        var end = new byte[ZipRecord.EndLength];
        ZipRecord.WriteEnd(end, passes.Count, (int)directory.Length, offset);
        directory.Write(end);
        await destination.WriteAsync(directory.GetBuffer().AsMemory(0, (int)directory.Length), cancellationToken);
    }
}

/// <summary>A pass in two pieces: what it shares with all passes of its template version, and its own.</summary>
/// <param name="Prefix">The shared piece, which is not copied.</param>
/// <param name="Tail">The pass's own piece.</param>
public readonly record struct PassFile(ReadOnlyMemory<byte> Prefix, ReadOnlyMemory<byte> Tail)
{
    /// <summary>The file's length in bytes.</summary>
    public long Length => (long)Prefix.Length + Tail.Length;
}
