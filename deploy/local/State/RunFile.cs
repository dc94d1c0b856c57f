using System.Text.Json;

namespace Passinstance.Local.State;

/// <summary>One of the five programs in the run file.</summary>
internal sealed record RunningProcess(string Name, int Pid, string Url);

/// <summary>A server the launcher runs; one that was given is not listed.</summary>
internal sealed record RunningServer(string Name, int Pid);

/// <summary>What other programs need to know about a running instance. The file exists exactly while all of it is true.</summary>
internal sealed record RunFile(
    string GatewayUrl, string ApiKey, string OrganizationId, string Postgres, string Rabbitmq,
    IReadOnlyList<RunningProcess> Processes, IReadOnlyList<RunningServer> Servers)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Save(string path) => OwnerFile.Write(path, JsonSerializer.Serialize(this, Format));

    public static RunFile Load(string path) => JsonSerializer.Deserialize<RunFile>(File.ReadAllText(path), Format)!;
}
