using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Passinstance.Dashboard.Tests;

/// <summary>What every page must be.</summary>
internal static class Look
{
    // Where a person can look at the pictures; not set in CI.
    private static readonly string? Folder = Environment.GetEnvironmentVariable("PASSINSTANCE_SHOTS");

    /// <summary>Opens a page and waits until its circuit works.</summary>
    internal static async Task OpenAsync(this IPage page, string path)
    {
        await page.GotoAsync("/dashboard" + path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        await page.IsInteractiveAsync();
    }

    /// <summary>Waits until the page reacts: the frame has its account, and nothing is being loaded.</summary>
    internal static async Task IsInteractiveAsync(this IPage page)
    {
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.circuit === 'open'");
        await page.WaitForFunctionAsync("() => !document.querySelector('.loading')");
    }

    /// <summary>Axe finds nothing, nothing overflows to the side, and nothing was blocked or failed.</summary>
    internal static async Task IsSoundAsync(this IPage page, string name)
    {
        await page.ShotAsync(name);
        var found = await page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions
            {
                Type = "tag",
                Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            },
        });
        Assert.True(found.Violations.Length == 0, $"{name}: " + string.Join('\n', found.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}\n  {string.Join("\n  ", violation.Nodes.Take(4).Select(node => node.Html))}")));
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth");
        Assert.True(overflow <= 0, $"{name} is {overflow} pixels wider than the window.");
    }

    /// <summary>Sound at both widths and in both themes, as it is now.</summary>
    internal static async Task IsSoundEverywhereAsync(this IPage page, string name)
    {
        foreach (var (width, theme) in ((int, string)[])[(360, "dark"), (360, "light"), (1440, "dark"), (1440, "light")])
        {
            await page.SetViewportSizeAsync(width, width < 600 ? 780 : 900);
            await page.EmulateMediaAsync(new PageEmulateMediaOptions
            {
                ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
            });
            // Painted at the other width and in the other theme, with every transition between the two at its end.
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            await page.WaitForFunctionAsync(
                """
                ([theme, width]) => innerWidth === width && matchMedia(`(prefers-color-scheme: ${theme})`).matches
                    && document.getAnimations().every(animation => animation.playState !== 'running')
                """, new object[] { theme, width });
            await page.IsSoundAsync($"{name}-{width}-{theme}");
        }
    }

    internal static async Task ShotAsync(this IPage page, string name)
    {
        if (Folder is null)
            return;
        Directory.CreateDirectory(Folder);
        // What is fixed to the window would else lie over the page.
        await page.EvaluateAsync("() => window.scrollTo(0, 0)");
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(Folder, name + ".png"),
            FullPage = true,
            // Hiding it would leave a style attribute at every input.
            Caret = ScreenshotCaret.Initial,
        });
    }

    /// <summary>What the browser complained about: blocked styles and scripts, failed requests, errors of scripts.</summary>
    internal static List<string> Complaints(this IPage page)
    {
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.RequestFailed += (_, request) =>
        {
            // A page that is left ends its socket.
            if (request.Failure?.Contains("ERR_ABORTED", StringComparison.Ordinal) != true)
                complaints.Add($"{request.Url}: {request.Failure}");
        };
        return complaints;
    }
}
