using Passinstance.Wallet.Barcodes;

namespace Passinstance.Wallet.Tests.Barcodes;

[Trait("Category", "Unit")]
public sealed class SymbolTests
{
    private static readonly Symbol Square = new([[true, true, false, true], [false, true, false, false]], 1, 2);

    [Fact]
    public void The_path_draws_each_run_of_dark_modules()
    {
        Assert.Equal("M2 2.5h2M5 2.5h1M3 3.5h1", Square.Path());
        Assert.Equal((8, 6), (Square.Width, Square.Height));
    }

    [Fact]
    public void Bars_have_a_margin_at_the_sides_only()
    {
        var bars = new Symbol([[true, false, true]], 50, 10);

        Assert.Equal((23, 50), (bars.Width, bars.Height));
        Assert.Equal("M10 25h1M12 25h1", bars.Path());
    }

    [Fact]
    public void The_file_shows_the_symbol_on_white() =>
        Assert.Equal(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6" shape-rendering="crispEdges">
            <rect width="100%" height="100%" fill="#fff"/>
            <path stroke="#000" stroke-width="1" d="M2 2.5h2M5 2.5h1M3 3.5h1"/></svg>
            """, Square.ToSvg());
}
