using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.Templates;

/// <summary>
/// Templates and certificates through the real gateway: what is published reaches passes, and what is uploaded signs them.
/// </summary>
[Trait("Category", "System")]
public sealed class PublishedTemplateTests(RunningSystem system)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly byte[] Pixel =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_published_image_reaches_existing_passes_and_webhooks_report_only_the_template()
    {
        using var api = await system.NewOrganizationAsync();
        using var anonymous = new HttpClient();
        await using var endpoint = await EndpointServer.StartAsync();
        await api.CreateAsync("/api/v1/webhooks", new { url = endpoint.Url, events = new[] { "template.*", "pass.updated" } });
        var template = await api.CreateAsync("/api/v1/templates", Template("pass.test.published"));
        var path = $"/api/v1/templates/{template.Text("id")}";
        var pass = await api.CreateAsync("/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "OUT-1" });

        using (var image = new HttpRequestMessage(HttpMethod.Put, $"{path}/images/strip") { Content = new ByteArrayContent(Pixel) })
        {
            image.Content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            using var kept = await api.SendAsync(image);
            Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
            Assert.NotNull(kept.Headers.ETag);
        }

        // The image was decoded and written anew: what is stored is what devices get.
        var stored = await api.GetByteArrayAsync($"{path}/images/strip");
        await api.CallAsync(HttpMethod.Post, $"{path}/publish");

        await Eventually.TrueAsync(async token =>
            (await api.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}", cancellationToken: token))
            .GetProperty("templateVersion").GetInt32() == 2, Deadline, "the pass is moved");
        Assert.Equal(stored, PkpassReader.Read(await anonymous.GetByteArrayAsync(new Uri(pass.Text("downloadUrl")))).Files["strip.png"]);
        await api.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        // Deliveries have no order among each other.
        foreach (var type in (string[])["template.created", "template.updated", "template.deleted"])
            await endpoint.WaitForAsync(request => JsonElement.Parse(request.Text).Text("type") == type, Deadline);
        Assert.Equal(
            ["template.created", "template.deleted", "template.updated"],
            endpoint.Requests.Select(request => JsonElement.Parse(request.Text).Text("type")).Distinct().Order(StringComparer.Ordinal));
        await anonymous.GetByteArrayAsync(new Uri(pass.Text("downloadUrl")));
    }

    [Fact]
    public async Task An_uploaded_certificate_signs_and_its_key_cannot_be_read()
    {
        using var api = await system.NewOrganizationAsync();
        using var stranger = await system.NewOrganizationAsync();
        using var anonymous = new HttpClient();
        using var authority = new AppleTestAuthority();
        using var certificate = authority.Issue("pass.test.uploaded");
        var template = await api.CreateAsync("/api/v1/templates", Template("pass.test.uploaded"));

        var identity = await api.CreateAsync("/api/v1/wallet-identities/apple",
            new { pkcs12 = authority.Pkcs12(certificate, "secret"), password = "secret" });
        var pass = await api.CreateAsync("/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "SIGNED-1" });

        Assert.Equal("not_apple_root", Assert.Single(pass.GetProperty("warnings").EnumerateArray()).Text("code"));
        var file = PkpassReader.Read(await anonymous.GetByteArrayAsync(new Uri(pass.Text("downloadUrl"))));
        await OpenSsl.VerifySmimeAsync(file.Signature, file.Manifest, authority.RootPem);
        var path = $"/api/v1/wallet-identities/{identity.Text("id")}";
        Assert.DoesNotContain("PRIVATE", (await api.CallAsync(HttpMethod.Get, path)).GetRawText(), StringComparison.OrdinalIgnoreCase);
        await stranger.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound);
        await stranger.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NotFound);
        Assert.Empty((await stranger.CallAsync(HttpMethod.Get, "/api/v1/wallet-identities")).GetProperty("data").EnumerateArray());
        await api.CallAsync(HttpMethod.Get, "/internal/wallet-identities/apple/00", null, HttpStatusCode.NotFound);
    }

    private static object Template(string passTypeIdentifier) => new
    {
        name = "Members",
        description = "Membership card",
        passType = "storeCard",
        organizationName = "Café Zürich",
        teamIdentifier = "TEAM123456789",
        passTypeIdentifier,
    };
}
