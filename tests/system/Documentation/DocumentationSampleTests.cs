using System.Diagnostics;
using System.Text.Json;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.System.Tests.Documentation;

/// <summary>
/// The samples of the public documentation, word for word in Samples/, run by the programs they are written for. Only the base URL, the
/// token and the template id are put in, as a reader would.
/// </summary>
[Trait("Category", "System")]
public sealed class DocumentationSampleTests(RunningSystem system)
{
    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "Documentation", "Samples");

    [Fact]
    public async Task The_curl_sample_issues_a_pass()
    {
        await RequiredPrograms.CurlAsync();
        var (key, template) = await NewTemplateAsync();

        var output = await RunAsync("/bin/sh", await ReadAsync("create-pass.sh", key, template, extension: ".sh"), key);

        AssertDocumentedPass(JsonElement.Parse(output), template);
    }

    [Fact]
    public async Task The_JavaScript_sample_issues_a_pass()
    {
        await RequiredPrograms.NodeAsync();
        var (key, template) = await NewTemplateAsync();

        var output = await RunAsync("/usr/bin/node",
            await ReadAsync("create-pass.mjs", key, template, ".mjs", "\nconsole.log(JSON.stringify(pass));\n"), key);

        AssertDocumentedPass(JsonElement.Parse(output), template);
    }

    [Fact]
    public async Task The_Python_sample_issues_a_pass()
    {
        await RequiredPrograms.PythonRequestsAsync();
        var (key, template) = await NewTemplateAsync();

        var output = await RunAsync("/usr/bin/python3",
            await ReadAsync("create_pass.py", key, template, ".py", "\nprint(response.text)\n"), key);

        AssertDocumentedPass(JsonElement.Parse(output), template);
    }

    [Fact]
    public async Task The_webhook_sample_creates_a_webhook()
    {
        await RequiredPrograms.CurlAsync();
        var key = await system.NewApiKeyAsync();

        var output = await RunAsync("/bin/sh", await ReadAsync("create-webhook.sh", key, "", ".sh"), key);

        var webhook = JsonElement.Parse(output);
        Assert.StartsWith("whk_", webhook.Text("id"), StringComparison.Ordinal);
        Assert.Equal("https://your-app.example/webhooks/passinstance", webhook.Text("url"));
        Assert.Equal(["pass.created", "pass.updated", "pass.voided"],
            webhook.GetProperty("events").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task The_older_requests_are_taken_too()
    {
        using var api = await system.NewOrganizationAsync();
        var template = await api.CreateAsync("/api/v1/templates",
            await File.ReadAllTextAsync(Path.Combine(Samples, "older-create-template.json")));
        var request = (await File.ReadAllTextAsync(Path.Combine(Samples, "older-create-pass.json")))
            .Replace("tpl_abcdef1234567890", template.Text("id"), StringComparison.Ordinal);

        var pass = await api.CreateAsync("/api/v1/passes", request);

        Assert.Equal("TEAM123456789", template.Text("teamIdentifier"));
        Assert.Equal("VIP2024-001", pass.Text("serialNumber"));
        Assert.Equal(["customerName", "eventDate", "seat"], pass.GetProperty("fields").EnumerateObject().Select(field => field.Name));
        Assert.Equal("2024-12-15T19:00:00Z", pass.Text("relevantDate"));
        Assert.Equal("2024-12-16T02:00:00Z", pass.Text("expirationDate"));
    }

    private static void AssertDocumentedPass(JsonElement pass, string template)
    {
        Assert.StartsWith("pas_", pass.Text("id"), StringComparison.Ordinal);
        Assert.Equal(template, pass.Text("templateId"));
        Assert.Equal("ORDER-1001", pass.Text("serialNumber"));
        Assert.Equal("Jane Doe", pass.GetProperty("fields").GetProperty("memberName").Text("value"));
        Assert.Equal("Gold", pass.GetProperty("fields").GetProperty("tier").Text("value"));
        Assert.Equal("qr", pass.Text("barcodeFormat"));
        Assert.Equal("ORDER-1001-GOLD", pass.Text("barcodeMessage"));
    }

    private async Task<(string Key, string TemplateId)> NewTemplateAsync()
    {
        var key = await system.NewApiKeyAsync();
        using var api = new HttpClient { BaseAddress = system.Gateway };
        api.DefaultRequestHeaders.Add("X-API-Key", key);
        var template = await api.CreateAsync("/api/v1/templates",
            await File.ReadAllTextAsync(Path.Combine(Samples, "older-create-template.json")));
        return (key, template.Text("id"));
    }

    // What a reader would put in, and a last line that shows the result where the sample only keeps it.
    private async Task<string> ReadAsync(string sample, string key, string template, string extension, string show = "")
    {
        var text = (await File.ReadAllTextAsync(Path.Combine(Samples, sample)))
            .Replace("https://api.passinstance.com", system.Gateway.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("<token>", key, StringComparison.Ordinal)
            .Replace("tpl_abcdef1234567890", template, StringComparison.Ordinal);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + extension);
        await File.WriteAllTextAsync(path, text + show);
        return path;
    }

    private static async Task<string> RunAsync(string program, string script, string key)
    {
        try
        {
            var start = new ProcessStartInfo(program, [script]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PASSINSTANCE_TOKEN"] = key;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
            return output;
        }
        finally
        {
            File.Delete(script);
        }
    }
}
