namespace Passinstance.System.Tests.Launcher;

/// <summary>A temporary folder that the users of the servers may pass through.</summary>
internal sealed class LauncherFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateDirectory(
        global::System.IO.Path.Combine(global::System.IO.Path.GetTempPath(), $"passinstance-launcher-test-{Guid.NewGuid():n}"),
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.OtherExecute | UnixFileMode.OtherRead | UnixFileMode.GroupExecute).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
