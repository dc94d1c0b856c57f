using System.Globalization;
using System.Net;
using System.Text.Json;
using Passinstance.LocalServers;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.System.Tests.Pages;

/// <summary>Hosted pages through the real gateway, as somebody without an account opens them.</summary>
[Trait("Category", "System")]
public sealed class HostedPageTests(RunningSystem system)
{
    private const string IPhone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 "
        + "Safari/604.1";
    private const string Desktop = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_hosted_page_shows_the_pass_and_its_views_and_downloads_are_counted()
    {
        using var api = await system.NewOrganizationAsync();
        var template = await api.CreateAsync("/api/v1/templates", Template());
        var pass = await api.CreateAsync("/api/v1/passes",
            new
            {
                templateId = template.Text("id"),
                serialNumber = "ORDER-1",
                fields = new { name = new { label = "Name", value = "Zoë" } },
                barcodeMessage = "ORDER-1"
            });
        var url = pass.Text("passFlowUrl");
        Assert.Equal(system.Gateway.Authority, new Uri(url).Authority);

        var folder = Directory.CreateTempSubdirectory("passinstance-pages-");
        try
        {
            var seen = await LookAsync(
                folder.FullName,
                new
                {
                    name = "phone",
                    url = url + "?source=mail",
                    width = 390,
                    height = 844,
                    mobile = true,
                    agent = IPhone,
                    language = "en-US"
                },
                new { name = "desktop", url, width = 1280, height = 900, mobile = false, agent = Desktop, language = "fr-FR" });

            foreach (var page in seen)
            {
                Assert.Empty(page.GetProperty("problems").EnumerateArray());
                Assert.Empty(page.GetProperty("brokenImages").EnumerateArray());
                Assert.Equal([system.Gateway.Authority], page.GetProperty("hosts").EnumerateArray().Select(host => host.GetString()));
                Assert.StartsWith("default-src 'none'; style-src 'nonce-", page.Text("policy"), StringComparison.Ordinal);
            }

            Assert.Equal("Add to Apple Wallet", seen[0].GetProperty("buttons")[0].GetString()!.Trim());
            Assert.Equal("fr", seen[1].Text("language"));
            Assert.Equal("QR-Code:ORDER-1", await ReadBarcodesAsync(Path.Combine(folder.FullName, "phone.png")));
            // On a desktop the page shows the way to itself, beside the pass's own code.
            Assert.Equal([$"QR-Code:{url}", "QR-Code:ORDER-1"],
                (await ReadBarcodesAsync(Path.Combine(folder.FullName, "desktop.png"))).Split('\n').Order(StringComparer.Ordinal)
                .Reverse());
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        using var anonymous = new HttpClient();
        using var download = await anonymous.GetAsync(new Uri(url + "/apple?source=mail"));
        Assert.Equal("application/vnd.apple.pkpass", download.Content.Headers.ContentType?.MediaType);
        await Eventually.TrueAsync(
            async _ => (await StatsAsync(api, template)).GetProperty("totals") is var totals && totals.GetProperty("views")
                .GetInt32() == 2 && totals.GetProperty("appleDownloads").GetInt32() == 1,
            Deadline, "both views and the download are counted");
        Assert.Equal("mail", (await api.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}/stats")).Text("source"));
    }

    [Fact]
    public async Task A_form_issues_passes_and_is_limited_by_the_address_that_the_gateway_sees()
    {
        using var api = await system.NewOrganizationAsync();
        var template = await api.CreateAsync("/api/v1/templates", Template());
        var form = new Uri(template.Text("passFlowUrl"));
        using var anonymous = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post,
                form)
            { Content = new FormUrlEncodedContent([KeyValuePair.Create("f.name", $"Visitor {i}")]) };
            // Whatever a client says of its address, it is the gateway's word that counts.
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"203.0.113.{i}"));
            using var answer = await anonymous.SendAsync(request);
            answers.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.SeeOther)
                Assert.Contains($"Visitor {i}", await anonymous.GetStringAsync(new Uri(form, answer.Headers.Location!)),
                    StringComparison.Ordinal);
        }

        Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.SeeOther, HttpStatusCode.TooManyRequests], answers);
        Assert.Equal(2, (await api.CallAsync(HttpMethod.Get, $"/api/v1/passes?templateId={template.Text("id")}")).GetProperty("data")
            .GetArrayLength());
    }

    private static Task<JsonElement> StatsAsync(HttpClient api, JsonElement template) =>
        api.CallAsync(HttpMethod.Get, $"/api/v1/templates/{template.Text("id")}/stats");

    private static async Task<IReadOnlyList<JsonElement>> LookAsync(string folder, params object[] visits)
    {
        var programs = new NodeFolder(Path.Combine(Repository.Root, "tests", "pass", "HostedPages", "Browser"));
        return [.. (await programs.RunAsync("look.mjs", JsonSerializer.Serialize(visits), folder)).Select(line => JsonElement.Parse(line))];
    }

    private static async Task<string> ReadBarcodesAsync(string file)
    {
        await RequiredPrograms.ZbarAsync();
        using var process = global::System.Diagnostics.Process.Start(
            new global::System.Diagnostics.ProcessStartInfo("/usr/bin/zbarimg",
            ["--quiet", "-Sdisable", "-Sqrcode.enable", file])
            { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.TrimEnd('\n');
    }

    private static object Template() => new
    {
        name = "Club",
        description = "Club card",
        passType = "generic",
        organizationName = "Example Club",
        teamIdentifier = "A1B2C3D4E5",
        passTypeIdentifier = "pass.test.pages",
        backgroundColor = "#1f2937",
        foregroundColor = "#ffffff",
        layout = new { primaryFields = new[] { new { key = "name", label = "Name" } } },
        passFlow = new
        {
            form = new
            {
                title = "Join",
                limitPerAddressPerHour = 2,
                fields = new[] { new { key = "name", label = "Your name", required = true } }
            }
        },
    };
}
