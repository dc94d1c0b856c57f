using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.SignIn.OAuth;

/// <summary>A client that people sign in with: it has no secret, and its codes go to its own addresses only.</summary>
/// <param name="Id">The <c>client_id</c>.</param>
/// <param name="Name">What people see.</param>
/// <param name="RedirectUris">Compared as text.</param>
internal sealed record PersonClient(string Id, string Name, IReadOnlyList<string> RedirectUris);

/// <summary>The clients that people sign in with.</summary>
internal sealed class PersonClients(DeploymentOptions deployment)
{
    /// <summary>The dashboard is part of the deployment.</summary>
    public const string Dashboard = "dashboard";

    public const string DashboardPath = "/dashboard";

    private readonly PersonClient _dashboard =
        new(Dashboard, "Passinstance dashboard", [$"{deployment.PublicUrl}{DashboardPath}/signin-callback"]);

    public ValueTask<PersonClient?> FindAsync(string? clientId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(clientId == Dashboard ? _dashboard : null);
    }
}
