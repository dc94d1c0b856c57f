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
    public async Task The_reference_can_be_read_searched_and_copied_from_in_a_browser()
    {
        await RequiredPrograms.NodeAsync();
        await NodeTools.InstallAsync();
        await system.StartedAsync();
        var count = ApiOperation.Document["paths"]!.AsObject().Sum(path => path.Value!.AsObject().Count(member => member.Key != "servers"));

        var (code, text) = await NodeTools.RunAsync("/usr/bin/node",
            ["reference.mjs", new Uri(system.Gateway, "/docs/reference").ToString(),
            Environment.GetEnvironmentVariable("PASSINSTANCE_SCREENSHOTS") ?? ""],
            new Dictionary<string, string> { [SharedBrowser.Variable] = await SharedBrowser.EndpointAsync() });

        Assert.True(code == 0, text);
        output.WriteLine(text);
        var seen = JsonElement.Parse(text);
        Assert.Equal([system.Gateway.Authority], seen.GetProperty("hosts").EnumerateArray().Select(host => host.GetString()));
        foreach (var empty in (string[])["problems", "unnamed", "doubled", "dead"])
            Assert.True(seen.GetProperty(empty).GetArrayLength() == 0, $"{empty}: {seen.GetProperty(empty)}");
        Assert.Equal("Reference · Passinstance API", seen.Text("title"));
        Assert.Equal($"{count} of {count} operations shown", seen.Text("all"));
        Assert.Equal($"{seen.GetProperty("visible").GetArrayLength()} of {count} operations shown", seen.Text("filtered"));
        Assert.Contains("voidPass", seen.GetProperty("visible").EnumerateArray().Select(id => id.GetString()));
        Assert.InRange(seen.GetProperty("visible").GetArrayLength(), 1, 6);
        Assert.True(seen.GetProperty("copied").GetBoolean(), "The copied text is not the sample.");
        Assert.False(seen.GetProperty("overflow").GetBoolean(), "The page is wider than a phone.");
        Assert.Equal(count, seen.GetProperty("withoutScript").GetInt32());
        Assert.False(seen.GetProperty("searchWithoutScript").GetBoolean());
        Assert.True(seen.GetProperty("sampleWithoutScript").GetBoolean());
        foreach (var scheme in (string[])["light", "dark"])
            Assert.InRange(seen.GetProperty("contrast").GetProperty(scheme).GetDouble(), 4.5, 21);
        Assert.InRange(seen.GetProperty("bytes").GetInt32(), 1, 300_000);
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
        var page = await client.GetStringAsync("/docs/reference");

        var template = JsonElement.Parse(await RunAsync(Sample(page, "createTemplate", language)));
        // The one thing a reader has to put in: the id that the first answer gave.
        var issue = ApiOperation.TypeIdText().Replace(Sample(page, "createPass", language), template.Text("id"));
        var pass = JsonElement.Parse(await RunAsync(issue));
        var list = JsonElement.Parse(await RunAsync(Sample(page, "listPasses", language)));

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
