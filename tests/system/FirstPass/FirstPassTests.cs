using System.Net;
using System.Text;
using System.Text.Json;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.FirstPass;

/// <summary>
/// The whole path through the real gateway: a template, a pass, its signed file, and the events that an endpoint receives.
/// </summary>
[Trait("Category", "System")]
public sealed class FirstPassTests(RunningSystem system)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_pass_goes_from_request_to_signed_file_and_each_step_is_delivered_by_a_signed_webhook()
    {
        using var api = await system.NewOrganizationAsync();
        await using var endpoint = await EndpointServer.StartAsync();
        const string secret = "a secret of the customer's own";
        await api.CreateAsync("/api/v1/webhooks",
            new
            {
                url = new Uri(endpoint.Url, "/hooks"),
                events = new[] { "template.created", "pass.created", "pass.updated", "pass.voided" },
                secret
            });

        var template = await api.CreateAsync("/api/v1/templates", SampleMembership.Template());
        var pass = await api.CreateAsync("/api/v1/passes", SampleMembership.Pass(template));
        using var anonymous = new HttpClient();
        var pkpass = PkpassReader.Read(await anonymous.GetByteArrayAsync(new Uri(pass.Text("downloadUrl"))));
        var updated = await api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}",
            new { fields = new { tier = new { label = "Tier", value = "Platinum" } } });
        var voided = await api.CallAsync(HttpMethod.Post, $"/api/v1/passes/{pass.Text("id")}/void");

        Assert.Empty(pkpass.ManifestErrors());
        var root = await anonymous.GetStringAsync(new Uri(system.Gateway, "/wallet/apple/development-root.pem"));
        await OpenSsl.VerifySmimeAsync(pkpass.Signature, pkpass.Manifest, root);
        await OpenSsl.VerifyCmsAsync(pkpass.Signature, pkpass.Manifest, root);
        Assert.StartsWith(new Uri(system.Gateway, "/wallet/apple/org_").ToString(), pkpass.PassJson.Text("webServiceURL"),
            StringComparison.Ordinal);

        foreach (var (type, resource) in (IEnumerable<(string, JsonElement)>)[
            ("template.created", template), ("pass.created", pass), ("pass.updated", updated), ("pass.voided", voided)])
        {
            var delivery = await endpoint.WaitForAsync(request => JsonElement.Parse(request.Text).Text("type") == type, Deadline);
            StandardWebhook.AssertSigned(delivery, Encoding.UTF8.GetBytes(secret));
            var payload = JsonElement.Parse(delivery.Text);
            Assert.Equal(payload.Text("id"), delivery.Headers["webhook-id"]);
            Assert.StartsWith("evt_", payload.Text("id"), StringComparison.Ordinal);
            Assert.Equal("application/json", delivery.Headers["content-type"]);
            Assert.Equal("/hooks", delivery.PathAndQuery);
            // The event says what the API said, to the byte.
            Assert.Equal(resource.GetRawText(), payload.GetProperty("data").GetRawText());
        }
    }

    [Fact]
    public async Task Only_a_valid_key_is_accepted_and_only_by_the_gateway()
    {
        using var api = await system.NewOrganizationAsync();
        var key = api.DefaultRequestHeaders.GetValues("X-API-Key").Single();
        using var bearer = new HttpClient { BaseAddress = system.Gateway };
        bearer.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var anonymous = new HttpClient { BaseAddress = system.Gateway };
        using var past = new HttpClient { BaseAddress = await system.ServiceAsync("pass") };
        past.DefaultRequestHeaders.Add("X-API-Key", key);

        await bearer.CallAsync(HttpMethod.Get, "/api/v1/passes");
        await anonymous.CallAsync(HttpMethod.Get, "/api/v1/passes", null, HttpStatusCode.Unauthorized);
        anonymous.DefaultRequestHeaders.Add("X-API-Key", key[..^1] + (key[^1] == 'A' ? 'B' : 'A'));
        await anonymous.CallAsync(HttpMethod.Get, "/api/v1/passes", null, HttpStatusCode.Unauthorized);
        await past.CallAsync(HttpMethod.Get, "/api/v1/passes", null, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Two_organizations_do_not_see_each_other()
    {
        using var mine = await system.NewOrganizationAsync();
        using var theirs = await system.NewOrganizationAsync();
        var template = await mine.CreateAsync("/api/v1/templates", SampleMembership.Template());
        var pass = await mine.CreateAsync("/api/v1/passes", SampleMembership.Pass(template));

        await theirs.CallAsync(HttpMethod.Get, $"/api/v1/templates/{template.Text("id")}", null, HttpStatusCode.NotFound);
        await theirs.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}", null, HttpStatusCode.NotFound);
        await theirs.CallAsync(HttpMethod.Post, "/api/v1/passes", SampleMembership.Pass(template), HttpStatusCode.UnprocessableEntity);
        foreach (var list in (string[])["templates", "passes", "webhooks"])
            Assert.Equal(0, (await theirs.CallAsync(HttpMethod.Get, $"/api/v1/{list}")).GetProperty("data").GetArrayLength());
    }
}
