using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

[Trait("Category", "Unit")]
public sealed class ImageTests
{
    [Fact]
    public void An_icon_and_a_logo_are_drawn_at_every_scale_when_none_are_given()
    {
        using var certificates = new TestCertificates();
        using var identity = certificates.Identity();
        var archive = new PassArchive(Archives.Write(RichPasses.Of("minimal"), identity));
        foreach (var (name, points) in new[] { ("icon", 38), ("logo", 50) })
        {
            for (var scale = 1; scale <= 3; scale++)
            {
                var png = archive.Files[scale == 1 ? $"{name}.png" : $"{name}@{scale}x.png"];
                Assert.Equal(new PngHeader(points * scale, points * scale), PngHeader.TryRead(png));
            }
        }
    }

    [Fact]
    public void A_prepared_template_gives_the_images_that_its_passes_hold()
    {
        using var certificates = new TestCertificates();
        using var identity = certificates.Identity();
        var sample = RichPasses.Of("minimal");
        PassImage[] given = [new("icon", null, TestImages.Png(29, 29)), new("logo@2x", "fr", TestImages.Png(100, 100))];
        var prepared = PreparedPassTemplate.Prepare(sample.Template, given, identity);
        var archive = new PassArchive(Archives.Write(sample with { Images = given }, identity));

        var names = prepared.Images.Select(image => $"{image.Name} {image.Language}".Trim());
        Assert.Equal(["icon", "logo@2x fr"], names.Order(StringComparer.Ordinal));
        foreach (var image in prepared.Images)
        {
            var path = image.Language is null ? $"{image.Name}.png" : $"{image.Language}.lproj/{image.Name}.png";
            Assert.Equal(archive.Files[path], image.Content.ToArray());
        }
    }

    [Fact]
    public void A_given_icon_is_kept()
    {
        PassImage mine = new("icon@2x", null, TestImages.Png(58, 58));
        PassImage[] drawn = [.. GeneratedImages.MissingFrom(RichPasses.Of("minimal").Template, [mine])];
        Assert.All(drawn, image => Assert.StartsWith("logo", image.Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Passinstance Events", "PE")]
    [InlineData("blue bottle coffee", "BB")]
    [InlineData("Apple", "A")]
    [InlineData("会员", "")]
    [InlineData("", "")]
    [InlineData("7-Eleven", "7E")]
    public void Initials_are_the_first_letters_that_can_be_drawn(string organization, string initials) =>
        Assert.Equal(initials, GeneratedImages.Initials(organization));

    [Fact]
    public void Every_letter_and_digit_has_its_own_shape()
    {
        string[] shapes = [.. "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".Select(c => string.Join(' ', StrokeFont.Lines(c)))];
        Assert.Equal(36, shapes.Distinct().Count());
        Assert.All(shapes, shape => Assert.NotEmpty(shape));
    }

    [Theory]
    [InlineData(PassType.StoreCard, "logo@2x", 321, 100, "image_size")]
    [InlineData(PassType.StoreCard, "icon", 29, 30, "image_size")]
    [InlineData(PassType.EventTicket, "strip", 374, 98, "image_size")]
    [InlineData(PassType.Generic, "thumbnail", 90, 300, "image_size")]
    [InlineData(PassType.Generic, "strip", 375, 123, "image_not_shown")]
    [InlineData(PassType.StoreCard, "banner", 10, 10, "unknown_image")]
    public void Sizes_and_names_that_wallet_scales_or_ignores_are_warnings(PassType type, string name, int width, int height, string code)
    {
        var template = RichPasses.Of("minimal").Template with { PassType = type };
        var finding = Assert.Single(
            WalletTemplateRules.Validate(template, [new PassImage(name, null, TestImages.Png(width, height))]), f => f.Code == code);
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
    }

    [Fact]
    public void Images_that_hide_one_another_get_a_warning()
    {
        var png = TestImages.Png(29, 29);
        var template = RichPasses.Of("minimal").Template;
        Assert.Contains(WalletTemplateRules.Validate(template, [new("icon", null, png), new("icon", "fr", png)]), f =>
            f.Code == "localized_image_hidden");
        Assert.Contains(WalletTemplateRules.Validate(template,
            [new("icon", "en", png), new("icon", "fr", png), new("icon@2x", "fr", png)]), f => f.Code == "localized_scales_differ");
        Assert.Contains(WalletTemplateRules.Validate(template, [new("strip", null, png), new("background", null, png)]), f =>
            f.Code == "strip_hides_images");
        Assert.Contains(WalletTemplateRules.Validate(template, [new("icon", "fr", png)]), f => f.Code == "icon_not_for_all");
        Assert.Contains(
            WalletTemplateRules.Validate(template, [new("icon", null, png), new("icon", null, png)]), f => f.Code == "duplicate_image");
        Assert.Contains(
            WalletTemplateRules.Validate(template, [new("icon", null, png), new("icon@1x", null, png)]), f => f.Code == "duplicate_image");
    }
}
