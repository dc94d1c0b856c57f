using System.Buffers.Binary;
using System.IO.Compression;

namespace Passinstance.Wallet.Apple.Packages;

/// <summary>Why a file cannot be read as a pass or a template of a pass.</summary>
/// <param name="code">A stable code.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class PackageException(string code, string message) : Exception(message)
{
    /// <summary>A stable code.</summary>
    public string Code { get; } = code;
}

/// <summary>
/// Unpacks an archive that came from outside, within bounds: how many files, how much of each and together, also when the archive says
/// otherwise of itself. Files are read by name and written nowhere.
/// </summary>
internal static class PackageFiles
{
    /// <summary>The largest archive.</summary>
    public const int MaxArchive = 10 * 1024 * 1024;

    private const int MaxFiles = 300;
    private const int MaxFile = 10 * 1024 * 1024;
    private const int MaxUnpacked = 32 * 1024 * 1024;
    private const int MaxName = 300;
    private const string PassJson = "pass.json";

    /// <summary>The files beside <c>pass.json</c> and below its folder, by their path from there.</summary>
    /// <exception cref="PackageException">It is no such archive, or exceeds a bound.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > MaxArchive)
            throw new PackageException("package_too_large", $"Send a file of at most {MaxArchive / 1024 / 1024} MB.");
        // "PK" of a first file, or of an archive without any.
        if (file.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(file.Span) is not (0x04034B50 or 0x06054B50))
        {
            throw new PackageException(
                "not_a_package", "Send a .pkpass file, or a .pkpasstemplate folder packed as a zip file: this file is no zip archive.");
        }

        try
        {
            using var archive = new ZipArchive(new MemoryStream(file.ToArray(), writable: false), ZipArchiveMode.Read);
            return Read(archive);
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or IOException)
        {
            throw new PackageException("not_a_package", "The zip archive is damaged or encrypted. Make it again and send that file.");
        }
    }

    private static Dictionary<string, byte[]> Read(ZipArchive archive)
    {
        if (archive.Entries.Count > MaxFiles)
        {
            throw new PackageException(
                "package_too_large", $"The archive has {archive.Entries.Count} files; a pass has at most {MaxFiles}.");
        }

        var entries = archive.Entries.Where(IsFile).ToList();
        if (entries.Exists(entry => entry.FullName.Length > MaxName))
            throw new PackageException("not_a_package", $"A file in the archive has a name of more than {MaxName} characters.");
        // The folder itself may have been packed: the nearest pass.json says where the pass begins.
        var root = entries.Where(entry => entry.FullName == PassJson || entry.FullName.EndsWith("/" + PassJson, StringComparison.Ordinal))
            .MinBy(entry => entry.FullName.Length)?.FullName[..^PassJson.Length] ?? throw new PackageException(
                "no_pass_json", "The archive has no pass.json. Send a .pkpass file, or a .pkpasstemplate folder packed as a zip file.");
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var room = MaxUnpacked;
        foreach (var entry in entries.Where(entry => entry.FullName.StartsWith(root, StringComparison.Ordinal)))
        {
            var content = Unpack(entry, Math.Min(room, MaxFile));
            room -= content.Length;
            if (!files.TryAdd(entry.FullName[root.Length..], content))
                throw new PackageException("not_a_package", $"\"{Shortened(entry.FullName)}\" is in the archive twice.");
        }

        return files;
    }

    // What systems add by themselves is no part of a pass, and a path that climbs is no path of one.
    private static bool IsFile(ZipArchiveEntry entry) => entry.FullName.Length > 0 && entry.FullName[^1] is not ('/' or '\\')
        && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) && entry.Name is not (".DS_Store" or "Thumbs.db")
        && !entry.FullName.StartsWith('/') && !entry.FullName.Contains('\\', StringComparison.Ordinal)
        && !entry.FullName.Split('/').Contains("..", StringComparer.Ordinal);

    private static byte[] Unpack(ZipArchiveEntry entry, int max)
    {
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[32 * 1024];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > max)
            {
                throw new PackageException("package_too_large",
                    $"\"{Shortened(entry.FullName)}\" is too large: at most {MaxFile / 1024 / 1024} MB a file and " +
                    $"{MaxUnpacked / 1024 / 1024} MB together, unpacked.");
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    private static string Shortened(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
