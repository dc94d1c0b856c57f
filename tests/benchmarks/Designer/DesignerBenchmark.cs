using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing;

namespace Passinstance.Benchmarks.Designer;

/// <summary>
/// <c>designer [--quick]</c>: from a key press in the designer until both previews show it and the browser has painted them, in Chromium
/// on the whole system as the launcher runs it. Also how much the server sends for a key press.
/// </summary>
internal static class DesignerBenchmark
{
    private const double Target = 150;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(6);

    // Each key press begins at its event and ends in the frame after both drawings have the text.
    private const string Measure = """
        () => {
          const shown = (id, text) => [...document.querySelectorAll(`#${id} [data-text]`)]
            .some(one => one.dataset.text === text || one.dataset.text === text.toUpperCase());
          window.latencies = [];
          document.addEventListener('input', event => {
            const [start, text] = [event.timeStamp, event.target.value];
            const look = () => shown('apple-preview', text) && shown('google-preview', text);
            const observer = new MutationObserver(() => {
              if (!look())
                return;
              observer.disconnect();
              requestAnimationFrame(() => window.latencies.push(performance.now() - start));
            });
            observer.observe(document.querySelector('.previews'), { subtree: true, childList: true, attributes: true });
          }, true);
        }
        """;

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var command = new Command("designer", "Measures the designer from a key press to both previews.") { quick };
        command.SetAction((result, stop) => RunAsync(result.GetValue(quick), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool isQuick, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("passinstance-designer-").FullName;
        var runFile = Path.Combine(folder, "run.json");
        using var log = new ProcessLog(Path.Combine(folder, "launcher.log"));
        Console.WriteLine("Starting the launcher with its servers and Chromium ...");
        var launcher = await ChildProcess.StartAsync(
            new ChildCommand(
                Repository.DotNet, [Repository.Program("Passinstance.Local"), "--port", "0", "--run-file", runFile, "--ephemeral",
                "--configuration", Repository.Configuration])
            {
                Environment = new Dictionary<string, string> { ["PASSINSTANCE_FOLDER"] = Path.Combine(folder, "local") },
            }, log);
        try
        {
            await Eventually.TrueAsync(
                () => File.Exists(runFile) || launcher.HasExited, StartDeadline, "the launcher wrote its run file", stop);
            if (launcher.HasExited)
                throw new InvalidOperationException($"The launcher ended:\n{string.Join('\n', log.LastLines(40))}");
            var run = RunFile.Load(runFile);
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.ConnectOverCDPAsync(await SharedBrowser.EndpointAsync());
            return await MeasureAsync(browser, run, isQuick, stop);
        }
        finally
        {
            await launcher.StopAsync(PosixCalls.Terminate, TimeSpan.FromSeconds(30));
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(IBrowser browser, RunFile run, bool isQuick, CancellationToken stop)
    {
        var id = await CreateTemplateAsync(run, stop);
        await using var context = await browser.NewContextAsync(
            new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        var protocol = await context.NewCDPSessionAsync(page);
        await protocol.SendAsync("Network.enable");
        var received = 0L;
        protocol.Event("Network.webSocketFrameReceived").OnEvent += (_, data) => Interlocked.Add(
            ref received, data!.Value.GetProperty("response").GetProperty("payloadData").GetString()!.Length);
        await SignInAsync(page, run);
        await page.GotoAsync($"{run.GatewayUrl}/dashboard/templates/{id}");
        await Assertions.Expect(page.Locator("#google-preview svg")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.EvaluateAsync(Measure);
        var label = page.GetByRole(AriaRole.Group, new() { Name = "Field Member" }).GetByLabel("Label");
        await label.ClickAsync();

        // One key after the other, each seen before the next; then as fast as they can be pressed.
        await TypeAsync(page, "warm up the designer", 60);
        await page.EvaluateAsync("() => { window.latencies = []; }");
        received = 0;
        var presses = isQuick ? 40 : 400;
        await TypeAsync(page, Text(presses), 120);
        var single = await ResultsAsync(page, presses);
        var bytes = received / (double)presses * 3 / 4;
        Console.WriteLine($"{"key press to both previews",-40} {"p50",7} {"p95",7} {"max",7}  ms");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{"one key, then the next",-40} {Percentile(single, 0.5),7:0.0} {Percentile(single, 0.95),7:0.0} {single[^1],7:0.0}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{bytes / 1024:0.0} kB are sent for a key press, target {Target} ms."));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "designer",
            presses = single.Length,
            p50 = Math.Round(Percentile(single, 0.5), 1),
            p95 = Math.Round(Percentile(single, 0.95), 1),
            max = Math.Round(single[^1], 1),
            kilobytes = Math.Round(bytes / 1024, 1),
        }));
        return Percentile(single, 0.95) <= Target ? 0 : 1;
    }

    // Short texts, so that neither wallet cuts them; the field is emptied before each.
    private static string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 8))));

    private static async Task TypeAsync(IPage page, string text, int delay)
    {
        foreach (var keys in text.Chunk(8))
        {
            await page.Keyboard.PressAsync("ControlOrMeta+A");
            foreach (var character in keys)
            {
                await page.Keyboard.PressAsync(character == ' ' ? "Space" : character.ToString());
                await page.WaitForTimeoutAsync(delay);
            }
        }
    }

    private static async Task<double[]> ResultsAsync(IPage page, int presses)
    {
        await page.WaitForFunctionAsync("count => window.latencies.length >= count", presses);
        return [.. (await page.EvaluateAsync<double[]>("() => window.latencies")).Order()];
    }

    private static double Percentile(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    private static async Task SignInAsync(IPage page, RunFile run)
    {
        await page.GotoAsync(run.SignInUrl ?? throw new InvalidOperationException("The launcher has printed no sign-in link."));
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Not now" }).ClickAsync();
        await page.WaitForURLAsync("**/dashboard**");
    }

    private static async Task<string> CreateTemplateAsync(RunFile run, CancellationToken stop)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-API-Key", run.ApiKey);
        using var response = await http.PostAsJsonAsync(
            new Uri($"{run.GatewayUrl}/api/v1/templates"),
            new
            {
                name = "Measured",
                description = "Membership card",
                passType = "storeCard",
                organizationName = "Northwind Coffee",
                logoText = "Northwind Coffee",
                teamIdentifier = "A1B2C3D4E5",
                passTypeIdentifier = "pass.com.example.designer",
                backgroundColor = "#123524",
                foregroundColor = "#ffffff",
                labelColor = "#cfe8d8",
                layout = new
                {
                    headerFields = new[] { new { key = "points", label = "Points" } },
                    primaryFields = new[] { new { key = "balance", label = "Balance" } },
                    secondaryFields = new[] { new { key = "member", label = "Member" }, new { key = "tier", label = "Tier" } },
                    backFields = new[] { new { key = "terms", label = "Terms", value = "One card per person." } },
                },
                barcode = new { format = "qr" },
            },
            stop);
        var body = await response.Content.ReadAsStringAsync(stop);
        return response.IsSuccessStatusCode
            ? JsonElement.Parse(body).GetProperty("id").GetString()!
            : throw new InvalidOperationException($"The template was rejected: {body}");
    }
}
