using Passinstance.Passes.HostedPages;

namespace Passinstance.Passes.Tests.HostedPages;

[Trait("Category", "Unit")]
public sealed class RgbTests
{
    [Fact]
    public void Text_can_be_read_on_any_background()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            Rgb Any() => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
            var (background, text) = (Any(), Any());
            var shown = text.ReadableOn(background);
            Assert.True(Rgb.Contrast(shown, background) >= 4.5, $"{shown} on {background}");
            Assert.True(shown == text || Rgb.Contrast(text, background) < 4.5);
        }
    }
}
