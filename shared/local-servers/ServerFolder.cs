using Passinstance.LocalServers.Processes;

namespace Passinstance.LocalServers;

/// <summary>Finds and prepares a folder that a server's user can access.</summary>
internal static class ServerFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersMayPass = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
        | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>
    /// Returns <paramref name="preferred"/> when the account can access it, otherwise <paramref name="fallback"/>: a server that does not
    /// run as root cannot enter a folder below, for example, root's home.
    /// </summary>
    public static async Task<string> PrepareAsync(
        string preferred, string fallback, ServerAccount? account, CancellationToken cancellationToken)
    {
        foreach (var folder in (string[])[preferred, fallback])
        {
            var parent = Directory.GetParent(folder)!.FullName;
            if (!Directory.Exists(parent))
                Directory.CreateDirectory(parent, OthersMayPass);
            if (!await CanEnterAsync(parent, account, cancellationToken))
                continue;
            MakeOwned(folder, account);
            return folder;
        }

        throw new LocalSetupException(
            $"The user {account?.Name} can enter neither {preferred} nor {fallback}. Make one of their parents passable (chmod o+x).");
    }

    /// <summary>Creates the folder, accessible to its owner only, and makes the account its owner.</summary>
    public static void MakeOwned(string folder, ServerAccount? account)
    {
        Directory.CreateDirectory(folder, OwnerOnly);
        if (account is not null)
            PosixCalls.ChangeOwner(folder, account);
    }

    /// <summary>Writes a small file that only the account and root can read.</summary>
    public static void WriteOwned(string path, string text, ServerAccount? account)
    {
        File.Delete(path);
        using (var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        using (var writer = new StreamWriter(stream))
            writer.Write(text);
        if (account is not null)
            PosixCalls.ChangeOwner(path, account);
    }

    private static async Task<bool> CanEnterAsync(string folder, ServerAccount? account, CancellationToken cancellationToken)
    {
        if (account is null)
            return true;
        // Tested by running as that user: checking permission bits here would miss ACLs and mount options.
        var (exitCode, _) = await ChildProcess.RunAsync(new("test", "-x", folder) { RunAs = account }, cancellationToken);
        return exitCode == 0;
    }
}
