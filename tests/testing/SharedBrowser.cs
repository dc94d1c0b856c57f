using System.Text.RegularExpressions;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Testing;

/// <summary>
/// One headless Chromium per test program, started when the first test requests it. Node.js programs connect to it over its debugging
/// protocol (CHROMIUM_ENDPOINT) and use a browser context of their own, so tests share no cookies and no storage.
/// </summary>
public static partial class SharedBrowser
{
    /// <summary>The variable with the browser's address for Node.js programs.</summary>
    public const string Variable = "CHROMIUM_ENDPOINT";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<string>> Started = new(StartAsync);

    /// <summary>The http address of the debugging protocol.</summary>
    public static Task<string> EndpointAsync() => Started.Value;

    private static async Task<string> StartAsync()
    {
        await RequiredPrograms.ChromiumAsync();
        var profile = Directory.CreateTempSubdirectory("passinstance-chromium-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => RemoveQuietly(profile);
        var endpoint = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        // It ends with this process.
        var log = new ProcessLog(listener: line =>
        {
            if (Listening().Match(line) is { Success: true } match)
                endpoint.TrySetResult($"http://127.0.0.1:{match.Groups[1].Value}");
        });
        var browser = await ChildProcess.StartAsync(new(
            Environment.GetEnvironmentVariable("CHROMIUM") ?? RequiredPrograms.Chromium,
            "--headless", "--remote-debugging-port=0", $"--user-data-dir={profile}", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            // Several pages are open at once, and each is in front for its own test.
            "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
            "about:blank"), log);
        var first = await Task.WhenAny(endpoint.Task, browser.Exited, Task.Delay(StartDeadline));
        return first == endpoint.Task
            ? await endpoint.Task
            : throw new InvalidOperationException($"Chromium did not start. Its last lines:\n{string.Join('\n', log.LastLines())}");
    }

    private static void RemoveQuietly(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // The browser is still writing its last files; the system cleans up the temporary folder.
        }
    }

    [GeneratedRegex(@"DevTools listening on ws://127\.0\.0\.1:(\d+)/")]
    private static partial Regex Listening();
}
