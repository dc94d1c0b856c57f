using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;
using Passinstance.Testing;

namespace Passinstance.Benchmarks.Rolling;

/// <summary>
/// A person with the dashboard open in Chromium: one page stays open, and others are loaded all the time. Each page is loaded once; a
/// failure is counted.
/// </summary>
internal sealed class DashboardVisitor : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan OpenDeadline = TimeSpan.FromSeconds(30);
    private static readonly string[] Paths =
        ["/dashboard/passes", "/dashboard/templates", "/dashboard/webhooks", "/dashboard/notifications", "/dashboard/bundles"];

    // Whether the open page reacts: its circuit is there, and no notice is shown.
    private const string Reacts = """
        () => document.documentElement.dataset.circuit === 'open'
          && !/components-reconnect-(show|failed|retrying|rejected)/.test(document.getElementById('components-reconnect-modal').className)
          && getComputedStyle(document.getElementById('blazor-error-ui')).display === 'none'
        """;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IBrowserContext _context;
    private readonly IPage _page;
    private readonly string _url;
    private int _loads;
    private long _sent;

    private DashboardVisitor(IPlaywright playwright, IBrowser browser, IBrowserContext context, IPage page, string url)
    {
        (_playwright, _browser, _context, _page, _url) = (playwright, browser, context, page, url);
        _page.Load += (_, _) => Interlocked.Increment(ref _loads);
    }

    internal long Sent => Interlocked.Read(ref _sent);

    internal ConcurrentQueue<FailedCall> Failed { get; } = new();

    /// <summary>How often the open page was loaded.</summary>
    internal int Loads => Volatile.Read(ref _loads);

    internal static async Task<DashboardVisitor> StartAsync(string url, string signInUrl)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.ConnectOverCDPAsync(await SharedBrowser.EndpointAsync());
        var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(signInUrl);
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Not now" }).ClickAsync();
        await page.WaitForURLAsync("**/dashboard**");
        await page.GotoAsync($"{url}/dashboard/passes");
        var visitor = new DashboardVisitor(playwright, browser, context, page, url);
        if (await visitor.SecondsUntilOpenAsync() is null)
            throw new TimeoutException("The dashboard's page does not react.");
        return visitor;
    }

    /// <summary>Loads pages until canceled.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var path = Paths[number % Paths.Length];
            Interlocked.Increment(ref _sent);
            try
            {
                var response = await _context.APIRequest.GetAsync(_url + path, new() { MaxRedirects = 0, Timeout = 30_000 });
                if (response.Status != 200)
                    Failed.Enqueue(new FailedCall($"GET {path}", $"{response.Status}"));
                await response.DisposeAsync();
            }
            catch (PlaywrightException exception)
            {
                Failed.Enqueue(new FailedCall($"GET {path}", exception.Message.Split('\n')[0]));
            }

            await Task.Delay(Interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Seconds until the open page reacts, by itself: it reconnects, or loads again. Null when it does not.</summary>
    internal async Task<double?> SecondsUntilOpenAsync()
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < OpenDeadline;)
        {
            try
            {
                // Twice, so that a page on its way to another state is not taken for one that stays.
                if (await _page.EvaluateAsync<bool>(Reacts))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(300));
                    if (await _page.EvaluateAsync<bool>(Reacts))
                        return Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1);
                }
            }
            catch (PlaywrightException)
            {
                // It is being loaded.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        return null;
    }

    /// <summary>Where the open page is, and what of it does not react.</summary>
    internal async Task<string> DescribeAsync()
    {
        try
        {
            return await _page.EvaluateAsync<string>("""
                () => JSON.stringify({
                  url: location.href, state: document.readyState, circuit: document.documentElement.dataset.circuit,
                  reconnect: document.getElementById('components-reconnect-modal')?.className,
                  error: document.getElementById('blazor-error-ui') && getComputedStyle(document.getElementById('blazor-error-ui')).display,
                  text: document.body?.innerText.slice(0, 200) })
                """);
        }
        catch (PlaywrightException exception)
        {
            return exception.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
