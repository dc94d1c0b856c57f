using System.Text.Json;

namespace Passinstance.Local.State;

/// <summary>A process in the run file. A server that was given, not started, has none.</summary>
internal sealed record RunningProcess(string Name, int Pid, string Url);

/// <summary>What other programs need to know about a running instance. The file exists exactly while all of it is true.</summary>
internal sealed record RunFile(
    string GatewayUrl, string ApiKey, string OrganizationId, string Postgres, string Rabbitmq, IReadOnlyList<RunningProcess> Processes)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Save(string path) => OwnerFile.Write(path, JsonSerializer.Serialize(this, Format));

    public static RunFile Load(string path) => JsonSerializer.Deserialize<RunFile>(File.ReadAllText(path), Format)!;
}
