using System.Text.Json;
using System.Text.RegularExpressions;
using Passinstance.Passes.HostedPages;
using SkiaSharp;

namespace Passinstance.Passes.Tests.HostedPages;

[Trait("Category", "Integration")]
public sealed partial class PageLanguageTests(PassFixture fixture)
{
    public static TheoryData<string> Languages => [.. Wording.Languages.Select(words => words.Language)];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task The_pages_speak_the_biggest_languages(string language)
    {
        var words = Wording.Find(language)!;
        var pass = await PageTests.IssueAsync(await PageTests.NewIssuerAsync(fixture, PageTests.Rich()), new
        {
            fields = new { points = new { value = 1234 }, since = new { value = "2026-03-01T10:00:00+01:00" } },
        });

        var page = System.Net.WebUtility.HtmlDecode(
            await new Visitor(fixture) { Languages = $"{language};q=0.9" }.PageAsync(PageTests.PathOf(pass)));

        var direction = language is "ar" or "ur" ? "rtl" : "ltr";
        Assert.Contains($"<html lang=\"{language}\" dir=\"{direction}\">", page, StringComparison.Ordinal);
        foreach (var text in (string[])[words.AddToApple, words.TakeHeading, words.FrontHeading])
            Assert.Contains(text, page, StringComparison.Ordinal);
        // No text is another language's by mistake.
        Assert.Equal(language == "en", words.TakeHeading == Wording.English.TakeHeading);
        Assert.Equal(Wording.English.Notices.Keys.Order(StringComparer.Ordinal), words.Notices.Keys.Order(StringComparer.Ordinal));
        var notice = await new Visitor(fixture) { Languages = language }.PageAsync("/p/x", System.Net.HttpStatusCode.NotFound);
        Assert.Contains(words.Notice("unknown_link").Heading, System.Net.WebUtility.HtmlDecode(notice), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pass_in_Arabic_is_mirrored_and_every_text_has_its_own_direction()
    {
        var template = JsonSerializer.SerializeToNode(PageTests.Rich())!.AsObject();
        (template["defaultLanguage"], template["logoText"], template["description"]) = ("ar", "مقهى", "بطاقة العضوية");
        var pass = await PageTests.IssueAsync(await PageTests.NewIssuerAsync(fixture, template), new
        {
            fields = new { balance = new { value = 20 }, terms = new { label = "الشروط", value = "خصم ٢٠٪ لكل زيارة." } },
        });

        var page = await new Visitor(fixture) { Languages = "ar" }.PageAsync(PageTests.PathOf(pass));

        Assert.Contains("<h1 lang=\"ar\" dir=\"auto\">بطاقة العضوية</h1>", page, StringComparison.Ordinal);
        Assert.Contains("<dt dir=\"auto\">الشروط</dt><dd dir=\"auto\">خصم ٢٠٪ لكل زيارة.</dd>", page, StringComparison.Ordinal);
        var logo = LogoText().Match(page);
        Assert.True(logo.Success, "the logo's text is drawn");
        Assert.InRange(double.Parse(logo.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 150, 376);
    }

    [Fact]
    public async Task Regions_write_dates_in_their_own_way()
    {
        var pass = await PageTests.IssueAsync(await PageTests.NewIssuerAsync(fixture, PageTests.Rich()), new
        {
            fields = new { since = new { value = "2026-05-04T18:00:00+01:00" } },
        });
        var path = PageTests.PathOf(pass);

        var american = await new Visitor(fixture) { Languages = "en-US" }.PageAsync(path);
        var british = await new Visitor(fixture) { Languages = "en-GB" }.PageAsync(path);

        Assert.Contains("May 4, 2026 at 6:00", american, StringComparison.Ordinal);
        Assert.Contains("4 May 2026 at 18:00", british, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_link_has_a_title_and_a_picture()
    {
        var pass = await PageTests.IssueAsync(await PageTests.NewIssuerAsync(fixture, PageTests.Rich()), new
        {
            fields = new { balance = new { value = 12.5 } },
        });
        var path = PageTests.PathOf(pass);

        var page = await new Visitor(fixture).PageAsync(path);
        using var picture = await new Visitor(fixture) { Agent = "WhatsApp/2.24" }.GetAsync(path + "/picture.png");
        using var bitmap = SKBitmap.Decode(await picture.Content.ReadAsByteArrayAsync());

        Assert.Contains("<meta property=\"og:title\" content=\"Membership card\">", page, StringComparison.Ordinal);
        Assert.Contains($"<meta property=\"og:image\" content=\"http://wallet.test{path}/picture.png\">", page, StringComparison.Ordinal);
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        Assert.Equal((1200, 630), (bitmap.Width, bitmap.Height));
        using var unknown = await new Visitor(fixture).GetAsync("/p/x/picture.png");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Addresses_on_the_back_are_links_unless_detection_is_off()
    {
        var template = JsonSerializer.SerializeToNode(PageTests.Rich())!.AsObject();
        template["layout"] = JsonSerializer.SerializeToNode(new
        {
            backFields = new object[]
            {
                new { key = "a", label = "Web", value = "See https://example.com/a, or call +1 555 010 0199." },
                new { key = "b", label = "Off", value = "https://example.com/off", dataDetectorTypes = Array.Empty<string>() },
            },
        });
        var page = await new Visitor(fixture).PageAsync(
            PageTests.PathOf(await PageTests.IssueAsync(await PageTests.NewIssuerAsync(fixture, template), new { })));

        Assert.Contains("See <a href=\"https://example.com/a\"", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"tel:&#x2B;15550100199\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"https://example.com/off\"", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("class=\"logotext\"[^>]*translate\\(([0-9.]+) ")]
    private static partial Regex LogoText();
}
