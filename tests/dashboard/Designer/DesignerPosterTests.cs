using System.Security.Cryptography;
using Microsoft.Playwright;
using Passinstance.Client;

namespace Passinstance.Dashboard.Tests.Designer;

/// <summary>Places, pictures and facts of the newer designs, and what only one wallet has.</summary>
[Trait("Category", "System")]
public sealed class DesignerPosterTests(RunningDashboard system)
{
    [Fact]
    public async Task A_poster_has_places_and_pictures_of_its_own()
    {
        var (template, page) = await system.OpenDesignerAsync("gym");
        await using var browser = page.Context;
        await page.PartAsync("Wallets");
        await page.GetByLabel("show the pass as a poster").CheckAsync();
        await page.PartAsync("Images");
        await Assertions.Expect(page.Locator(".finding").First).ToContainTextAsync("background");
        var poster = page.GetByRole(AriaRole.Region, new() { Name = "Poster", Exact = true });
        await poster.GetByLabel("Picture for the poster").SetInputFilesAsync(Pictures.File("photo.jpg", Pictures.Photo()));
        await Assertions.Expect(poster.GetByText("In three sizes")).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("designer-poster-images");

        await page.PartAsync("Fields");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a field to poster: footer" }).ClickAsync();
        await page.Place("Poster: footer").Locator("input[id$='-label']").FillAsync("Since");
        await Assertions.Expect(page.Locator("#apple-preview [data-text='Since' i]")).ToHaveCountAsync(1);
        await page.IsSoundEverywhereAsync("designer-poster-fields");
        await page.SaveDraftAsync();

        var saved = await system.Api.GetTemplateAsync(template.Id);
        Assert.Equal("Since", Assert.Single(saved.PosterGeneric!.FooterFields!).Label);
        Assert.NotEmpty(saved.PosterGeneric.PrimaryFields!);
        Assert.Contains(saved.Images, image => image.Name == "background@3x");

        await page.PartAsync("Wallets");
        await page.GetByLabel("show the pass as a poster").UncheckAsync();
        await page.SaveDraftAsync();
        Assert.Null((await system.Api.GetTemplateAsync(template.Id)).PosterGeneric);
    }

