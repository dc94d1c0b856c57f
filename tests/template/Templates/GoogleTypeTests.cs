using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Templates.Tests.WalletIdentities;
using Passinstance.Testing.Services;

namespace Passinstance.Templates.Tests.Templates;

/// <summary>A template says when Google Wallet will show another kind of card than its style asks for.</summary>
[Trait("Category", "Integration")]
public sealed class GoogleTypeTests(TemplateFixture fixture)
{
    private const string Path = "/api/v1/templates";
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    [Fact]
    public async Task A_store_card_without_a_logo_is_warned_of_until_an_image_is_uploaded()
    {
        var organization = fixture.NewOrganization();
        Assert.Null(OtherType(await organization.CreateAsync(Path, Template())));
        Assert.Equal("/google/logoUrl", OtherType(await organization.CreateAsync(Path, Template(new { }))));

        using var key = RSA.Create(2048);
        await organization.CreateAsync("/api/v1/wallet-identities/google", new
        {
            issuerId = "3388000000012345678",
            serviceAccountKey = GoogleIdentityTests.KeyFile(key.ExportPkcs8PrivateKeyPem()),
        });
        var template = await organization.CreateAsync(Path, Template());
        Assert.Equal("/google/logoUrl", OtherType(template));
        using var image = new ByteArrayContent(Convert.FromBase64String(Png));
        image.Headers.ContentType = new("image/png");
        using var response = await organization.PutAsync($"{Path}/{template.Text("id")}/images/icon", image);
        Assert.Null(OtherType(JsonElement.Parse(await response.Content.ReadAsStringAsync())));
        Assert.Null(OtherType(await organization.CreateAsync(Path, Template(new { logoUrl = "https://cdn.example.com/logo.png" }))));
        // A type that is asked for is not another one; it only needs its logo.
        Assert.Null(OtherType(await organization.CreateAsync(Path, Template(new { type = "generic" }))));
    }

    [Fact]
    public async Task A_boarding_pass_that_lacks_what_its_type_needs_is_warned_of()
    {
        var organization = fixture.NewOrganization();
        var air = Template(new { }, "boardingPass", "PKTransitTypeAir");
        var train = Template(new { }, "boardingPass", "PKTransitTypeTrain");

        Assert.Equal("/semantics", OtherType(await organization.CreateAsync(Path, air)));
        Assert.Equal("/google/logoUrl", OtherType(await organization.CreateAsync(Path, train)));
    }

    private static string? OtherType(JsonElement template) => template.GetProperty("warnings").EnumerateArray()
        .Where(warning => warning.Text("code") == "google_other_type").Select(warning => warning.Text("pointer")).SingleOrDefault();

    private static object Template(object? google = null, string passType = "storeCard", string? transitType = null) => new
    {
        name = "Card",
        description = "Card",
        passType,
        transitType,
        organizationName = "Example",
        teamIdentifier = "TEAM123456789",
        passTypeIdentifier = "pass.test.type",
        google,
    };
}
