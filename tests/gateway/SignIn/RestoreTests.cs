using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Persistence.Restores;
using Passinstance.Testing.Services;

namespace Passinstance.Gateway.Tests.SignIn;

/// <summary>What the gateway does after its database was restored.</summary>
[Trait("Category", "Integration")]
public sealed class RestoreTests
{
    [Fact]
    public async Task Every_session_ends_and_what_an_operator_must_look_at_is_named()
    {
        // A restore concerns everybody: a database of its own.
        await using var gateway = await GatewayFixture.StartAsync(deployment: await Deployment.CreateAsync());
        var person = await TestPerson.SignedInAsync(gateway);
        await gateway.CreateKeyAsync(person.OrganizationId);
        Assert.Equal(1, await LiveAsync(gateway));

        var lines = await OperatorCommand.RunAsync(RestoreCommand.Create(() => gateway.Services));

        Assert.Equal(0, await LiveAsync(gateway));
        var finding = Assert.Single(lines, line => line.TryGetProperty("finding", out _)).GetProperty("finding");
        Assert.Equal(1, finding.GetProperty("validApiKeys").GetInt32());
        Assert.Contains("revoke them once more", finding.Text("message"), StringComparison.Ordinal);
    }

    private static async Task<int> LiveAsync(GatewayFixture gateway)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<GatewayDbContext>().Sessions.CountAsync(session => session.RevokedAt == null);
    }
}
