using System.Security.Cryptography;
using System.Text;
using Passinstance.LocalServers;

namespace Passinstance.Local.State;

/// <summary>The folder of one instance: .local/ in the clone, or a temporary folder for an ephemeral one.</summary>
internal sealed class InstanceFolder
{
    // Others may traverse it: the servers run as users of their own. Secrets are readable by their owner only.
    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly bool _ephemeral;

    private InstanceFolder(string path, bool ephemeral)
    {
        Path = path;
        _ephemeral = ephemeral;
        Directory.CreateDirectory(path, Passable);
    }

    public string Path { get; }

    public string Secrets => In("secrets.json");

    public string SamplePass => In("sample.pkpass");

    public string Postgres => In("servers/postgres");

    public string RabbitMq => In("servers/rabbitmq");

    /// <summary>Folder for a server's data when its user cannot enter this folder (a clone below root's home).</summary>
    public string ElsewhereFor(string server) => System.IO.Path.Combine(Elsewhere, server);

    private string Elsewhere => System.IO.Path.Combine(
        _ephemeral ? "/tmp" : "/var/lib/passinstance", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path)))[..12]);

    /// <summary>.local/ in the clone, or the folder named by PASSINSTANCE_FOLDER.</summary>
    public static InstanceFolder Lasting() => new(
        Environment.GetEnvironmentVariable("PASSINSTANCE_FOLDER") is { Length: > 0 } given
            ? System.IO.Path.GetFullPath(given) : Repository.Local, ephemeral: false);

    public static InstanceFolder Temporary() =>
        new(System.IO.Path.Combine(System.IO.Path.GetTempPath(),
            $"passinstance-{RandomNumberGenerator.GetHexString(10, lowercase: true)}"), ephemeral: true);

    public string Log(string name) => In($"logs/{name}.log");

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Removes the data of an instance, but not the lock and the folder of running tests.</summary>
    public void Reset()
    {
        foreach (var name in (string[])["servers", "logs", Elsewhere])
            if (Directory.Exists(In(name)))
                Directory.Delete(In(name), recursive: true);
        foreach (var file in (string[])[Secrets, SamplePass, In("run.json")])
            File.Delete(file);
    }

    /// <summary>Removes the folder of an ephemeral instance; keeps any other.</summary>
    public void RemoveIfEphemeral()
    {
        if (!_ephemeral)
            return;
        Reset();
        Directory.Delete(Path, recursive: true);
    }
}
