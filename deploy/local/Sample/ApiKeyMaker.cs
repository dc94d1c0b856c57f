using System.Text.Json;
using Passinstance.Local.Programs;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local.Sample;

/// <summary>Makes the organisation and the API key of the person in front of the screen, with the gateway's own administration commands.</summary>
internal static class ApiKeyMaker
{
    /// <summary>Returns secrets that hold an organisation and a key; asks the gateway program for what is missing.</summary>
    public static async Task<Secrets> CompleteAsync(Secrets secrets, DeploymentValues values, CancellationToken cancellationToken)
    {
        if (secrets.OrganizationId is null)
        {
            var organization = await AdministerAsync(values, ["create-organization", "--name", "Local"], cancellationToken).ConfigureAwait(false);
            secrets = secrets with { OrganizationId = organization.GetProperty("organizationId").GetString() };
        }

        if (secrets.ApiKey is null)
        {
            var key = await AdministerAsync(
                values, ["create-key", "--organization", secrets.OrganizationId!, "--name", "Launcher", "--environment", "test"], cancellationToken).ConfigureAwait(false);
            secrets = secrets with { ApiKey = key.GetProperty("apiKey").GetString() };
        }

        return secrets;
    }

    private static async Task<JsonElement> AdministerAsync(DeploymentValues values, string[] arguments, CancellationToken cancellationToken)
    {
        string? answer = null;
        var (exitCode, output) = await ChildProcess.RunAsync(
            ProgramProcess.Command(ProgramTable.Gateway, values, ["admin", .. arguments]), cancellationToken,
            line => answer = line.StartsWith('{') ? line : answer).ConfigureAwait(false);
        if (exitCode != 0 || answer is null)
            throw new LocalSetupException($"`gateway admin {arguments[0]}` ended with {exitCode} and without an answer:\n{output}");
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.Clone();
    }
}
