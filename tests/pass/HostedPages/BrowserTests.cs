using System.Runtime.CompilerServices;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>The pages in headless Chromium, at the sizes of a phone and of a desktop.</summary>
[Trait("Category", "Integration")]
public sealed class BrowserTests(PassFixture fixture)
{
    [Theory]
    [InlineData("storeCard", "QR-Code:MEMBER-1280-GOLD")]
    [InlineData("coupon", "CODE-128:SUMMER25-0042")]
    [InlineData("eventTicket", "EAN-13:5901234123457")]
    [InlineData("generic", "QR-Code:GYM-0042")]
    [InlineData("boardingPass", "QR-Code:M1MUELLER/ZOE EABC123 ZRHCDGEX 0042")]
    public async Task Each_style_is_shown_at_every_size_without_errors_and_its_barcode_can_be_scanned(string style, string barcode)
    {
        var (template, content) = SampleTemplates.Of(style);
        var issuer = await PageTests.NewIssuerAsync(fixture, template);
        var url = new Uri(fixture.Passes.Url, PageTests.PathOf(await PageTests.IssueAsync(issuer, content))).ToString();

        using var folder = new Screens();
        var seen = await folder.LookAsync(
            new Visit($"{style}-phone-en", url, 390, 844, true, Visitor.IPhone, "en-US"),
            new Visit($"{style}-phone-fr", url, 390, 844, true, Visitor.Android, "fr-FR"),
            new Visit($"{style}-narrow", url, 320, 640, true, Visitor.IPhone, "fr-FR"),
            new Visit($"{style}-desktop-en", url, 1280, 900, false, Visitor.Desktop, "en-US"),
            new Visit($"{style}-desktop-fr", url, 1280, 900, false, Visitor.Desktop, "fr-FR") { Dark = true });

        foreach (var page in seen)
        {
            Assert.Equal((200, false, 0, 0),
                (page.GetProperty("status").GetInt32(), page.GetProperty("overflow").GetBoolean(), page.GetProperty("imagesWithoutText")
                .GetInt32(), page.GetProperty("focus").GetInt32()));
            Assert.Empty(page.GetProperty("problems").EnumerateArray());
            Assert.Empty(page.GetProperty("brokenImages").EnumerateArray());
            Assert.Equal([fixture.Passes.Url.Authority], page.GetProperty("hosts").EnumerateArray().Select(host => host.GetString()));
        }

        Assert.Equal(["Add to Apple Wallet"], Buttons(seen[0]));
        Assert.Empty(Buttons(seen[1]));
        Assert.Equal(["Ajouter à Apple Wallet"], Buttons(seen[4]));
        Assert.Contains("On your phone", seen[3].GetProperty("headings").EnumerateArray().Select(heading => heading.GetString()));
        Assert.Equal("fr", seen[4].Text("language"));
        Assert.Equal(barcode, await Zbar.ReadAsync(folder.PathOf($"{style}-phone-en")));
        Assert.Contains($"QR-Code:http://wallet.test{new Uri(url).AbsolutePath}",
            (await Zbar.ReadAsync(folder.PathOf($"{style}-desktop-en"))).Split('\n'));
    }

    [Fact]
    public async Task A_person_fills_in_a_form_and_sees_the_pass()
    {
        var issuer = new Issuer(fixture, Guid.CreateVersion7());
        var template = JsonSerializer.SerializeToNode(SampleTemplates.Of("generic").Template)!.AsObject();
        template["barcode"] = JsonSerializer.SerializeToNode(new { format = "qr" });
        template["passFlow"] = JsonSerializer.SerializeToNode(new
        {
            form = new
            {
                title = "Become a member",
                fields = new object[]
                {
                    new { key = "name", label = "Your name", required = true },
                        new { key = "mail", label = "E-mail", type = "email", required = true },
                    new { key = "plan", label = "Plan", type = "select", options = new[] { "Basic", "Premium" } },
                    new { key = "since", label = "Start", type = "date" },
                },
            },
        });
        var url = new Uri(fixture.Passes.Url,
            new Uri((await issuer.Templates.CreateAsync("/api/v1/templates", template)).Text("passFlowUrl")).AbsolutePath).ToString();
        Dictionary<string, string> answers =
            new() { ["f.name"] = "Zoë <Müller>", ["f.mail"] = "zoe@example.com", ["f.plan"] = "Premium", ["f.since"] = "2026-12-01" };

        using var folder = new Screens();
        var seen = await folder.LookAsync(
            new Visit("form-phone", url, 390, 844, true, Visitor.IPhone, "en-US") { Fill = answers },
            new Visit("form-desktop", url + "?lang=fr", 1280, 900, false, Visitor.Desktop, "en-US"),
            new Visit("notice", url.Replace("/t/", "/", StringComparison.Ordinal), 390, 844, true, Visitor.IPhone, "fr"));

        // The browser itself reports the missing page.
        Assert.All(seen.SelectMany(page => page.GetProperty("problems").EnumerateArray()),
            problem => Assert.Contains("404", problem.GetString(), StringComparison.Ordinal));
        Assert.All(seen, page => Assert.False(page.GetProperty("overflow").GetBoolean()));
        Assert.Contains("Zoë <Müller>", seen[0].Text("after"), StringComparison.Ordinal);
        Assert.Contains("Dec 1, 2026", seen[0].Text("after"), StringComparison.Ordinal);
        Assert.Equal(["Obtenir ma carte"], Buttons(seen[1]));
        Assert.Equal(404, seen[2].GetProperty("status").GetInt32());
    }

    private static IEnumerable<string> Buttons(JsonElement page) =>
        page.GetProperty("buttons").EnumerateArray().Select(button => button.GetString()!.Trim());
}

/// <summary>One look at one page.</summary>
internal sealed record Visit(string Name, string Url, int Width, int Height, bool Mobile, string Agent, string Language)
{
    public bool Dark { get; init; }

    public Dictionary<string, string>? Fill { get; init; }
}

/// <summary>Screenshots of a test; kept in the folder PASSINSTANCE_SCREENSHOTS, else deleted.</summary>
internal sealed class Screens : IDisposable
{
    private readonly string? _kept = Environment.GetEnvironmentVariable("PASSINSTANCE_SCREENSHOTS");
    private readonly string _folder;

    internal Screens() => _folder = _kept ?? Directory.CreateTempSubdirectory("passinstance-screens-").FullName;

    internal string PathOf(string name) => Path.Combine(_folder, name + ".png");

    internal async Task<IReadOnlyList<JsonElement>> LookAsync(params Visit[] visits)
    {
        await RequiredPrograms.ChromiumAsync();
        await RequiredPrograms.ZbarAsync();
        var lines = await new NodeFolder(Folder())
            .RunAsync("look.mjs", JsonSerializer.Serialize(visits, JsonSerializerOptions.Web), _folder);
        Assert.Equal(visits.Length, lines.Count);
        return [.. lines.Select(line => JsonElement.Parse(line))];
    }

    public void Dispose()
    {
        if (_kept is null)
            Directory.Delete(_folder, recursive: true);
    }

    internal static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Browser");
}
