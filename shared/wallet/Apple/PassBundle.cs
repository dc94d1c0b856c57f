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

    /// <summary>Writes a bundle.</summary>
    /// <param name="passes">Whole passes, each as it would be served alone.</param>
    /// <param name="destination">Gets the bundle.</param>
    /// <exception cref="ArgumentException">There are none, more than 10, or more than 150 MB: make several bundles.</exception>
    public static async Task WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> passes, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(passes);
        ArgumentNullException.ThrowIfNull(destination);
        if (passes.Count is 0 or > MaxPasses)
        {
            throw new ArgumentException(
                $"A bundle holds 1 to {MaxPasses} passes, not {passes.Count}: make several bundles.", nameof(passes));
        }

        if (passes.Sum(p => (long)p.Length) + (passes.Count * 256L) > MaxLength)
            throw new ArgumentException($"A bundle holds at most {MaxLength / 1_000_000} MB: make several bundles.", nameof(passes));
        var directory = new MemoryStream();
        var offset = 0;
        for (var i = 0; i < passes.Count; i++)
        {
            var name = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"pass-{i + 1:00}.pkpass"));
            var crc = Crc32.HashToUInt32(passes[i].Span);
            var header = new byte[ZipRecord.LocalHeaderLength + name.Length];
            ZipRecord.WriteLocalHeader(header, name, ZipRecord.Stored, crc, passes[i].Length, passes[i].Length);
            await destination.WriteAsync(header, cancellationToken);
            await destination.WriteAsync(passes[i], cancellationToken);
            var entry = new byte[ZipRecord.DirectoryHeaderLength + name.Length];
            ZipRecord.WriteDirectoryHeader(entry, name, ZipRecord.Stored, crc, passes[i].Length, passes[i].Length, offset);
            directory.Write(entry);
            offset += header.Length + passes[i].Length;
        }

        var end = new byte[ZipRecord.EndLength];
        ZipRecord.WriteEnd(end, passes.Count, (int)directory.Length, offset);
        directory.Write(end);
        await destination.WriteAsync(directory.GetBuffer().AsMemory(0, (int)directory.Length), cancellationToken);
    }
}
