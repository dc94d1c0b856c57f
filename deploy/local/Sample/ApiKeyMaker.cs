using System.Text.Json;
using Passinstance.Local.Programs;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local.Sample;

/// <summary>Creates the organization and API key of the launcher's user with the gateway's administration commands.</summary>
internal static class ApiKeyMaker
{
    private const string OwnerEmail = "owner@localhost";

    /// <summary>Returns secrets that contain an organization and a key, created when missing.</summary>
    public static async Task<Secrets> CompleteAsync(Secrets secrets, DeploymentValues values, CancellationToken cancellationToken)
    {
        if (secrets.OrganizationId is null)
        {
            var organization = await AdministerAsync(values, ["create-organization", "--name", "Local"], cancellationToken);
            secrets = secrets with { OrganizationId = organization.GetProperty("organizationId").GetString() };
        }

        if (secrets.ApiKey is null)
        {
            var key = await AdministerAsync(
                values, ["create-key", "--organization", secrets.OrganizationId!, "--name", "Launcher", "--environment", "test"],
                    cancellationToken);
            secrets = secrets with { ApiKey = key.GetProperty("apiKey").GetString() };
        }

        return secrets;
    }

    /// <summary>A link that signs the launcher's user in once, as an owner of the organization and operator of the instance.</summary>
    public static async Task<string> CreateSignInLinkAsync(
        string organizationId, DeploymentValues values, CancellationToken cancellationToken)
    {
        var link = await AdministerAsync(
            values, ["create-sign-in-link", "--organization", organizationId, "--email", OwnerEmail, "--operator"], cancellationToken);
        return link.GetProperty("signInUrl").GetString()!;
    }

    private static async Task<JsonElement> AdministerAsync(DeploymentValues values, string[] arguments, CancellationToken cancellationToken)
    {
        string? result = null;
        var (exitCode, output) = await ChildProcess.RunAsync(
            ProgramProcess.Command(ProgramTable.Gateway, values, ["admin", .. arguments, "--json"]), cancellationToken,
            line => result = line.StartsWith('{') ? line : result);
        if (exitCode != 0 || result is null)
            throw new LocalSetupException($"`gateway admin {arguments[0]}` ended with exit code {exitCode} and no result:\n{output}");
        using var document = JsonDocument.Parse(result);
        return document.RootElement.Clone();
    }
}
