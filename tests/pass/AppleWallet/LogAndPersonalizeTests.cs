using System.Globalization;
using System.Net;
using System.Security.Cryptography.Pkcs;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Passinstance.Passes.AppleWallet;
using Passinstance.Persistence.Retention;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.AppleWallet;

[Trait("Category", "Integration")]
public sealed class LogAndPersonalizeTests(PassFixture fixture)
{
    [Fact]
    public async Task The_newest_thousand_logs_of_an_organization_are_stored()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("G-1");
        var stranger = await fixture.NewIssuerAsync();
        var phone = new Phone(fixture, issuer.OrganizationId);

        for (var i = 0; i < 22; i++)
            Assert.Equal(HttpStatusCode.OK,
                await LogAsync(phone, [.. Enumerable.Range(i * 50, 50).Select(n => n.ToString(CultureInfo.InvariantCulture))]));
        Assert.Equal(HttpStatusCode.OK, await LogAsync(phone, new string('x', 100_000), "nul \0 inside"));

        var page = await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes/device-logs?limit=3");
        var messages = page.GetProperty("data").EnumerateArray().Select(entry => entry.Text("message")).ToList();
        Assert.Equal("nul \uFFFD inside", messages[0]);
        Assert.Equal(2000, messages[1].Length);
        Assert.Equal("1099", messages[2]);
        Assert.Equal(DeviceLogStore.MaxStored,
            await fixture.Passes.ScalarAsync<long>($"SELECT count(*) FROM device_logs WHERE organization_id = '{issuer.OrganizationId}'"));
        Assert.Equal(0, (await stranger.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes/device-logs")).GetProperty("data")
            .GetArrayLength());
    }

    [Theory]
    [InlineData(1998, "😀")]
    [InlineData(1999, "")]
    [InlineData(2000, "")]
    public async Task A_log_that_is_cut_at_an_emoji_is_stored_without_half_of_it(int letters, string kept)
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("G-9");
        var beginning = new string('a', letters);

        Assert.Equal(HttpStatusCode.OK, await LogAsync(new Phone(fixture, issuer.OrganizationId), beginning + "😀 tail"));

