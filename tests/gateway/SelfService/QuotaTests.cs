using System.Net;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Gateway.Tests.SignIn;

namespace Passinstance.Gateway.Tests.SelfService;

/// <summary>
/// What an organization or a person may have of what grows in the gateway; requests at the same moment pass no limit together.
/// </summary>
[Trait("Category", "Integration")]
public sealed class QuotaTests
{
    private const int Max = 3;
    private const int Requests = 12;

    [Theory]
    [InlineData("/api/v1/api-keys", "ApiKeys", 0)]
    [InlineData("/api/v1/oauth-clients", "OAuthClients", 0)]
    [InlineData("/api/v1/invitations", "Invitations", 0)]
    [InlineData("/api/v1/organizations", "Organizations", 1)]
    public async Task Requests_at_the_same_moment_pass_no_limit(string path, string quota, int present)
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { [$"Quotas:{quota}"] = $"{Max}" });
        var owner = await TestPerson.SignedInAsync(gateway);
        var token = await owner.AccessTokenAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, Requests).Select(
            _ => owner.CallAsync(HttpMethod.Post, path, token, Body(path))));

        var rejected = responses.Where(one => one.StatusCode != HttpStatusCode.Created).ToList();
        Assert.Equal(Requests - (Max - present), rejected.Count);
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.UnprocessableEntity, "quota_exceeded", rejected[0]);
        Assert.Contains($"Quotas:{quota}", problem.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.All(rejected, one => Assert.Equal(HttpStatusCode.UnprocessableEntity, one.StatusCode));
    }

    [Fact]
    public async Task What_is_revoked_or_withdrawn_makes_room()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["Quotas:ApiKeys"] = "1", ["Quotas:Invitations"] = "1" });
        var owner = await TestPerson.SignedInAsync(gateway);
        var token = await owner.AccessTokenAsync();
        foreach (var (path, remove) in ((string, Func<string, Task>)[])
            [
                ("/api/v1/api-keys", id => owner.ReadAsync(HttpMethod.Post, $"/api/v1/api-keys/{id}/revoke", token)),
                ("/api/v1/invitations", id => owner.CallAsync(HttpMethod.Delete, $"/api/v1/invitations/{id}", token)),
            ])
        {
            var first = await owner.ReadAsync(HttpMethod.Post, path, token, Body(path), HttpStatusCode.Created);
            var second = await owner.CallAsync(HttpMethod.Post, path, token, Body(path));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
            await remove(first.GetProperty("id").GetString()!);
            await owner.ReadAsync(HttpMethod.Post, path, token, Body(path), HttpStatusCode.Created);
        }
    }

    [Theory]
    [InlineData("/api/v1/api-keys")]
    [InlineData("/api/v1/oauth-clients")]
    public async Task An_empty_list_of_scopes_is_not_taken_for_the_default(string path)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var owner = await TestPerson.SignedInAsync(gateway);
        var token = await owner.AccessTokenAsync();

        var response = await owner.CallAsync(HttpMethod.Post, path, token, new { name = "x", scopes = Array.Empty<string>() });

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.UnprocessableEntity, "invalid_request", response);
        Assert.Equal("/scopes", problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    private static object Body(string path) => path switch
    {
        "/api/v1/invitations" => new { email = $"{Guid.NewGuid():N}@example.com", role = "viewer" },
        _ => new { name = "x" },
    };
}
