using System.Text.Json;

namespace Passinstance.Local.State;

/// <summary>One of the six programs in the run file.</summary>
internal sealed record RunningProcess(string Name, int Pid, string Url);

/// <summary>A server of this launcher; a given one is not listed.</summary>
internal sealed record RunningServer(string Name, int Pid);

/// <summary>Describes a running instance for other programs. The file exists only while the instance is ready.</summary>
internal sealed record RunFile(
    string GatewayUrl, string ApiKey, string OrganizationId, string Postgres, string Rabbitmq,
    IReadOnlyList<RunningProcess> Processes, IReadOnlyList<RunningServer> Servers, string? SignInUrl = null,
    string Configuration = "release")
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Save(string path) => OwnerFile.Write(path, JsonSerializer.Serialize(this, Format));

    public static RunFile Load(string path) => JsonSerializer.Deserialize<RunFile>(File.ReadAllText(path), Format)!;
}
