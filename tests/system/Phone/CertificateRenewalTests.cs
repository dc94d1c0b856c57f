using System.Net;
using System.Text.Json;
using Passinstance.Simulators.Phone;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.System.Tests.Phone;

/// <summary>From a certificate request to a renewed certificate, with a pass on a simulated phone; a test authority plays Apple.</summary>
[Trait("Category", "System")]
public sealed class CertificateRenewalTests(RunningSystem system)
{
    private const string PassType = "pass.test.certificaterenewal";
    private const string Identities = "/api/v1/wallet-identities";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_installed_pass_is_pushed_and_updated_before_and_after_the_renewal_of_a_requested_certificate()
    {
        using var api = await system.NewOrganizationAsync();
        using var authority = new AppleTestAuthority();
        using var anonymous = new HttpClient();
        var first = await CompleteAsync(api, authority, DateTimeOffset.UtcNow.AddDays(-340), DateTimeOffset.UtcNow.AddDays(20));
        Assert.Equal("expiring", first.Text("status"));
        var pass = await IssueAsync(api);
        system.Apns.Trust(authority.RootPem);
        await using var phone = new SimulatedPhone(system.Apns, authority.RootPem);
        await phone.AddAsync(new Uri(pass.Text("downloadUrl")));
        await ChangeAsync(api, pass, "Silver");
        await ShowsAsync(phone, "Your tier is now Silver.");

        var renewed = await CompleteAsync(api, authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(390));

        Assert.Equal((first.Text("id"), "active"), (renewed.Text("id"), renewed.Text("status")));
        Assert.NotEqual(first.Text("serialNumber"), renewed.Text("serialNumber"));
        foreach (var tier in (string[])["Gold", "Platinum"])
        {
            await ChangeAsync(api, pass, tier);
            await ShowsAsync(phone, $"Your tier is now {tier}.");
        }

        await Eventually.TrueAsync(
            async _ => await IsSignedByAsync(anonymous, pass, renewed.Text("serialNumber")), Deadline, "the new certificate signs");
        await ChangeAsync(api, pass, "Diamond");
        await ShowsAsync(phone, "Your tier is now Diamond.");
        Assert.Equal("Members", Assert.Single(renewed.GetProperty("usedBy").EnumerateArray()).Text("name"));
    }

    // As a person does it: request, Apple's page, upload.
    private static async Task<JsonElement> CompleteAsync(
        HttpClient api, AppleTestAuthority authority, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var made = await api.PostAsync(
            $"{Identities}/apple/requests", new StringContent($$"""{"passTypeIdentifier":"{{PassType}}"}""", null, "application/json"));
        Assert.True(made.IsSuccessStatusCode);
        var requested = JsonElement.Parse(await made.Content.ReadAsStringAsync());
        var request = await api.GetStringAsync($"{Identities}/{requested.Text("id")}/request");
        var certificate = authority.IssueFor(request, PassType, notBefore: notBefore, notAfter: notAfter);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(certificate), "file", "pass.cer" },
            { new StringContent(authority.IntermediatePem), "intermediates" },
        };
        using var response = await api.PutAsync($"{Identities}/{requested.Text("id")}/certificate", form);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, body);
        return JsonElement.Parse(body);
    }

    // The signature holds its certificate, and each certificate another serial number.
    private static async Task<bool> IsSignedByAsync(HttpClient anonymous, JsonElement pass, string serialNumber)
    {
        var file = PkpassReader.Read(await anonymous.GetByteArrayAsync(new Uri(pass.Text("downloadUrl"))));
        return file.Signature.Span.IndexOf(Convert.FromHexString(serialNumber)) >= 0;
    }

    private static Task ShowsAsync(SimulatedPhone phone, string message) =>
        Eventually.TrueAsync(() => phone.Messages.Contains(message), Deadline,
            $"the phone shows \"{message}\". Its life so far: {string.Join(" | ", phone.Life)}");

    private static Task<JsonElement> ChangeAsync(HttpClient api, JsonElement pass, string tier) =>
        api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}",
            new { fields = new { tier = new { label = "Tier", value = tier } } });

    private static async Task<JsonElement> IssueAsync(HttpClient api)
    {
        var template = await api.CreateAsync("/api/v1/templates", new
        {
            name = "Members",
            description = "Membership card",
            passType = "storeCard",
            organizationName = "Passinstance",
            teamIdentifier = "TEAM123456789",
            passTypeIdentifier = PassType,
            layout = new { secondaryFields = new[] { new { key = "tier", label = "Tier", changeMessage = "Your tier is now %@." } } },
        });
        return await api.CreateAsync("/api/v1/passes",
            new
            {
                templateId = template.Text("id"),
                serialNumber = "RENEWED-1",
                fields = new { tier = new { label = "Tier", value = "Iron" } },
            });
    }
}
