using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Passinstance.Client;
using Passinstance.Testing.Wallet;

namespace Passinstance.Dashboard.Tests;

/// <summary>The way of a person to a certificate, and to an issuer; a test authority plays Apple, and the simulator Google.</summary>
[Trait("Category", "System")]
public sealed class CertificateWalkTests(RunningDashboard system)
{
    private const string PassType = "pass.com.example.harbor";

    [Fact]
    public async Task A_certificate_is_requested_completed_and_renewed_in_place()
    {
        await using var person = await Person.SignInAsync(system);
        using var authority = new AppleTestAuthority();
        var page = await person.OpenAsync("/credentials");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No certificate yet" })).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("credentials-empty");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Get an Apple certificate" }).First.ClickAsync();

        await page.GetByLabel("Pass type identifier").FillAsync("harbor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the request" }).ClickAsync();
        await Assertions.Expect(page.Locator(".field-error")).ToContainTextAsync("as Apple shows it");
        await page.GetByLabel("Pass type identifier").FillAsync(PassType);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the request" }).ClickAsync();
        await page.WaitForURLAsync("**/credentials/apple/crt_*");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(PassType);
        await page.IsSoundEverywhereAsync("certificate-steps");
        var request = await DownloadAsync(page, "Download the request");
        Assert.StartsWith("-----BEGIN CERTIFICATE REQUEST-----", request, StringComparison.Ordinal);

        // A wrong file is named as what it is, at the field, and the walk goes on.
        await SelectAsync(page, ("photo.png", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]));
        await Assertions.Expect(page.Locator(".field-error")).ToBeVisibleAsync();
        await page.IsSoundAsync("certificate-wrong-file");
        var expiring = authority.IssueFor(
            request, PassType, notBefore: DateTimeOffset.UtcNow.AddDays(-340), notAfter: DateTimeOffset.UtcNow.AddDays(20));
        await SelectAsync(page, ("pass.cer", expiring), ("authority.pem", Encoding.ASCII.GetBytes(authority.IntermediatePem)));
        await Assertions.Expect(page.GetByText("The certificate is in use.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Ends soon")).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("certificate-expiring");

        await page.GetByRole(AriaRole.Button, new() { Name = "Renew" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "In use until then" })).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("certificate-renewal");
        var renewal = await DownloadAsync(page, "Download the request");
        Assert.NotEqual(request, renewal);
        await SelectAsync(
            page, ("pass.cer", authority.IssueFor(renewal, PassType)),
            ("authority.pem", Encoding.ASCII.GetBytes(authority.IntermediatePem)));
        await Assertions.Expect(page.GetByText("The certificate is in use.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Active", new() { Exact = true })).ToBeVisibleAsync();

        var stored = Assert.Single((await person.Api.ListWalletIdentitiesAsync()).Data);
        Assert.Equal(WalletIdentityStatus.Active, stored.Status);
        await page.GetByRole(AriaRole.Link, new() { Name = "Certificates", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "No template" })).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("credentials-one");
    }

    [Fact]
    public async Task A_certificate_with_its_key_is_uploaded_and_a_wrong_password_is_told_at_its_field()
    {
        await using var person = await Person.SignInAsync(system);
        using var authority = new AppleTestAuthority();
        using var certificate = authority.Issue(PassType);
        using var intermediate = X509Certificate2.CreateFromPem(authority.IntermediatePem);
        var file = new X509Certificate2Collection { certificate, intermediate }.Export(X509ContentType.Pkcs12, "correct horse")!;
        var page = await person.OpenAsync("/credentials/apple/upload");

        await SelectAsync(page, ("pass.p12", file));
        await page.GetByLabel("Password of the .p12 file").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".field", new() { HasText = "Password of the .p12 file" }).Locator(".field-error"))
            .ToBeVisibleAsync();
        await page.GetByLabel("Password of the .p12 file").FillAsync("correct horse");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and save" }).ClickAsync();
        await page.WaitForURLAsync("**/credentials/apple/crt_*");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(PassType);
        await Assertions.Expect(page.GetByText("a trial pass was signed and verified")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox).FillAsync(PassType);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete the certificate" }).ClickAsync();
        await page.WaitForURLAsync("**/credentials");
        Assert.Empty((await person.Api.ListWalletIdentitiesAsync()).Data);
    }

    [Fact]
    public async Task A_Google_issuer_is_checked_with_Google_and_says_that_it_is_in_demo_mode()
    {
        await using var person = await Person.SignInAsync(system);
        using var key = RSA.Create(2048);
        var issuer = $"33880000000{Random.Shared.Next(10_000_000, 99_999_999)}";
        var account = $"wallet-{Guid.NewGuid():n}@example.iam.gserviceaccount.com";
        var file = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "service_account",
            project_id = "example",
            private_key_id = "0123456789abcdef",
            private_key = key.ExportPkcs8PrivateKeyPem(),
            client_email = account,
            token_uri = "https://oauth2.googleapis.com/token",
        });
        var page = await person.OpenAsync("/credentials/google");

        await page.GetByLabel("Issuer id").FillAsync(issuer);
        await SelectAsync(page, ("key.json", "not JSON"u8.ToArray()));
        await Assertions.Expect(page.Locator(".field-error")).ToContainTextAsync("not JSON");
        // Google does not know the account yet.
        await SelectAsync(page, ("key.json", file));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".field-error")).ToBeVisibleAsync();
        await page.IsSoundAsync("google-issuer-rejected");
        system.Google.Register(issuer, account, key.ExportSubjectPublicKeyInfoPem());
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and save" }).ClickAsync();
        await page.WaitForURLAsync("**/credentials/google/crt_*");

        await Assertions.Expect(page.GetByText("Demo mode: passes say [TEST ONLY]")).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("google-issuer-demo");
        await page.GetByRole(AriaRole.Link, new() { Name = "Upload another key" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Issuer id")).ToHaveValueAsync(issuer);
        await SelectAsync(page, ("key.json", file));
        await page.GetByLabel("Google has granted publishing access").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and save" }).ClickAsync();
        await page.WaitForURLAsync("**/credentials/google/crt_*");
        await Assertions.Expect(page.GetByText("Active", new() { Exact = true })).ToBeVisibleAsync();
    }

    private static async Task<string> DownloadAsync(IPage page, string link)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static Task SelectAsync(IPage page, params (string Name, byte[] Content)[] files) =>
        page.Locator("input[type=file]").SetInputFilesAsync(files.Select(file => new FilePayload
        {
            Name = file.Name,
            MimeType = "application/octet-stream",
            Buffer = file.Content,
        }));
}
