namespace Passinstance.LocalServers.Processes;

/// <summary>The user that a server runs as when the launcher itself is root.</summary>
internal sealed record ServerAccount(string Name, uint UserId, uint GroupId)
{
    public static bool RunningAsRoot => PosixCalls.EffectiveUserId() == 0;

    /// <summary>
    /// The first of these users that exists, or null when this process is not root: then everything runs as the current user.
    /// </summary>
    public static ServerAccount? ForServer(params ReadOnlySpan<string> names)
    {
        if (!RunningAsRoot)
            return null;
        foreach (var name in names)
            if (Find(name, File.ReadLines("/etc/passwd")) is { } account)
                return account;
        throw new LocalSetupException(
            $"None of the users {string.Join(", ", names!)} exists on this machine, and this server must not run as root. "
            + "Start as an ordinary user, or create one of them.");
    }

    internal static ServerAccount? Find(string name, IEnumerable<string> passwdLines)
    {
        foreach (var line in passwdLines)
        {
            var parts = line.Split(':');
            if (parts.Length >= 4 && parts[0] == name)
                return new(name, uint.Parse(parts[2]), uint.Parse(parts[3]));
        }

        return null;
    }
}