    [Fact]
    public async Task A_ticket_becomes_a_poster_with_its_artwork_its_event_and_its_addresses()
    {
        var (template, page) = await system.OpenDesignerAsync("conference");
        await using var browser = page.Context;
        await page.PartAsync("Wallets");
        await page.GetByLabel("show the ticket as a poster").CheckAsync();
        // What is missing is told where it is put right.
        await Assertions.Expect(page.Place("NFC").Locator(".finding-error")).ToContainTextAsync("NFC");
        await page.GetByLabel("contactless readers").CheckAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await page.GetByLabel("Public key of the readers").FillAsync(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
        await page.GetByLabel("Content").FillAsync("TICKET-1");
        var design = page.Place("Newer design");
        await design.GetByLabel("Name of the event").FillAsync("Night of Films");
        await design.GetByLabel("Venue").FillAsync("Grand Palace");
        await design.GetByLabel("City or region").FillAsync("Lisbon");
        await design.GetByLabel("Room").FillAsync("Hall 3");
        await design.GetByLabel("Begins").FillAsync("2027-05-04T20:00");
        var addresses = page.Place("Addresses");
        await addresses.GetByLabel("Bags").FillAsync("bags");
        await Assertions.Expect(addresses.Locator(".finding")).ToContainTextAsync("address");
        await addresses.GetByLabel("Bags").FillAsync("https://example.com/bags");
        await Assertions.Expect(addresses.Locator(".finding")).ToHaveCountAsync(0);
        await page.PartAsync("Images");
        var artwork = page.Place("Artwork");
        await artwork.GetByLabel("Picture for the artwork").SetInputFilesAsync(Pictures.File("photo.jpg", Pictures.Photo()));
        await Assertions.Expect(artwork.GetByText("In three sizes")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#apple-preview [data-text='Night of Films']")).ToHaveCountAsync(1);
        await page.PartAsync("Wallets");
        await page.IsSoundEverywhereAsync("designer-poster-ticket");
        await page.SaveDraftAsync();

        var saved = await system.Api.GetTemplateAsync(template.Id);
        Assert.Equal([StyleScheme.PosterEventTicket, StyleScheme.EventTicket], saved.PreferredStyleSchemes!);
        Assert.False(saved.Nfc!.RequiresAuthentication);
        Assert.Equal(
            ("Night of Films", "Grand Palace", "Lisbon", "Hall 3"),
            (saved.Semantics!.EventName, saved.Semantics.VenueName, saved.Semantics.VenueRegionName, saved.Semantics.VenueRoom));
        Assert.Equal("https://example.com/bags", saved.Urls!.BagPolicyURL);
        Assert.Contains(saved.Images, image => image.Name == "artwork@3x");
    }

    [Fact]
    public async Task A_boarding_pass_gets_the_newer_design_and_its_additional_info()
    {
        var (template, page) = await system.OpenDesignerAsync("boarding-pass");
        await using var browser = page.Context;
        await page.PartAsync("Wallets");
        await page.GetByLabel("follow the flight").CheckAsync();
        await page.Place("Newer design").GetByLabel("Code of the airline").FillAsync("AF");
        var addresses = page.Place("Addresses");
        await addresses.GetByLabel("Change the seat").FillAsync("https://example.com/seat");
        await addresses.GetByLabel("Track the bags").FillAsync("https://example.com/bags");
        await addresses.GetByLabel("Email of the carrier").FillAsync("help@example.com");
        await page.IsSoundEverywhereAsync("designer-newer-boarding-pass");
        await page.SaveDraftAsync();

        var saved = await system.Api.GetTemplateAsync(template.Id);
        Assert.Equal([StyleScheme.SemanticBoardingPass, StyleScheme.BoardingPass], saved.PreferredStyleSchemes!);
        Assert.Equal("AF", saved.Semantics!.AirlineCode);
        Assert.Equal(
            ("https://example.com/seat", "https://example.com/bags", "help@example.com"),
            (saved.Urls!.ChangeSeatURL, saved.Urls.TrackBagsURL, saved.Urls.TransitProviderEmail));
    }

    [Fact]
    public async Task Additional_info_of_a_ticket_NFC_and_Google_are_typed_by_the_keyboard()
    {
        var (template, page) = await system.OpenDesignerAsync("cinema");
        await using var browser = page.Context;
        await page.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Add a field to additional info" }));
        await page.Keyboard.PressAsync("Enter");
        var label = page.Place("Additional info").Locator("input[id$='-label']");
        await Assertions.Expect(label).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ControlOrMeta+a");
        await page.Keyboard.TypeAsync("Bag policy");

        await page.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Wallets" }), backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await page.TabToAsync(page.GetByLabel("contactless readers"));
        await page.Keyboard.PressAsync("Space");
        await page.TabToAsync(page.GetByLabel("Content"));
        await page.Keyboard.TypeAsync("TICKET-1");
        await page.TabToAsync(page.GetByLabel("unlocks the phone"));
        await page.Keyboard.PressAsync("Space");
        await page.TabToAsync(page.GetByLabel("Public key of the readers"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await page.Keyboard.InsertTextAsync(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
        var google = page.Place("Google Wallet");
        await page.TabToAsync(google.GetByLabel("Kind of card"));
        await page.Keyboard.TypeAsync("Generic");
        await page.TabToAsync(google.GetByLabel("What it is for"));
        await page.Keyboard.TypeAsync("Entry ticket");
        await page.TabToAsync(google.GetByLabel("Logo", new() { Exact = false }).First);
        await page.Keyboard.TypeAsync("https://cdn.example.com/logo.png");
        await page.TabToAsync(google.GetByLabel("Image at the foot"));
        await page.Keyboard.TypeAsync("https://cdn.example.com/hero.png");
        await page.IsSoundAsync("designer-wallets-by-keyboard");
        await page.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }), backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("The draft is saved")).ToBeVisibleAsync();

        var saved = await system.Api.GetTemplateAsync(template.Id);
        Assert.Equal("Bag policy", Assert.Single(saved.Layout!.AdditionalInfoFields!).Label);
        Assert.Equal(("TICKET-1", true), (saved.Nfc!.Message, saved.Nfc.RequiresAuthentication));
        Assert.False(string.IsNullOrEmpty(saved.Nfc.EncryptionPublicKey));
        Assert.Equal((GooglePassType.Generic, GoogleGenericType.EntryTicket), (saved.Google!.Type, saved.Google.GenericType));
        Assert.Equal(
            ("https://cdn.example.com/logo.png", "https://cdn.example.com/hero.png"), (saved.Google.LogoUrl, saved.Google.HeroImageUrl));
    }
}
