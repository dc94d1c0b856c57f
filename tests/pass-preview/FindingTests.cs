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

    private static IReadOnlyList<Finding> Of(string id, Func<WalletTemplate, WalletTemplate> change)
    {
        var request = Samples.Of(id).Change(change);
        return [.. Preview.Check(request.Template, request.Images, Samples.Now).Where(finding => finding.Code == "low_contrast")];
    }
}
