using System.Text;

namespace Passinstance.Local.State;

/// <summary>Writes files that hold secrets.</summary>
internal static class OwnerFile
{
    /// <summary>Writes a file that only its owner can read. The write is atomic: a reader sees the old content or the new.</summary>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Environment.ProcessId}.unfinished";
        File.Delete(unfinished);
        using (var stream = new FileStream(unfinished, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            stream.Write(content);
        File.Move(unfinished, path, overwrite: true);
    }
}
