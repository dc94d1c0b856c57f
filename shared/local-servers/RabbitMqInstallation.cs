namespace Passinstance.LocalServers;

/// <summary>RabbitMQ and the Erlang port mapper found on this machine.</summary>
internal sealed record RabbitMqInstallation(string Server, string PortMapper)
{
    public static RabbitMqInstallation? Find(string root = "/", string? searchPath = null)
    {
        var path = (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        // Not /usr/sbin/rabbitmq-server: Debian's wrapper there changes user and folder and logs to /var/log.
        var server = FirstExisting(
        [
            Path.Combine(root, "usr/lib/rabbitmq/bin/rabbitmq-server"),
            .. Unpacked(Path.Combine(root, "usr/lib/rabbitmq/lib")),
            .. Unpacked(Path.Combine(root, "opt")),
            Path.Combine(root, "opt/rabbitmq/sbin/rabbitmq-server"),
            .. path.Where(folder => folder is not ("/usr/sbin" or "/sbin")).Select(folder => Path.Combine(folder, "rabbitmq-server")),
        ]);
        var portMapper = FirstExisting(
        [
            Path.Combine(root, "usr/bin/epmd"),
            Path.Combine(root, "usr/lib/erlang/bin/epmd"),
            .. path.Select(folder => Path.Combine(folder, "epmd")),
        ]);
        return server is null || portMapper is null ? null : new(server, portMapper);
    }

    private static IEnumerable<string> Unpacked(string folder) =>
        Directory.Exists(folder)
            ? Directory.GetDirectories(folder, "rabbitmq_server-*").OrderDescending()
                .Select(found => Path.Combine(found, "sbin/rabbitmq-server"))
            : [];

    private static string? FirstExisting(IEnumerable<string> candidates) => candidates.FirstOrDefault(File.Exists);
}
