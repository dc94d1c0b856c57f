using System.Globalization;
using Passinstance.LocalServers;

namespace Passinstance.Local.State;

/// <summary>
/// Allows one running launcher per folder. The kernel holds the lock and releases it however the process ends, so there is no stale lock. A
/// second file names the holder, since a locked file cannot be read.
/// </summary>
internal sealed class InstanceLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _holderPath;

    private InstanceLock(FileStream file, string holderPath)
    {
        _file = file;
        _holderPath = holderPath;
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
            throw new LocalSetupException($"{folder} belongs to another user, who started Passinstance here before. Start as that user.",
                exception);
        }
        catch (IOException exception)
        {
            var holder = File.Exists(holderPath) ? File.ReadAllText(holderPath).Trim() : "unknown";
            throw new LocalSetupException(
                $"Passinstance is already running on {folder}: process {holder}.\n"
                + "Use it, stop it (Ctrl-C there, or `kill` that process), or start a second one with --ephemeral --port 0.", exception);
        }

        File.WriteAllText(holderPath, string.Create(
            CultureInfo.InvariantCulture, $"{Environment.ProcessId}, started {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC\n"));
        return new(file, holderPath);
    }

    public void Dispose()
    {
        File.Delete(_holderPath);
        // The locked file is not deleted: another launcher may have it open already, and a new file would be a second lock.
        _file.Dispose();
    }
}
