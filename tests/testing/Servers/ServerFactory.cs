using System.Security.Cryptography;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Testing.Servers;

/// <summary>Builds servers for tests in a folder of their own below .local/tests.</summary>
internal static class ServerFactory
{
    private const int RemoveAttempts = 50;
    private static readonly TimeSpan RemovePause = TimeSpan.FromMilliseconds(100);

    public static string Folder => Path.Combine(Repository.Local, "tests");

    public static string NewPassword() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public static string NewSuffix() => RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>The request for a server with a folder of its own.</summary>
    public static ServerRequest Request(string name, bool durable, ProcessLog log, bool management = false)
    {
        var leaf = $"{name}-{Environment.ProcessId}";
        return new()
        {
            Folder = Path.Combine(Folder, leaf),
            FallbackFolder = Path.Combine(FallbackFolder, leaf),
            Password = NewPassword(),
            Durable = durable,
            MaxConnections = 600,
            Management = management,
            Log = log,
        };
    }

    /// <summary>Removes folders of processes that no longer run. Folder names end in the id of the process that made them.</summary>
    public static async Task RemoveLeftoversAsync()
    {
        foreach (var parent in (string[])[Folder, FallbackFolder])
        {
            if (!Directory.Exists(parent))
                continue;
            foreach (var folder in Directory.GetDirectories(parent))
                if (int.TryParse(folder.AsSpan(folder.LastIndexOf('-') + 1), out var owner) && !Directory.Exists($"/proc/{owner}"))
                    await RemoveAsync(folder);
        }
    }

    public static async Task RemoveAsync(string folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                // Another process has removed it already.
                return;
            }
            catch (IOException) when (attempt < RemoveAttempts)
            {
                // A server that is being killed wrote one more file, or another process is removing the same folder.
                await Task.Delay(RemovePause);
            }
        }
    }

    private static string FallbackFolder => $"/tmp/passinstance-tests-{PosixCalls.EffectiveUserId()}";
}
