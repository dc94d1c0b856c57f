namespace Passinstance.Local.State;

/// <summary>Writes files that hold secrets.</summary>
internal static class OwnerFile
{
    /// <summary>Writes a file that only its owner can read; a reader sees the old text or the whole new one, never a part.</summary>
    public static void Write(string path, string text)
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
        using (var writer = new StreamWriter(stream))
            writer.Write(text);
        File.Move(unfinished, path, overwrite: true);
    }
}
