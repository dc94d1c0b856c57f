using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.PassPreview.Tests;

[Trait("Category", "Unit")]
public sealed class FindingTests
{
    [Fact]
    public void Colors_that_cannot_be_read_are_named_with_their_contrast_and_the_nearest_that_can()
    {
        var findings = Of(
            "library", template => template with { BackgroundColor = "#ffffff", ForegroundColor = "#8a8a8a", LabelColor = "#fefefe" });

        var value = Assert.Single(findings, finding => finding.Pointer == "/foregroundColor");
        Assert.Equal("low_contrast", value.Code);
        Assert.Equal(FindingSeverity.Warning, value.Severity);
        Assert.Contains("3.45", value.Message, StringComparison.Ordinal);
        var nearest = Drawing.Color.TryRead(value.Message[^8..^1])!.Value;
        Assert.InRange(Drawing.Color.Contrast(nearest, Drawing.Color.White), 4.5, 4.7);
        Assert.Contains("1.00", Assert.Single(findings, finding => finding.Pointer == "/labelColor").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#767676", "#949494", 0)]
    [InlineData("#777777", "#949494", 1)]
    [InlineData("#767676", "#959595", 1)]
    public void The_limits_are_those_of_wcag(string foreground, string label, int count) => Assert.Equal(count, Of("library", template =>
        template with { BackgroundColor = "#ffffff", ForegroundColor = foreground, LabelColor = label }).Count);

    [Fact]
    public void A_template_without_colors_can_be_read_and_one_with_a_dark_background_only_cannot()
    {
        Assert.Empty(Of("library", template => template with { BackgroundColor = null, ForegroundColor = null, LabelColor = null }));
        Assert.Equal(
            ["/foregroundColor", "/labelColor"],
            Of("library", template => template with { BackgroundColor = "#101010", ForegroundColor = null, LabelColor = null })
                .Select(finding => finding.Pointer).Order());
    }

    [Fact]
    public void A_light_text_on_a_light_strip_is_found_at_its_field()
    {
        var request = Samples.Of("gift-card").Change(
            template => template with { BackgroundColor = "#000000", ForegroundColor = "#2f7d63" });
        Assert.Contains(Preview.Draw(request).Findings, f => f is { Code: "low_contrast", Pointer: "/layout/primaryFields/0" });
    }

    [Theory]
    [InlineData("gym", "plan", "/layout/secondaryFields/0/value")]
    [InlineData("coffee-card", "favorite", "/layout/secondaryFields/1/value")]
    [InlineData("boarding-pass", "passenger", "/layout/secondaryFields/0/value")]
    [InlineData("cinema", "film", "/layout/primaryFields/0/value")]
    [InlineData("library", "reader", "/layout/primaryFields/0/value")]
    public void A_value_that_its_row_cuts_is_found_with_its_width(string id, string key, string pointer)
    {
        const string text = "Bartholomew Featherstonehaugh-Cholmondeley of Marjoribanks and Woolfardisworthy";
        var picture = Preview.Draw(Samples.Of(id).With(key, text));

        var finding = Assert.Single(picture.Findings, f => f.Pointer == pointer);
        Assert.Equal("likely_truncated", finding.Code);
        Assert.Matches(@"it is \d+ points wide and has \d+", finding.Message);
        Assert.Contains("…\"", picture.ToSvg(), StringComparison.Ordinal);
        // The back has room for everything.
        Assert.DoesNotContain(
            Preview.Draw(Samples.Of(id, PreviewSurface.AppleBack).With(key, text)).Findings, f => f.Code == "likely_truncated");
    }

    [Fact]
    public void A_label_that_is_too_long_is_found_when_the_template_is_saved()
    {
        var request = Samples.Of("library").Change(template => template with
        {
            LogoText = "The Royal Society for the Preservation of Very Long Names",
            Layout = template.Layout! with
            {
                PrimaryFields = [new PassField { Key = "reader", Label = "Reader", Value = new string('W', 60) }],
            },
        });
        var findings = Preview.Check(request.Template, request.Images, Samples.Now);

        Assert.Contains(findings, f => f is { Code: "likely_truncated", Pointer: "/logoText" });
        Assert.Contains(findings, f => f is { Code: "likely_truncated", Pointer: "/layout/primaryFields/0/value" });
    }

    [Fact]
    public void Fields_beyond_one_row_share_it_and_the_short_ones_stay_whole()
    {
        var request = Samples.Of("coffee-card").Change(template => template with
        {
            Layout = template.Layout! with
            {
                AuxiliaryFields = [
                    new PassField { Key = "a", Label = "City", Value = "Llanfairpwllgwyngyllgogerychwyrndrobwll" },
                    new PassField { Key = "b", Label = "No.", Value = "7" }],
            },
        });
        var picture = Preview.Draw(request);

        Assert.Contains("data-text=\"7\"", picture.ToSvg(), StringComparison.Ordinal);
        Assert.Contains("data-text=\"Jane Doe\"", picture.ToSvg(), StringComparison.Ordinal);
        Assert.Equal("/layout/auxiliaryFields/0/value", Assert.Single(picture.Findings, f => f.Code == "likely_truncated").Pointer);
    }

    [Theory]
    [InlineData("white on nothing", "/images/0")]
    [InlineData("pale on nothing", "/images/0")]
    [InlineData("white on white", "/images/0")]
    [InlineData("nothing at all", "/images/0")]
    [InlineData("dark on nothing", null)]
    [InlineData("white on blue", null)]
    public void A_logo_that_the_white_circle_swallows_is_found_and_the_picture_shows_that_it_is(string look, string? pointer)
    {
        var request = Samples.Of("library", PreviewSurface.Google) with { Images = [Drawings.Icon(look)] };
        var picture = Preview.Draw(request);
        var found = picture.Findings.Where(finding => finding.Code == "google_logo_low_contrast").ToList();

        Assert.Equal(pointer is null ? [] : [pointer], found.Select(finding => finding.Pointer));
        Assert.Equal(pointer is null, Drawings.HasContrastInCircle(picture.ToPng(3), 3));
        Assert.Equal(
            found.Select(finding => finding.Message),
            Preview.Check(request.Template, request.Images, Samples.Now)
                .Where(finding => finding.Code == "google_logo_low_contrast").Select(finding => finding.Message));
    }

    [Theory]
    [MemberData(nameof(PictureTests.Starts), MemberType = typeof(PictureTests))]
    public void The_logo_of_each_start_can_be_seen_in_the_circle(string id)
    {
        var picture = Preview.Draw(Samples.Of(id, PreviewSurface.Google));

        Assert.DoesNotContain(picture.Findings, finding => finding.Code == "google_logo_low_contrast");
        Assert.True(Drawings.HasContrastInCircle(picture.ToPng(3), 3));
    }

    [Theory]
    [InlineData("#ffffff", 1)]
    [InlineData("#f4f0e8", 1)]
    [InlineData("#10204a", 0)]
    public void A_wide_logo_in_the_color_of_the_card_is_found(string background, int count)
    {
        var request = Samples.Of("library", PreviewSurface.Google).Change(template => template with { BackgroundColor = background }) with
        {
            Images = [Drawings.Icon("white on blue"), Drawings.WideLogo()],
        };
        var found = Preview.Draw(request).Findings.Where(finding => finding.Code == "google_logo_low_contrast").ToList();

        Assert.Equal(count, found.Count);
        Assert.All(found, finding => Assert.Equal("/images/1", finding.Pointer));
    }

    [Fact]
    public void A_transparent_logo_gives_way_to_the_icon_and_an_opaque_one_does_not()
    {
        string? LogoOf(params PassImage[] images)
        {
            var svg = Preview.Draw(Samples.Of("library", PreviewSurface.Google) with { Images = images })
                .ToSvg(new PictureAddresses(image => $"{image.Name}.png"));
            return images.Select(image => $"{image.Name}.png").FirstOrDefault(name => svg.Contains(name, StringComparison.Ordinal));
        }

        var icon = Drawings.Icon("white on blue");
        Assert.Equal("icon@3x.png", LogoOf(Drawings.Icon("white on nothing") with { Name = "logo@3x" }, icon));
        Assert.Equal("logo@3x.png", LogoOf(Drawings.Icon("opaque") with { Name = "logo@3x" }, icon));
        Assert.Equal("logo@3x.png", LogoOf(Drawings.Icon("white on nothing") with { Name = "logo@3x" }));
    }

    private static IReadOnlyList<Finding> Of(string id, Func<WalletTemplate, WalletTemplate> change)
    {
        var request = Samples.Of(id).Change(change);
        return [.. Preview.Check(request.Template, request.Images, Samples.Now).Where(finding => finding.Code == "low_contrast")];
    }
}
