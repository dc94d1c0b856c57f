using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Passinstance.LocalServers;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>The reference of the running gateway, as a reader uses it.</summary>
[Trait("Category", "System")]
public sealed partial class ReferenceTests(RunningSystem system, ITestOutputHelper output)
{
    [Fact]
    public async Task The_portal_can_be_read_searched_and_copied_from_in_a_browser()
    {
        await RequiredPrograms.NodeAsync();
        await NodeTools.InstallAsync();
        await system.StartedAsync();
        var operations = ApiOperation.Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .Where(member => member.Key != "servers").Select(member => member.Value!).ToList();

        var (code, text) = await NodeTools.RunAsync("/usr/bin/node",
            ["reference.mjs", new Uri(system.Gateway, "/docs").ToString(),
            Environment.GetEnvironmentVariable("PASSINSTANCE_SCREENSHOTS") ?? ""],
            new Dictionary<string, string> { [SharedBrowser.Variable] = await SharedBrowser.EndpointAsync() });

        Assert.True(code == 0, text);
        output.WriteLine(text);
        var seen = JsonElement.Parse(text);
        Assert.Equal([system.Gateway.Authority], seen.GetProperty("hosts").EnumerateArray().Select(host => host.GetString()));
        foreach (var empty in (string[])["problems", "unnamed", "doubled", "dead", "wide"])
            Assert.True(seen.GetProperty(empty).GetArrayLength() == 0, $"{empty}: {seen.GetProperty(empty)}");
        Assert.Equal("Reference · Passinstance API", seen.Text("title"));
        Assert.Equal(operations.Count, seen.GetProperty("operations").GetInt32());
        Assert.Equal(operations.Count(operation => operation["x-passinstance-addition"] is null), seen.GetProperty("contract").GetInt32());
        foreach (var (query, kind) in ((string, string)[])
            [
                ("expirationDate", "Member"), ("PKTransitTypeAir", "Member"), ("wrong_environment", "Error code"),
                ("verify a delivery", "Guide"), ("template.updated", "Event"), ("bundles", "Operation"),
            ])
            Assert.Contains(kind, seen.GetProperty("found").GetProperty(query).EnumerateArray().Select(found => found.GetString()));
        Assert.True(seen.GetProperty("copied").GetBoolean(), "The copied text is not the sample.");
        Assert.True(seen.GetProperty("remembered").GetBoolean(), "The next page does not show the language that was chosen.");
        Assert.True(seen.GetProperty("nested").GetInt32() > 0, "No nested members are unfolded in the operation.");
        Assert.True(seen.GetProperty("pages").GetInt32() > 20, "The sidebar does not list all pages.");
        Assert.True(seen.GetProperty("withoutScript").GetInt32() > 5, "Operations need the script.");
        Assert.False(seen.GetProperty("searchWithoutScript").GetBoolean());
        Assert.True(seen.GetProperty("sampleWithoutScript").GetBoolean());
        foreach (var scheme in (string[])["light", "dark"])
            Assert.InRange(seen.GetProperty("contrast").GetProperty(scheme).GetDouble(), 4.5, 21);
        foreach (var page in seen.GetProperty("bytes").EnumerateObject())
            Assert.True(page.Value.GetInt32() is > 0 and < 150_000, $"{page.Name} has {page.Value} bytes.");
    }

    [Theory]
    [InlineData("curl", ".sh", "/bin/sh")]
    [InlineData("JavaScript", ".mjs", "/usr/bin/node")]
    [InlineData("Python", ".py", "/usr/bin/python3")]
    [InlineData("C#", ".cs", "dotnet")]
    public async Task The_samples_work_as_they_are_pasted(string language, string extension, string program)
    {
        await RequiredPrograms.CurlAsync();
        await RequiredPrograms.NodeAsync();
        await RequiredPrograms.PythonRequestsAsync();
        var key = await system.NewApiKeyAsync();
        using var client = new HttpClient { BaseAddress = system.Gateway };
        var templates = await client.GetStringAsync("/docs/reference/templates");
        var passes = await client.GetStringAsync("/docs/reference/passes");

        var template = JsonElement.Parse(await RunAsync(Sample(templates, "createTemplate", language)));
        // The one thing a reader has to put in: the id that the first answer gave.
        var issue = ApiOperation.TypeIdText().Replace(Sample(passes, "createPass", language), template.Text("id"));
        var pass = JsonElement.Parse(await RunAsync(issue));
        var list = JsonElement.Parse(await RunAsync(Sample(passes, "listPasses", language)));

        Assert.Equal(template.Text("id"), pass.Text("templateId"));
        Assert.Equal(pass.Text("id"), list.GetProperty("data")[0].Text("id"));

        async Task<string> RunAsync(string sample)
        {
            var folder = Directory.CreateTempSubdirectory("passinstance-sample-");
            try
            {
                var file = Path.Combine(folder.FullName, "sample" + extension);
                await File.WriteAllTextAsync(file, sample);
                var start = new ProcessStartInfo(program == "dotnet" ? Repository.DotNet : program,
                    program == "dotnet" ? ["run", file] : [file])
                {
                    WorkingDirectory = folder.FullName,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                };
                start.Environment["PASSINSTANCE_KEY"] = key;
                using var process = Process.Start(start)!;
                var errors = process.StandardError.ReadToEndAsync();
                var text = await process.StandardOutput.ReadToEndAsync();
                await process.WaitForExitAsync();
                Assert.True(process.ExitCode == 0, $"{sample}\nended with {process.ExitCode}: {text}{await errors}");
                return text;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static string Sample(string page, string operation, string language)
    {
        var article = page[page.IndexOf($"id=\"{operation}\"", StringComparison.Ordinal)..];
        var sample = article[article.IndexOf($"data-language=\"{language}\"", StringComparison.Ordinal)..];
        return WebUtility.HtmlDecode(Code().Match(sample).Groups[1].Value);
    }

    [GeneratedRegex("<code>(.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Code();
}