        var page = await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes/device-logs");
        Assert.Equal(beginning + kept, Assert.Single(page.GetProperty("data").EnumerateArray()).Text("message"));
    }

    [Fact]
    public async Task A_log_with_half_an_emoji_in_its_JSON_is_refused()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("G-10");
        var phone = new Phone(fixture, issuer.OrganizationId);

        foreach (var half in (string[])["\\ud83d", "\\ude00", "\\ude00\\ud83d"])
            Assert.Equal(HttpStatusCode.BadRequest, await phone.StatusAsync(HttpMethod.Post, "log", null, $"{{\"logs\":[\"{half}\"]}}"));
    }

    [Fact]
    public async Task Nothing_is_stored_for_an_organization_without_passes()
    {
        var empty = Guid.CreateVersion7();

        Assert.Equal(HttpStatusCode.OK, await LogAsync(new Phone(fixture, empty), "hello"));
        Assert.Equal(HttpStatusCode.BadRequest, await new Phone(fixture, empty).StatusAsync(HttpMethod.Post, "log", null, "[]"));

        Assert.Equal(0, await fixture.Passes.ScalarAsync<long>($"SELECT count(*) FROM device_logs WHERE organization_id = '{empty}'"));
    }

    [Fact]
    public async Task A_personalization_is_stored_sealed_and_the_response_is_the_signed_token()
    {
        var issuer = await NewProgramAsync();
        var pass = await issuer.IssueAsync("G-2");
        var phone = new Phone(fixture, issuer.OrganizationId);

        var proof = await ProofAsync(pass);
        using var response = await PersonalizeAsync(
            phone, "G-2", "dG9rZW4tMQ==", new { emailAddress = "jane@example.com", fullName = "Jane Doe" }, proof);
        using var repeated = await PersonalizeAsync(
            phone, "G-2", "dG9rZW4tMQ==", new { emailAddress = "someone@else.example" }, proof);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        var signed = new SignedCms(new ContentInfo(Encoding.UTF8.GetBytes("dG9rZW4tMQ==")), detached: true);
        signed.Decode(await response.Content.ReadAsByteArrayAsync());
        signed.CheckSignature(verifySignatureOnly: true);
        Assert.Contains(Phone.PassType, signed.SignerInfos[0].Certificate!.Subject, StringComparison.Ordinal);
        // The first one stays.
        Assert.Equal(HttpStatusCode.OK, repeated.StatusCode);
        var kept = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}/personalization");
        Assert.Equal("jane@example.com", kept.GetProperty("info").Text("emailAddress"));
        Assert.DoesNotContain(
            "jane@example.com", await fixture.Passes.ScalarAsync<string>("SELECT string_agg(p::text, '') FROM personalizations p")
            ?? "", StringComparison.Ordinal);
        await (await fixture.NewIssuerAsync())
            .Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}/personalization", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Retention_removes_what_the_holder_of_a_deleted_pass_entered()
    {
        var issuer = await NewProgramAsync();
        var phone = new Phone(fixture, issuer.OrganizationId);
        foreach (var serialNumber in (string[])["G-11", "G-12", "G-13"])
        {
            var pass = await issuer.IssueAsync(serialNumber);
            using var response = await PersonalizeAsync(
                phone, serialNumber, "dG9rZW4tMQ==", new { fullName = "Jane Doe" }, await ProofAsync(pass));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            if (serialNumber != "G-13")
                await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{pass.Text("id")}", null, HttpStatusCode.NoContent);
        }

        await fixture.Passes.ScalarAsync<object>(
            $"UPDATE passes SET deleted_at = now() - interval '31 days' WHERE organization_id = '{issuer.OrganizationId}' " +
            "AND serial_number = 'G-11'");
        await fixture.Passes.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single().RunAsync(CancellationToken.None);

        // The pass that was deleted lately and the one that was not keep theirs.
        Assert.Equal("G-12,G-13", await fixture.Passes.ScalarAsync<string>(
            "SELECT string_agg(p.serial_number, ',' ORDER BY p.serial_number) FROM personalizations s " +
            "JOIN passes p ON p.organization_id = s.organization_id AND p.id = s.pass_id " +
            $"WHERE s.organization_id = '{issuer.OrganizationId}'"));
        var problem = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass("G-11"), HttpStatusCode.Conflict);
        Assert.Equal("serial_number_deleted", problem.Text("code"));
    }

    [Fact]
    public async Task A_personalized_pass_replaces_the_one_that_asks()
    {
        var issuer = await NewProgramAsync();
        var pass = await issuer.IssueAsync("G-6");
        await issuer.IssueAsync("G-7");
        var phone = new Phone(fixture, issuer.OrganizationId);
        var card = await Phone.DownloadAsync(fixture, pass);
        await phone.RegisterAsync(card);
        var tag = (await phone.ListAsync())!.Value.Tag;
        using var asking = await phone.FetchAsync(card);
        Assert.Contains("personalization.json", await FilesAsync(asking));

        var proof = await ProofAsync(pass);
        (await PersonalizeAsync(phone, "G-6", "dG9rZW4tMg==", new { fullName = "Jane Doe" }, proof)).Dispose();

        // The device is notified of a change and fetches a pass that no longer asks.
        Assert.Equal(["G-6"], (await phone.ListAsync(tag))!.Value.SerialNumbers);
        using var personalized = await phone.FetchAsync(card, asking.Content.Headers.LastModified);
        var files = await FilesAsync(personalized);
        Assert.DoesNotContain("personalization.json", files);
        Assert.DoesNotContain(files, file => file.StartsWith("personalizationLogo", StringComparison.Ordinal));
        Assert.Contains("icon.png", files);
        Assert.Equal(2, (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{card.Id}")).GetProperty("version").GetInt32());
        // Another pass of the template still asks, and a repeat changes nothing.
        using var other = await phone.FetchAsync(
            await Phone.DownloadAsync(
            fixture, (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes?serialNumber=G-7")).GetProperty("data")[0]));
        Assert.Contains("personalization.json", await FilesAsync(other));
        (await PersonalizeAsync(phone, "G-6", "dG9rZW4tMg==", new { fullName = "Somebody Else" }, proof)).Dispose();
        Assert.Equal(2, (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{card.Id}")).GetProperty("version").GetInt32());
    }

    private static async Task<IReadOnlyCollection<string>> FilesAsync(HttpResponseMessage response)
    {
        var pkpass = Testing.Wallet.PkpassReader.Read(await response.Content.ReadAsByteArrayAsync());
        Assert.Empty(pkpass.ManifestErrors());
        return [.. pkpass.Files.Keys];
    }

    private static object WithProgram()
    {
        using var key = System.Security.Cryptography.ECDiffieHellman.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return new
        {
            name = "Rewards",
            description = "Rewards card",
            passType = "storeCard",
            organizationName = "Café Zürich",
            teamIdentifier = "TEAM123456789",
            passTypeIdentifier = Phone.PassType,
            nfc = new { message = "reward", encryptionPublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) },
            personalization = new { description = "Join", requiredPersonalizationFields = new[] { "PKPassPersonalizationFieldName" } },
            images = new[]
            {
                new { name = "personalizationLogo",
                    content = Convert.ToBase64String(HostedPages.Pictures.Paint(150, 40, (_, _) => (0.2, 0.4, 0.6, 1))) },
                new { name = "icon", content = Convert.ToBase64String(HostedPages.Pictures.Paint(29, 29, (_, _) => (0.2, 0.4, 0.6, 1))) },
            },
        };
    }

    [Fact]
    public async Task Who_only_knows_a_serial_number_stores_nothing_and_gets_no_signature()
    {
        var issuer = await NewProgramAsync();
        var pass = await issuer.IssueAsync("G-3");
        var other = await issuer.IssueAsync("G-3-other");
        var phone = new Phone(fixture, issuer.OrganizationId);
        var proofOfOther = await ProofAsync(other);

        foreach (var (serialNumber, proof) in ((string, string?)[])[
            ("G-3", null), ("G-3", "guess"), ("G-3", proofOfOther), ("G-none", null), ("G-none", proofOfOther)])
        {
            using var response = await PersonalizeAsync(phone, serialNumber, "abc", new { fullName = "Somebody Else" }, proof);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        await issuer.Passes.CallAsync(
            HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}/personalization", null, HttpStatusCode.NotFound);
        // The holder still can.
        using var holder = await PersonalizeAsync(phone, "G-3", "abc", new { fullName = "Jane Doe" }, await ProofAsync(pass));
        Assert.Equal(HttpStatusCode.OK, holder.StatusCode);
        Assert.Contains("Jane Doe", await issuer.Passes.GetStringAsync($"/api/v1/passes/{pass.Text("id")}/personalization"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pass_whose_template_does_not_ask_gets_no_signature()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("G-8");

        using var response = await PersonalizeAsync(new Phone(fixture, issuer.OrganizationId), "G-8", "abc", new { }, "guess");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_manifest_is_no_personalization_token()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("G-4");

        using var response = await PersonalizeAsync(
            new Phone(fixture, issuer.OrganizationId), "G-4", "{\"pass.json\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"}", new { });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static Task<HttpStatusCode> LogAsync(Phone phone, params string[] messages) =>
        phone.StatusAsync(HttpMethod.Post, "log", null, JsonSerializer.Serialize(new { logs = messages }));

    private static Task<HttpResponseMessage> PersonalizeAsync(
        Phone phone, string serialNumber, string token, object info, string? proof = null) => phone.SendAsync(
        HttpMethod.Post, $"passes/{Phone.PassType}/{serialNumber}/personalize", null,
        JsonSerializer.Serialize(new { personalizationToken = token, requiredPersonalizationInfo = info }), null, proof);

    // From the address that the pass gives to Wallet.
    private async Task<string> ProofAsync(JsonElement pass)
    {
        var file = Testing.Wallet.PkpassReader.Read(
            await fixture.Passes.AnonymousClient().GetByteArrayAsync(new Uri(pass.Text("downloadUrl")).AbsolutePath));
        return new Uri(file.PassJson.Text("webServiceURL")).AbsolutePath.Split("/holder/")[1];
    }

    // An organization whose template asks holders to sign up.
    private async Task<Issuer> NewProgramAsync()
    {
        var issuer = new Issuer(fixture, Guid.CreateVersion7());
        issuer.TemplateId = (await issuer.Templates.CreateAsync("/api/v1/templates", WithProgram())).Text("id");
        return issuer;
    }
}
