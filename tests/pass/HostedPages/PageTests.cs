using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.HostedPages;

[Trait("Category", "Integration")]
public sealed partial class PageTests(PassFixture fixture)
{
    private const string Evil = "<script>alert('x')</script>\"&";

    [Fact]
    public async Task The_page_shows_front_and_back_with_values_formatted_and_translated()
    {
        var pass = await IssueAsync(await NewIssuerAsync(Rich()), new
        {
            fields = new
            {
                points = new { value = 1234 },
                balance = new { value = 12.5 },
                since = new { value = "2026-03-01T10:00:00+01:00" },
                terms = new { label = "Terms", value = "Only here." },
                extra = new { label = "Seat", value = "12 B" },
            },
            barcodeMessage = "ORDER-1",
            barcodeAltText = "ORDER-1",
        });

        var english = WebUtility.HtmlDecode(await new Visitor(fixture).PageAsync(PathOf(pass)));
        var french = WebUtility.HtmlDecode(await new Visitor(fixture) { Languages = "fr-CA,fr;q=0.9,en;q=0.5" }.PageAsync(PathOf(pass)));

        Assert.Contains("<html lang=\"en\" dir=\"ltr\">", english, StringComparison.Ordinal);
        Assert.Equal("Membership card · Café Zürich", Title().Match(english).Groups[1].Value);
        foreach (var shown in (string[])[
            "<dt dir=\"auto\">Points</dt><dd dir=\"auto\">1,234</dd>", "<dt dir=\"auto\">Balance</dt><dd dir=\"auto\">€12.50</dd>",
            "<dt dir=\"auto\">Member since</dt><dd dir=\"auto\">March 1, 2026 at 10:00 AM</dd>",
            "<dt dir=\"auto\">Terms</dt><dd dir=\"auto\">Only here.</dd>",
            "<dt dir=\"auto\">Seat</dt><dd dir=\"auto\">12 B</dd>", "Back of the pass",
            "<dt lang=\"en\">Barcode</dt><dd dir=\"auto\">ORDER-1</dd>", "data-text=\"€12.50\""])
            Assert.Contains(shown, english, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"fr\" dir=\"ltr\">", french, StringComparison.Ordinal);
        foreach (var shown in (string[])[
            "Carte de membre", "<dt dir=\"auto\">Points fidélité</dt><dd dir=\"auto\">1\u00A0234</dd>",
            "<dd dir=\"auto\">12,50\u00A0€</dd>",
            "<dd dir=\"auto\">1 mars 2026 à 10 h 00</dd>", "Ajouter à Apple Wallet", "Verso de la carte", "lang=\"fr\""])
            Assert.Contains(shown, french, StringComparison.Ordinal);
        Assert.Contains("Ajouter à Apple Wallet", await new Visitor(fixture).PageAsync(PathOf(pass) + "?lang=fr"),
            StringComparison.Ordinal);
        var german = await new Visitor(fixture) { Languages = "de-CH" }.PageAsync(PathOf(pass));
        Assert.Contains("Zu Apple Wallet hinzufügen", german, StringComparison.Ordinal);
        Assert.Contains("<dt dir=\"auto\">Punkte</dt>", german, StringComparison.Ordinal);
        // A language without page texts: the page is in the template's language, values are written as the visitor's phone writes them.
        var swedish = await new Visitor(fixture) { Languages = "sv" }.PageAsync(PathOf(pass));
        Assert.Contains("Add to Apple Wallet", swedish, StringComparison.Ordinal);
        Assert.Contains("1 mars 2026", swedish, StringComparison.Ordinal);
        // Links to the template's languages, and to no others.
        var link = $"{PathOf(pass)}?lang=fr\" lang=\"fr\" hreflang=\"fr\" dir=\"ltr\">Français</a>";
        Assert.Contains(link, swedish, StringComparison.Ordinal);
        Assert.Contains("?lang=de", swedish, StringComparison.Ordinal);
        Assert.DoesNotContain("?lang=es", swedish, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_headers_isolate_the_page()
    {
        var pass = await (await fixture.NewIssuerAsync()).IssueAsync("H-1");

        using var response = await new Visitor(fixture).GetAsync(PathOf(pass));
        using var again = await new Visitor(fixture).GetAsync(PathOf(pass));
        var html = await response.Content.ReadAsStringAsync();

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        var nonce = Nonce().Match(policy).Groups[1].Value;
        Assert.Equal(
            $"default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            policy);
        Assert.Contains($"<style nonce=\"{nonce}\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain(nonce, again.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("private, no-store", response.Headers.CacheControl?.ToString()
            .Replace("no-store, private", "private, no-store", StringComparison.Ordinal));
        Assert.Equal(("no-referrer", "nosniff", "noindex"),
            (Header(response, "Referrer-Policy"), Header(response, "X-Content-Type-Options"), Header(response, "X-Robots-Tag")));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("://", Shared().Replace(html, "").Replace("http://www.w3.org", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        using var head = await new Visitor(fixture).HeadAsync(PathOf(pass));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task No_users_text_becomes_markup()
    {
        var issuer = await NewIssuerAsync(new
        {
            name = "Evil",
            description = "D" + Evil,
            passType = "storeCard",
            organizationName = "O" + Evil,
            logoText = "L" + Evil,
            teamIdentifier = "TEAM123456789",
            passTypeIdentifier = "pass.test.members",
            barcode = new { altText = "A" + Evil },
            layout = new
            {
                headerFields = new[] { new { key = "h", label = "HL" + Evil } },
                primaryFields = new[] { new { key = "p", label = "PL" + Evil } },
                backFields = new object[]
                {
                    new { key = "b", label = "BL" + Evil },
                    new
                    {
                        key = "a",
                        label = "Links",
                        value = "x",
                        attributedValue = "T" + Evil + "<a href=\"ftp:alert(1)\">bad</a>" +
                            "<a href='https://example.com/?a=1&amp;b=2'>good " + Evil + "</a><img src=x onerror=alert(2)>",
                    },
                },
            },
        });
        var pass = await IssueAsync(issuer, new
        {
            serialNumber = "S" + Evil,
            fields = new
            {
                h = new { value = "HV" + Evil },
                p = new { value = "PV" + Evil },
                b = new { value = "BV" + Evil },
                free = new { label = "FL" + Evil, value = "FV" + Evil }
            },
            barcodeMessage = "M" + Evil,
        });

        var html = await new Visitor(fixture)
            .PageAsync(PathOf(pass) + $"?source={Uri.EscapeDataString(Evil)}&lang={Uri.EscapeDataString(Evil)}");

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ftp:", html, StringComparison.OrdinalIgnoreCase);
        foreach (var place in (string[])["D", "O", "L", "A", "HL", "HV", "PL", "PV", "BL", "BV", "FL", "FV"])
            Assert.Contains(place + "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&amp;", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://example.com/?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow\">good ", html,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_device_gets_the_button_of_its_wallet()
    {
        var path = PathOf(await (await fixture.NewIssuerAsync()).IssueAsync("B-1"));
        const string apple = ">Add to Apple Wallet</a>";

        foreach (var agent in (string[])[Visitor.IPhone, Visitor.Mac])
        {
            var page = await new Visitor(fixture) { Agent = agent }.PageAsync(path);
            Assert.Contains($"href=\"{path}/apple\"", page, StringComparison.Ordinal);
            Assert.Contains(apple.Replace(">", "", StringComparison.Ordinal).Replace("</a", "", StringComparison.Ordinal), page,
                StringComparison.Ordinal);
            Assert.DoesNotContain("Google Wallet", page, StringComparison.Ordinal);
            Assert.DoesNotContain("scan this code", page, StringComparison.OrdinalIgnoreCase);
        }

        // Without a Google issuer an Android phone still gets the file.
        var android = await new Visitor(fixture) { Agent = Visitor.Android }.PageAsync(path);
        Assert.Contains("made for Apple Wallet", android, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{path}/apple\">Download the pass file</a>", android, StringComparison.Ordinal);
        Assert.DoesNotContain("Add to Google Wallet", android, StringComparison.Ordinal);
        var desktop = await new Visitor(fixture) { Agent = Visitor.Desktop }.PageAsync(path + "?utm_source=mail");
        Assert.Contains("Scan this code with your phone", desktop, StringComparison.Ordinal);
        Assert.Contains($"{path}/apple?source=mail", desktop, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_Google_issuer_an_Android_phone_gets_the_Google_Wallet_button()
    {
        var issuer = await fixture.NewIssuerAsync();
        using var key = System.Security.Cryptography.RSA.Create(2048);
        await issuer.Templates.CreateAsync("/api/v1/wallet-identities/google", new
        {
            issuerId = "3388000000012345678",
            serviceAccountKey = new
            {
                type = "service_account",
                client_email = "wallet@example.iam.gserviceaccount.com",
                private_key_id = "k-1",
                private_key = key.ExportPkcs8PrivateKeyPem()
            },
        });
        var pass = JsonElement.Parse(await Eventually.ValueAsync(
            async _ => await issuer.IssueAsync(Guid.NewGuid().ToString()) is var issued &&
            issued.GetProperty("googleSaveUrl").ValueKind == JsonValueKind.String ? issued.ToString() : null,
            TimeSpan.FromSeconds(30), "passes have a link to Google"));
        var path = PathOf(pass);

        var android = await new Visitor(fixture) { Agent = Visitor.Android }.PageAsync(path + "?source=sms");
        var desktop = await new Visitor(fixture) { Agent = Visitor.Desktop }.PageAsync(path);
        using var redirect = await new Visitor(fixture) { Agent = Visitor.Android }.GetAsync(path + "/google?source=sms");

        Assert.Contains($"href=\"{path}/google?source=sms\"", android, StringComparison.Ordinal);
        Assert.DoesNotContain("Add to Apple Wallet", android, StringComparison.Ordinal);
        Assert.Contains("Add to Apple Wallet", desktop, StringComparison.Ordinal);
        Assert.Contains("Add to Google Wallet", desktop, StringComparison.Ordinal);
        // An Android phone shows Google's card, the others Apple's.
        Assert.Contains("<clipPath id=\"g-card\">", android, StringComparison.Ordinal);
        Assert.Contains("<clipPath id=\"af-card\">", desktop, StringComparison.Ordinal);
        Assert.Equal("pay.google.com", redirect.Headers.Location?.Host);
        Assert.DoesNotContain("Google", await new Visitor(fixture).PageAsync(path), StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async token => (await issuer.Passes.CallAsync(
            HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}/stats", cancellationToken: token)).GetProperty("googleDownloads")
            .GetInt32() == 1,
            TimeSpan.FromSeconds(30), "it is counted");
    }

    [Fact]
    public async Task The_page_of_a_void_or_expired_pass_says_so_and_has_no_wallet_button()
    {
        var issuer = await fixture.NewIssuerAsync();
        var voided = await issuer.IssueAsync("V-1");
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{voided.Text("id")}/void");
        var expired = await IssueAsync(
            issuer, new { templateId = issuer.TemplateId, serialNumber = "V-2", expirationDate = "2020-01-01T00:00:00Z" });

        var ended = await new Visitor(fixture).PageAsync(PathOf(voided));
        var old = await new Visitor(fixture) { Languages = "fr" }.PageAsync(PathOf(expired));

        Assert.Contains("no longer valid", ended, StringComparison.Ordinal);
        // The front says so, too.
        Assert.All((string[])[ended, old], page => Assert.Matches("<article class=\"pass [a-zA-Z]+ ended\"", page));
        Assert.Contains("data-text=\"No longer valid\"", ended, StringComparison.Ordinal);
        Assert.Contains("data-text=\"Expirée\"", old, StringComparison.Ordinal);
        Assert.Matches(
            "<article class=\"pass [a-zA-Z]+\"", await new Visitor(fixture).PageAsync(PathOf(await issuer.IssueAsync("V-3"))));
        Assert.Contains("a expiré", old, StringComparison.Ordinal);
        Assert.DoesNotContain("/apple", ended + old, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_small_whatever_the_pass_holds()
    {
        var issuer = await NewIssuerAsync(Rich());
        var many = Enumerable.Range(0, 60)
            .ToDictionary(i => $"k{i}", i => (object)new { label = $"Label {i}", value = new string('w', 200) });
        var pass = await IssueAsync(issuer, new { fields = many, barcodeMessage = new string('7', 900) + new string('x', 1900) });

        var html = await new Visitor(fixture) { Agent = Visitor.Desktop }.PageAsync(PathOf(pass));

        Assert.InRange(Encoding.UTF8.GetByteCount(html), 5_000, 50_000);
        using var barcode = await new Visitor(fixture).GetAsync(PathOf(pass) + "/barcode.svg");
        Assert.Contains("/barcode.svg\"", html, StringComparison.Ordinal);
        Assert.Equal("image/svg+xml", barcode.Content.Headers.ContentType?.MediaType);
        Assert.Equal("default-src 'none'", Header(barcode, "Content-Security-Policy"));
    }

    [Fact]
    public async Task Images_are_named_by_their_content_and_may_be_cached_forever()
    {
        var path = PathOf(await (await fixture.NewIssuerAsync()).IssueAsync("I-1"));
        var html = await new Visitor(fixture).PageAsync(path);

        var images = Image().Matches(html).Select(match => match.Groups[1].Value).Distinct().ToList();

        // The drawn logo at its largest, and one icon.
        Assert.Equal(2, images.Count);
        foreach (var image in images)
        {
            using var response = await new Visitor(fixture).GetAsync(image);
            Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
            Assert.Contains("immutable", Header(response, "Cache-Control"), StringComparison.Ordinal);
            Assert.StartsWith(
                image.Split('/')[^1][..32],
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await response.Content.ReadAsByteArrayAsync())),
                StringComparison.Ordinal);
        }

        using var unknown = await new Visitor(fixture).GetAsync($"{path}/images/{new string('0', 32)}.png");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_wrong_link_is_a_page_for_people_and_a_problem_for_programs()
    {
        var path = PathOf(await (await fixture.NewIssuerAsync()).IssueAsync("W-1"));
        foreach (var forged in (string[])[
            path[..^4] + (path[^4] == 'A' ? "BBBB" : "AAAA"), path + "A", "/p/x", $"/p/{new string('A', 64)}"])
        {
            var page = await new Visitor(fixture) { Languages = "fr" }.PageAsync(forged, HttpStatusCode.NotFound);
            Assert.Contains("Ce lien ne mène nulle part", page, StringComparison.Ordinal);
            using var json = await new Visitor(fixture) { Accept = "*/*" }.GetAsync(forged);
            Assert.Equal("unknown_link", JsonElement.Parse(await json.Content.ReadAsStringAsync()).Text("code"));
        }
    }

    [Fact]
    public async Task Colors_are_shown_as_the_wallet_shows_them()
    {
        var pass = await IssueAsync(
            await NewIssuerAsync(Rich()),
            new
            {
                backgroundColor = "#777777",
                foregroundColor = "#787878",
                labelColor = "#ffffff",
                fields = new { points = new { value = 7 } },
            });
        var html = await new Visitor(fixture).PageAsync(PathOf(pass));
        Assert.Contains("fill=\"#777777\"", html, StringComparison.Ordinal);
        Assert.Contains("fill=\"#787878\"", html, StringComparison.Ordinal);
        Assert.Contains("fill=\"#ffffff\"", html, StringComparison.Ordinal);
    }

    internal static object Rich(object? passFlow = null) => new
    {
        name = "Members",
        description = "Membership card",
        passType = "storeCard",
        organizationName = "Café Zürich",
        logoText = "Members",
        teamIdentifier = "TEAM123456789",
        passTypeIdentifier = "pass.test.members",
        backgroundColor = "#1f2937",
        foregroundColor = "#ffffff",
        labelColor = "#9ca3af",
        passFlow,
        layout = new
        {
            headerFields = new object[] { new { key = "points", label = "Points", numberStyle = "PKNumberStyleDecimal" } },
            primaryFields = new object[] { new { key = "balance", label = "Balance", currencyCode = "EUR" } },
            secondaryFields = new object[] { new { key = "since", label = "Member since", dateStyle = "PKDateStyleLong",
            timeStyle = "PKDateStyleShort" } },
            backFields = new object[] { new { key = "terms", label = "Terms" } },
        },
        localizations = new Dictionary<string, Dictionary<string, string>>
        {
            ["fr"] = new()
            {
                ["Membership card"] = "Carte de membre",
                ["Points"] = "Points fidélité",
                ["Member since"] = "Membre depuis"
            },
            ["de"] = new() { ["Points"] = "Punkte" },
        },
    };

    internal async Task<Issuer> NewIssuerAsync(object template) => await NewIssuerAsync(fixture, template);

    internal static async Task<Issuer> NewIssuerAsync(PassFixture fixture, object template)
    {
        var issuer = new Issuer(fixture, Guid.CreateVersion7());
        issuer.TemplateId = (await issuer.Templates.CreateAsync("/api/v1/templates", template)).Text("id");
        return issuer;
    }

    internal static Task<JsonElement> IssueAsync(Issuer issuer, object content)
    {
        var body = JsonSerializer.SerializeToNode(content)!.AsObject();
        body.TryAdd("templateId", issuer.TemplateId);
        body.TryAdd("serialNumber", Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        return issuer.Passes.CreateAsync("/api/v1/passes", body);
    }

    internal static string PathOf(JsonElement pass) => new Uri(pass.Text("passFlowUrl")).AbsolutePath;

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    [GeneratedRegex("<meta property=\"og:[^>]*>")]
    private static partial Regex Shared();

    [GeneratedRegex("<title>(.*)</title>")]
    private static partial Regex Title();

    [GeneratedRegex("'nonce-([0-9a-f]{32})'")]
    private static partial Regex Nonce();

    [GeneratedRegex("(/p/[^\" ]+/images/[^\" ]+)")]
    private static partial Regex Image();
}
