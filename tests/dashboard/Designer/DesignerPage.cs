using Microsoft.Playwright;
using Passinstance.Client;
using Passinstance.Dashboard.Designer;
using Passinstance.PassPreview.Starts;
using SkiaSharp;

namespace Passinstance.Dashboard.Tests.Designer;

/// <summary>The designer's page, by what a person sees.</summary>
internal static class DesignerPage
{
    /// <summary>A published template of a starting design, open in the designer of a browser of its own.</summary>
    internal static async Task<(Template Template, IPage Page)> OpenDesignerAsync(
        this RunningDashboard system, string start, int width = 1440, string theme = "light", string? language = null)
    {
        await system.StartedAsync();
        var template = await CreateAsync(system.Api, start);
        var browser = await system.NewBrowserAsync(width, theme, language);
        var page = await browser.NewPageAsync();
        await page.OpenAsync($"/templates/{template.Id}");
        await Assertions.Expect(page.Locator("#google-preview svg")).ToBeVisibleAsync();
        return (template, page);
    }

    internal static async Task<Template> CreateAsync(PassinstanceClient api, string start)
    {
        var design = DesignerStarts.Find(start)!;
        var draft = new DesignDraft(design.For("Northwind", "TEAM123456", $"pass.com.example.{Guid.NewGuid():n}"), design.Images);
        var request = draft.ToCreate($"{design.Name} {Guid.NewGuid():n}"[..24]);
        request.Images = [.. design.Images.Select(DesignDraft.Upload)];
        var template = await api.CreateTemplateAsync(request);
        return await api.PublishTemplateAsync(template.Id);
    }

    internal static ILocator FieldOf(this IPage page, string label) =>
        page.GetByRole(AriaRole.Group, new() { Name = $"Field {label}", Exact = true });

    /// <summary>Opens a part of the design.</summary>
    internal static Task PartAsync(this IPage page, string name) =>
        page.GetByLabel("Parts of the design").GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();

    internal static async Task SaveDraftAsync(this IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Saved", Exact = true })).ToBeDisabledAsync();
    }

    internal static ILocator Place(this IPage page, string name) => page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    /// <summary>Waits until a place's fields have these labels, in this order.</summary>
    internal static async Task HasLabelsAsync(this IPage page, string place, params string[] labels)
    {
        var fields = page.Place(place).GetByRole(AriaRole.Group);
        await Assertions.Expect(fields).ToHaveCountAsync(labels.Length);
        foreach (var (index, label) in labels.Index())
            await Assertions.Expect(fields.Nth(index)).ToHaveAttributeAsync("aria-label", $"Field {label}");
    }

    /// <summary>Drags with the pointer; both ends must be within the window.</summary>
    internal static async Task DragAsync(this IPage page, ILocator what, ILocator to)
    {
        await to.ScrollIntoViewIfNeededAsync();
        var (from, target) = ((await what.BoundingBoxAsync())!, (await to.BoundingBoxAsync())!);
        await page.Mouse.MoveAsync(from.X + (from.Width / 2), from.Y + (from.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(target.X + 40, target.Y + 20, new() { Steps = 8 });
        await page.Mouse.MoveAsync(target.X + 44, target.Y + 24, new() { Steps = 2 });
        await page.Mouse.UpAsync();
    }

    internal static async Task TabToAsync(this IPage page, ILocator target, bool backwards = false)
    {
        for (var presses = 0; presses < 150; presses++)
        {
            if (await target.EvaluateAsync<bool>("one => one === document.activeElement"))
                return;
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }

        Assert.Fail("The keyboard does not reach the control.");
    }
}

/// <summary>Pictures that a person has.</summary>
internal static class Pictures
{
    internal static FilePayload File(string name, byte[] content) =>
        new() { Name = name, MimeType = name.EndsWith(".jpg", StringComparison.Ordinal) ? "image/jpeg" : "image/png", Buffer = content };

    /// <summary>A mark on a transparent ground.</summary>
    internal static byte[] Logo() => Draw(640, 200, SKEncodedImageFormat.Png, canvas =>
    {
        canvas.Clear(SKColors.Transparent);
        using var paint = new SKPaint { Color = new SKColor(0x0B, 0x5F, 0xA5), IsAntialias = true };
        canvas.DrawCircle(100, 100, 90, paint);
        canvas.DrawRoundRect(230, 60, 380, 80, 30, 30, paint);
    });

    /// <summary>A white mark on a transparent ground, nearly square.</summary>
    internal static byte[] WhiteLogo() => Draw(200, 200, SKEncodedImageFormat.Png, canvas =>
    {
        canvas.Clear(SKColors.Transparent);
        using var paint = new SKPaint { Color = SKColors.White, IsAntialias = true };
        canvas.DrawCircle(100, 100, 90, paint);
    });

    /// <summary>A photo.</summary>
    internal static byte[] Photo() => Draw(1200, 900, SKEncodedImageFormat.Jpeg, canvas =>
    {
        canvas.Clear(SKColors.SandyBrown);
        using var paint = new SKPaint { Color = SKColors.SaddleBrown, IsAntialias = true };
        canvas.DrawCircle(600, 420, 240, paint);
    });

    /// <summary>Red on the left, blue on the right.</summary>
    internal static byte[] Halves() => Draw(800, 400, SKEncodedImageFormat.Png, canvas =>
    {
        canvas.Clear(SKColors.Blue);
        using var paint = new SKPaint { Color = SKColors.Red };
        canvas.DrawRect(0, 0, 400, 400, paint);
    });

    private static byte[] Draw(int width, int height, SKEncodedImageFormat format, Action<SKCanvas> draw)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }
}
