using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Passinstance.Passes.HostedPages.Badges;
using SkiaSharp;

namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>The brands' own badges, given by an operator. The files here are made for the test: the brands' are not ours to copy.</summary>
[Trait("Category", "Integration")]
public sealed class BadgeTests(PassFixture fixture)
{
    private const string Open =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 160 52\">";

    [Fact]
    public void Files_of_both_wallets_are_read_by_language_and_other_languages_have_the_English_one()
    {
        using var folder = new Folder()
            .With("apple.en.svg", Svg("Apple EN")).With("apple.de.svg", Svg("Apple DE")).With("apple.en.dark.svg", Svg("dark"))
            .With("google.en.png", Png(320, 104)).With("..data", Svg("of a mounted map"));
        var read = BadgeFolder.Read(folder.Path);
        var badges = new WalletBadges(Options.Create(new HostedPageOptions { Badges = folder.Path }));

        Assert.Empty(read.Problems);
        Assert.Equal(4, read.Badges.Count);
        Assert.Equal(("de", "image/svg+xml"), (badges.Find("apple", "de")!.Language, badges.Find("apple", "de")!.MediaType));
        Assert.Equal("en", badges.Find("apple", "ar")!.Language);
        Assert.True(badges.Find("apple", "en", isDark: true)!.IsDark);
        Assert.Equal("image/png", badges.Find("google", "en")!.MediaType);
        Assert.Null(badges.Find("google", "en", isDark: true));
        Assert.Null(new WalletBadges(Options.Create(new HostedPageOptions())).Find("apple", "en"));
    }

    [Fact]
    public void A_file_of_a_drawing_program_is_taken_as_it_is()
    {
        using var folder = new Folder().With("apple.fr.svg",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "
            + "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<!-- Generator -->\n"
            + "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"160px\" height=\"52px\" "
            + "xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" inkscape:version=\"1.2\">"
            + "<style>.a{fill:url(#g)}</style><defs><linearGradient id=\"g\"><stop offset=\"0\"/></linearGradient></defs>"
            + "<rect class=\"a\" width=\"160\" height=\"52\" style=\"fill:url(#g)\"/><use xlink:href=\"#g\"/></svg>");

        Assert.Empty(BadgeFolder.Read(folder.Path).Problems);
    }

