using Passinstance.LocalServers.Processes;

namespace Passinstance.LocalServers;

/// <summary>How missing servers can be installed on this machine.</summary>
internal enum InstallWay
{
    /// <summary>This process is root and apt-get exists.</summary>
    Direct,

    /// <summary>sudo works without a password and apt-get exists.</summary>
    Sudo,

    /// <summary>The user has to run the command.</summary>
    ByHand,
}

/// <summary>Installs missing server packages with apt, or fails with the command to run.</summary>
internal static class ServerInstaller
{
    public const string PostgresPackage = "postgresql";
    public const string RabbitMqPackage = "rabbitmq-server";

    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    public static InstallWay Decide(bool isRoot, bool hasApt, bool sudoWithoutPassword) => (isRoot, hasApt, sudoWithoutPassword) switch
    {
        (_, false, _) => InstallWay.ByHand,
        (true, true, _) => InstallWay.Direct,
        (false, true, true) => InstallWay.Sudo,
        (false, true, false) => InstallWay.ByHand,
    };

    public static string CommandToType(bool isRoot, params IEnumerable<string> packages) =>
        $"{(isRoot ? "" : "sudo ")}apt-get install -y --no-install-recommends {string.Join(' ', packages)}";

    /// <summary>PostgreSQL that can use this data folder (any version when there is no data yet); installed when missing.</summary>
    public static async Task<PostgresInstallation> PostgresAsync(string? dataFolder, Action<string> progress,
        CancellationToken cancellationToken)
    {
        if (PostgresInstallation.Choose(PostgresInstallation.FindAll(), dataFolder) is { } found)
            return found;
        if (PostgresInstallation.FindAll().Count > 0)
            throw new LocalSetupException(
                $"The data in {dataFolder} was written by PostgreSQL {PostgresInstallation.VersionOf(dataFolder)}, which is not installed "
                + $"any more. "
                + "Install that version, or start with --reset to begin empty.");
        await InstallAsync(PostgresPackage, progress, cancellationToken);
        return PostgresInstallation.Choose(PostgresInstallation.FindAll(), dataFolder)
            ?? throw new LocalSetupException(
                $"{PostgresPackage} was installed, but its programs initdb and postgres are not where they are looked for.");
    }

    /// <summary>RabbitMQ; installed when missing.</summary>
    public static async Task<RabbitMqInstallation> RabbitMqAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        if (RabbitMqInstallation.Find() is { } found)
            return found;
        await InstallAsync(RabbitMqPackage, progress, cancellationToken);
        return RabbitMqInstallation.Find()
            ?? throw new LocalSetupException(
                $"{RabbitMqPackage} was installed, but rabbitmq-server and epmd are not where they are looked for.");
    }

    /// <summary>Fails early, with one command for everything that is missing, when it has to be installed by hand.</summary>
    public static async Task CheckAsync(bool needsPostgres, bool needsRabbitMq, CancellationToken cancellationToken)
    {
        List<string> missing = [];
        if (needsPostgres && PostgresInstallation.FindAll().Count == 0)
            missing.Add(PostgresPackage);
        if (needsRabbitMq && RabbitMqInstallation.Find() is null)
            missing.Add(RabbitMqPackage);
        if (missing.Count > 0)
            await FindWayAsync(missing, cancellationToken);
    }

    private static async Task<InstallWay> FindWayAsync(IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        var isRoot = ServerAccount.RunningAsRoot;
        var hasApt = File.Exists("/usr/bin/apt-get");
        var way = Decide(isRoot, hasApt, !isRoot && hasApt && await SudoNeedsNoPasswordAsync(cancellationToken));
        if (way != InstallWay.ByHand)
            return way;
        var names = string.Join(" and ", packages);
        throw new LocalSetupException(hasApt
            ? $"Not installed: {names}, and this user may not install packages. Type:\n\n    {CommandToType(isRoot, packages)}\n\nand "
                + $"start again."
            : $"Not installed: {names}, and there is no apt-get here. Install with this system's own tool, or set "
                + $"{string.Join(" and ", packages.Select(Given))} to running servers, and start again.");
    }

    internal static async Task InstallAsync(string package, Action<string> progress, CancellationToken cancellationToken)
    {
        var isRoot = ServerAccount.RunningAsRoot;
        var way = await FindWayAsync([package], cancellationToken);
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            progress($"installing {package} with apt-get");
            var (exitCode, output) = await AptAsync(way, ["install", "-y", "--no-install-recommends", package], cancellationToken);
            if (exitCode != 0)
            {
                // Usual on a new machine: it has no package lists yet.
                progress("apt-get update");
                await AptAsync(way, ["update"], cancellationToken);
                (exitCode, output) = await AptAsync(way, ["install", "-y", "--no-install-recommends", package], cancellationToken);
            }

            if (exitCode != 0)
                throw new LocalSetupException(
                    $"apt-get could not install {package} (exit code {exitCode}):\n{output}\nInstall it by hand:\n\n    "
                    + $"{CommandToType(isRoot, package)}\n");
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static string Given(string package) => package == PostgresPackage ? "PASSINSTANCE_POSTGRES" : "PASSINSTANCE_RABBITMQ";

    private static async Task<bool> SudoNeedsNoPasswordAsync(CancellationToken cancellationToken) =>
        File.Exists("/usr/bin/sudo")
        && (await ChildProcess.RunAsync(new("sudo", "-n", "true"), cancellationToken)).ExitCode == 0;

    private static Task<(int ExitCode, string Output)> AptAsync(InstallWay way, string[] arguments, CancellationToken cancellationToken)
    {
        // Another apt may hold the lock (unattended upgrades on a fresh machine): wait for it instead of failing.
        string[] apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300", .. arguments];
        ChildCommand command = way == InstallWay.Sudo ? new("sudo", ["-n", .. apt]) : new(apt[0], apt[1..]);
        return ChildProcess.RunAsync(command, cancellationToken);
    }
}
