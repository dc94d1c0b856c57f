using System.Globalization;
using Passinstance.LocalServers;

namespace Passinstance.Local.State;

/// <summary>
/// One running launcher a folder. The kernel holds the lock and lets it go when the process ends in whatever way, so a stale one cannot
/// exist. A second file tells who holds it, since a locked file cannot be read.
/// </summary>
internal sealed class InstanceLock : IDisposable
{
    private readonly FileStream file;
    private readonly string holderPath;

    private InstanceLock(FileStream file, string holderPath)
    {
        this.file = file;
        this.holderPath = holderPath;
    }

    public static InstanceLock Take(string folder)
    {
        var path = Path.Combine(folder, "lock");
        var holderPath = Path.Combine(folder, "launcher.pid");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new LocalSetupException($"{folder} belongs to another user, who started Passinstance here before. Start as that user.", exception);
        }
        catch (IOException exception)
        {
            var holder = File.Exists(holderPath) ? File.ReadAllText(holderPath).Trim() : "unknown";
            throw new LocalSetupException(
                $"Passinstance is running already on {folder}: process {holder}.\n"
                + "Use that one, stop it (Ctrl-C there, or `kill` that process), or start another beside it with --ephemeral --port 0.", exception);
        }

        File.WriteAllText(holderPath, string.Create(
            CultureInfo.InvariantCulture, $"{Environment.ProcessId}, started {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC\n"));
        return new(file, holderPath);
    }

    public void Dispose()
    {
        File.Delete(holderPath);
        // The locked file itself stays: another launcher may have it open already, and a new file would be a second lock.
        file.Dispose();
    }
}
