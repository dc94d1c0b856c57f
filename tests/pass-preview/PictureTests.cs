using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;
using Passinstance.PassPreview.Starts;
using Passinstance.Testing;
using Passinstance.Wallet.Model;
using SkiaSharp;

namespace Passinstance.PassPreview.Tests;

[Trait("Category", "Unit")]
public sealed class PictureTests
{
    public static TheoryData<string> Starts => [.. DesignerStarts.All.Select(start => start.Id)];

    public static TheoryData<string, PreviewSurface> Surfaces => [.. DesignerStarts.All.SelectMany(start =>
        Enum.GetValues<PreviewSurface>().Select(surface => new TheoryDataRow<string, PreviewSurface>(start.Id, surface)))];

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void Each_surface_of_each_start_is_laid_out_as_it_was_reviewed(string id, PreviewSurface surface)
    {
        var picture = Preview.Draw(Samples.Of(id, surface));
        Samples.Keep($"{id}-{surface}", picture.ToPng());

        var golden = GoldenFile($"{id}-{surface}.txt");
        var structure = Structure(picture.ToSvg());
        if (Environment.GetEnvironmentVariable("PASSINSTANCE_WRITE_GOLDEN") == "1")
            File.WriteAllText(golden, structure);
        Assert.True(File.Exists(golden), $"{golden} is missing: run with PASSINSTANCE_WRITE_GOLDEN=1, look at the picture and commit it.");
        Assert.Equal(File.ReadAllText(golden), structure);
    }

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task The_barcode_of_the_picture_can_be_scanned(string id)
    {
        foreach (var surface in new[] { PreviewSurface.AppleFront, PreviewSurface.Google })
        {
            var request = Samples.Of(id, surface);
            if (request.Template.Barcode!.Format is BarcodeFormat.Aztec or BarcodeFormat.Pdf417)
                request = request.Change(template => template with { Barcode = new TemplateBarcode { Format = BarcodeFormat.Qr } });
            var file = Path.Combine(Path.GetTempPath(), $"preview-{Guid.NewGuid():N}.png");
            await File.WriteAllBytesAsync(file, OnWhite(Preview.Draw(request).ToPng(3)));
            try
            {
                Assert.EndsWith($":{request.Pass!.BarcodeMessage}", await Zbar.ReadAsync(file), StringComparison.Ordinal);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    [Fact]
    public void Colors_are_exactly_the_templates_even_where_nobody_can_read_them()
    {
        var picture = Preview.Draw(Samples.Of("library").Change(template => template with
        {
            BackgroundColor = "#123456",
            ForegroundColor = "#123457",
            LabelColor = "#abcdef",
        }));
        using var bitmap = SKBitmap.Decode(picture.ToPng());

        Assert.Equal(new SKColor(0x12, 0x34, 0x56), bitmap.GetPixel(bitmap.Width / 2, 150));
        var text = XDocument.Parse(picture.ToSvg()).Descendants().Where(e => e.Attribute("data-text") is not null).ToList();
        Assert.All(text.Where(e => Class(e) == "value"), e => Assert.Equal("#123457", e.Attribute("fill")!.Value));
        Assert.All(text.Where(e => Class(e) == "label"), e => Assert.Equal("#abcdef", e.Attribute("fill")!.Value));
    }

    [Theory]
    [InlineData("coffee-card", 2, 2, true)]
    [InlineData("coupon", 1, 1, true)]
    [InlineData("coupon", 7, 1, true)]
    [InlineData("cinema", 188, 3, true)]
    [InlineData("boarding-pass", 3, 66, true)]
    [InlineData("coffee-card", 3, 66, false)]
    [InlineData("coupon", 8, 12, false)]
    public void The_outline_is_that_of_the_style(string id, int x, int y, bool isOutside)
    {
        using var bitmap = SKBitmap.Decode(Preview.Draw(Samples.Of(id)).ToPng());
        var alpha = bitmap.GetPixel(x * 2, y * 2).Alpha;
        if (isOutside)
            Assert.True(alpha < 140, $"{alpha} at {x}, {y}");
        else
            Assert.Equal(255, alpha);
    }

    [Fact]
    public void A_background_is_blurred_and_covers_the_card()
    {
        using var bitmap = SKBitmap.Decode(Preview.Draw(Samples.Of("cinema")).ToPng());
        var (corner, beside) = (bitmap.GetPixel(30, bitmap.Height - 30), bitmap.GetPixel(34, bitmap.Height - 30));

        Assert.NotEqual(SKColors.White, corner);
        Assert.InRange(Math.Abs(corner.Red - beside.Red), 0, 3);
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void The_svg_is_well_formed_and_names_nothing_outside_itself(string id, PreviewSurface surface)
    {
        var svg = Preview.Draw(Samples.Of(id, surface)).ToSvg();
        var document = XDocument.Parse(svg);

        Assert.DoesNotContain("style=", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.All(document.Descendants().Attributes("href"), href =>
            Assert.True(href.Value.StartsWith('#') || href.Value.StartsWith("data:image/png", StringComparison.Ordinal), href.Value));
        var names = document.Descendants().Attributes("id").Select(name => name.Value).ToList();
        Assert.Equal(names.Distinct().Count(), names.Count);
        var inPage = Preview.Draw(Samples.Of(id, surface)).ToSvg(new PictureAddresses(_ => "image.png"));
        Assert.InRange(Encoding.UTF8.GetByteCount(inPage), 1_000, 90_000);
    }

    [Fact]
    public void Texts_of_strangers_stay_texts()
    {
        var request = Samples.Of("gym").With("member", "<script>\"&'\u0001\uFFFE").With("plan", "a\nb");
        var svg = Preview.Draw(request).ToSvg();

        var texts = XDocument.Parse(svg).Descendants().Attributes("data-text").Select(text => text.Value).ToList();
        Assert.Contains("<script>\"&'  ", texts);
        Assert.Contains("a b", texts);
        Assert.DoesNotContain("<script", Preview.Draw(request).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_of_a_shared_link_has_the_size_that_messengers_want()
    {
        var png = Preview.Draw(Samples.Of("gift-card")).ToSharedPng();
        Samples.Keep("shared-gift-card", png);
        using var bitmap = SKBitmap.Decode(png);

        Assert.Equal((1200, 630), (bitmap.Width, bitmap.Height));
        Assert.Equal(255, bitmap.GetPixel(5, 5).Alpha);
    }

    [Theory]
    [InlineData("gym", "generic")]
    [InlineData("cinema", "ticket")]
    public void An_ended_pass_says_so_on_its_front_and_has_no_code_to_scan(string id, string name)
    {
        foreach (var surface in new[] { PreviewSurface.AppleFront, PreviewSurface.Google })
        {
            var picture = Preview.Draw(Samples.Of(id, surface) with { Ended = "Expired" });
            Samples.Keep($"ended-{name}-{surface}", picture.ToPng());
            Assert.Contains("data-text=\"Expired\"", picture.ToSvg(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_page_has_the_texts_for_screen_readers_and_links_that_can_be_followed()
    {
        var html = Preview.Draw(Samples.Of("conference", PreviewSurface.AppleBack)).ToHtml();

        Assert.Contains("<dt dir=\"auto\">Wi-Fi</dt>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://example.com/program\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Starts))]
    public void Each_start_is_a_valid_template_without_a_finding(string id)
    {
        var request = Samples.Of(id);
        var errors = Wallet.WalletTemplateRules.Validate(request.Template, request.Images)
            .Concat(Wallet.WalletPassRules.Validate(request.Template, request.Pass!))
            .Concat(Preview.Check(request.Template, request.Images, Samples.Now))
            .Concat(Preview.Draw(request with { ScreenWidth = PreviewRequest.NarrowScreen }).Findings)
            .Concat(Preview.Draw(request with { Surface = PreviewSurface.Google, ScreenWidth = PreviewRequest.AndroidScreen }).Findings);

        Assert.Empty(errors);
    }

    internal static string Structure(string svg)
    {
        var text = new StringBuilder();
        var root = XDocument.Parse(svg).Root!;
        text.Append($"{root.Attribute("width")!.Value} x {root.Attribute("height")!.Value}\n");
        foreach (var element in root.Elements().Last().Elements())
        {
            text.Append(element.Name.LocalName);
            foreach (
                var name in (string[])[
                    "class", "data-field", "data-text", "data-image", "x", "y", "width", "height", "fill", "fill-opacity", "transform"])
            {
                if (element.Attribute(name) is { } attribute)
                    text.Append($" {name}={attribute.Value}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string? Class(XElement element) => element.Attribute("class")?.Value;

    private static byte[] OnWhite(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        using var surface = SKSurface.Create(new SKImageInfo(bitmap.Width + 80, bitmap.Height + 80));
        surface.Canvas.Clear(SKColors.White);
        using var card = SKImage.FromBitmap(bitmap);
        surface.Canvas.DrawImage(card, 40, 40, new SKSamplingOptions(SKFilterMode.Nearest));
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static string GoldenFile(string name, [CallerFilePath] string caller = "") =>
        Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name);
}