    [Theory]
    [InlineData("badge.svg", "", "Name it by wallet and language")]
    [InlineData("apple.en.gif", "", "Name it by wallet and language")]
    [InlineData("apple.sv.svg", "", "no words in \"sv\"")]
    [InlineData("apple.en.svg", "no xml", "no SVG file")]
    [InlineData("apple.en.svg", "<html/>", "not an svg")]
    [InlineData("apple.en.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "viewBox")]
    [InlineData("apple.en.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 52 160\"/>", "wider than high")]
    [InlineData("apple.en.svg", Open + "<script>1</script></svg>", "<script>")]
    [InlineData("apple.en.svg", Open + "<rect onload=\"go()\"/></svg>", "onload")]
    [InlineData("apple.en.svg", Open + "<foreignObject/></svg>", "<foreignObject>")]
    [InlineData("apple.en.svg", Open + "<image xlink:href=\"https://example.com/a.png\"/></svg>", "<image>")]
    [InlineData("apple.en.svg", Open + "<use xlink:href=\"https://example.com/a.svg#x\"/></svg>", "https://example.com/a.svg#x")]
    [InlineData("apple.en.svg", Open + "<use href=\"data:image/svg+xml,x\"/></svg>", "data:image")]
    [InlineData("apple.en.svg", Open + "<rect fill=\"url(https://example.com/a)\"/></svg>", "https://example.com/a")]
    [InlineData("apple.en.svg", Open + "<rect style=\"fill:url( 'http://a' )\"/></svg>", "http://a")]
    [InlineData("apple.en.svg", Open + "<style>@import 'a.css';</style></svg>", "@import")]
    [InlineData("apple.en.svg", Open + "<style>@font-face{src:url(//a/b)}</style></svg>", "//a/b")]
    [InlineData("apple.en.svg", Open + "<set attributeName=\"href\" to=\"javascript:1\"/></svg>", "<set>")]
    [InlineData("apple.en.svg", "<?xml-stylesheet href=\"https://example.com/a.css\"?>" + Open + "</svg>", "style sheet elsewhere")]
    [InlineData("apple.en.svg", "<!DOCTYPE svg [<!ENTITY e \"x\">]>" + Open + "<text>&e;</text></svg>", "no SVG file")]
    [InlineData("google.en.png", "no png", "no PNG file")]
    public void A_file_that_is_no_badge_is_named_with_the_reason(string name, string content, string reason)
    {
        using var folder = new Folder().With(name, content);

        var problem = Assert.Single(BadgeFolder.Read(folder.Path).Problems);
        Assert.Contains($"\"{name}\"", problem, StringComparison.Ordinal);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_twins_and_folders_without_badges_are_named()
    {
        using var folder = new Folder().With("google.en.png", Png(100, 40)).With("apple.en.svg", new string(' ', 100_001))
            .With("apple.de.svg", Svg("a")).With("apple.de.png", Png(320, 104));
        var problems = BadgeFolder.Read(folder.Path).Problems;

        Assert.Contains(problems, problem => problem.Contains("100 by 40 pixels", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("larger than 100 kB", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("another file of this wallet", StringComparison.Ordinal));
        using var empty = new Folder();
        Assert.Contains("has no badges", Assert.Single(BadgeFolder.Read(empty.Path).Problems), StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Single(BadgeFolder.Read(empty.Path + "/none").Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_show_the_operators_badges_unchanged_and_their_files_may_only_draw()
    {
        using var folder = new Folder().With("apple.en.svg", Svg("Apple EN")).With("apple.en.dark.svg", Svg("Apple dark"))
            .With("apple.fr.svg", Svg("Apple FR"));
        await using var passes = await PassFixture.StartPassesAsync(
            fixture.Passes.Deployment, fixture.Templates.Url, new() { ["HostedPages:Badges"] = folder.Path }, fixture.Passes.Postgres);
        var pass = await (await fixture.NewIssuerAsync()).IssueAsync("BADGE-1");
        var path = PageTests.PathOf(pass);

        var english = await new Visitor(fixture) { At = passes.Url }.PageAsync(path);
        var address = Regex.Match(english, "<img src=\"(/p/badges/[0-9a-f]{16}\\.svg)\" alt=\"Add to Apple Wallet\"");
        Assert.True(address.Success, english);
        Assert.Contains("<source media=\"(prefers-color-scheme:dark)\" srcset=\"/p/badges/", english, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"button wallet\"", english, StringComparison.Ordinal);
        using var file = await new Visitor(fixture) { At = passes.Url }.GetAsync(address.Groups[1].Value);
        Assert.Equal(Svg("Apple EN"), await file.Content.ReadAsStringAsync());
        Assert.Equal("image/svg+xml", file.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
            file.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", file.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(file.Headers.CacheControl!.Public);

        // The dark one is of English: a French page has none beside its own.
        var french = await new Visitor(fixture) { At = passes.Url, Languages = "fr" }.PageAsync(path);
        Assert.Contains("alt=\"Ajouter à Apple Wallet\"", WebUtility.HtmlDecode(french), StringComparison.Ordinal);
        Assert.DoesNotContain("prefers-color-scheme:dark)\" srcset", french, StringComparison.Ordinal);
        Assert.DoesNotContain(address.Groups[1].Value, french, StringComparison.Ordinal);
        using var unknown = await new Visitor(fixture) { At = passes.Url }.GetAsync("/p/badges/0000000000000000.svg");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        // Without the setting the pages are as before.
        Assert.Contains("class=\"button wallet\"", await new Visitor(fixture).PageAsync(path), StringComparison.Ordinal);

        var url = new Uri(passes.Url, path).ToString();
        using var screens = new Screens();
        var seen = await screens.LookAsync(
            new Visit("badges-phone", url, 390, 844, true, Visitor.IPhone, "en-US"),
            new Visit("badges-narrow-dark", url, 320, 640, true, Visitor.IPhone, "en-US") { Dark = true });
        foreach (var page in seen)
        {
            Assert.False(page.GetProperty("overflow").GetBoolean());
            Assert.Equal(0, page.GetProperty("imagesWithoutText").GetInt32());
            Assert.Empty(page.GetProperty("brokenImages").EnumerateArray());
            Assert.Empty(page.GetProperty("problems").EnumerateArray());
        }
    }

    [Fact]
    public async Task A_wrong_folder_ends_the_start_with_the_files_name()
    {
        using var folder = new Folder().With("apple.en.svg", Open + "<script/></svg>");

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => PassFixture.StartPassesAsync(
            fixture.Passes.Deployment, fixture.Templates.Url, new() { ["HostedPages:Badges"] = folder.Path }, fixture.Passes.Postgres));
        Assert.Contains("apple.en.svg", failure.Message, StringComparison.Ordinal);
    }

    private static string Svg(string text) =>
        $"{Open}<rect width=\"160\" height=\"52\" rx=\"8\"/><text x=\"12\" y=\"32\" fill=\"#fff\">{text}</text></svg>";

    private static byte[] Png(int width, int height)
    {
        using var picture = new SKBitmap(width, height);
        picture.Erase(SKColors.Black);
        using var png = picture.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private sealed class Folder : IDisposable
    {
        internal string Path { get; } = Directory.CreateTempSubdirectory("passinstance-badges-").FullName;

        internal Folder With(string name, string content) => With(name, Encoding.UTF8.GetBytes(content));

        internal Folder With(string name, byte[] content)
        {
            File.WriteAllBytes(System.IO.Path.Combine(Path, name), content);
            return this;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
