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

    public static async Task<PostgresServer> PostgresAsync(string name, bool durable, ProcessLog log, Action<string> progress, CancellationToken cancellationToken)
    {
        var installation = await ServerInstaller.PostgresAsync(dataFolder: null, progress, cancellationToken).ConfigureAwait(false);
        var account = ServerAccount.ForServer("postgres", "nobody");
        var folder = await FolderAsync(name, account, cancellationToken).ConfigureAwait(false);
        return new(installation, new() { Folder = folder, Password = NewPassword(), Durable = durable, MaxConnections = 600, Account = account }, log);
    }

    public static async Task<RabbitMqServer> RabbitMqAsync(string name, bool management, ProcessLog log, Action<string> progress, CancellationToken cancellationToken)
    {
        var installation = await ServerInstaller.RabbitMqAsync(progress, cancellationToken).ConfigureAwait(false);
        var account = ServerAccount.ForServer("rabbitmq", "nobody");
        var folder = await FolderAsync(name, account, cancellationToken).ConfigureAwait(false);
        return new(installation, new() { Folder = folder, Password = NewPassword(), Management = management, Account = account }, log);
    }

    /// <summary>Removes what processes left that are gone now. Folder names end in the id of the process that made them.</summary>
    public static async Task RemoveLeftoversAsync()
    {
        foreach (var parent in (string[])[Folder, FallbackFolder])
        {
            if (!Directory.Exists(parent))
                continue;
            foreach (var folder in Directory.GetDirectories(parent))
                if (int.TryParse(folder.AsSpan(folder.LastIndexOf('-') + 1), out var owner) && !Directory.Exists($"/proc/{owner}"))
                    await RemoveAsync(folder).ConfigureAwait(false);
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
                // Another process was quicker.
                return;
            }
            catch (IOException) when (attempt < RemoveAttempts)
            {
                // A server that is being killed wrote one more file, or another process removes the same folder.
                await Task.Delay(RemovePause).ConfigureAwait(false);
            }
        }
    }

    private static string FallbackFolder => $"/tmp/passinstance-tests-{LinuxCalls.EffectiveUserId()}";

    private static Task<string> FolderAsync(string name, ServerAccount? account, CancellationToken cancellationToken)
    {
        var leaf = $"{name}-{Environment.ProcessId}";
        return ServerFolder.PrepareAsync(Path.Combine(Folder, leaf), Path.Combine(FallbackFolder, leaf), account, cancellationToken);
    }
}
