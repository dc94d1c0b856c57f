using System.Globalization;
using System.Text;

namespace Passinstance.PassPreview.Layouts;

/// <summary>The outline of a card by its style, as SVG path data: what is outside is not drawn.</summary>
internal static class CardShape
{
    internal static string Rounded(double width, double height, double radius) => Closed(width, height, radius, "", "", "");

    /// <summary>A boarding pass: a notch at both sides where its upper part ends.</summary>
    internal static string BoardingPass(double width, double height, double radius, double notchAt)
    {
        const double notch = 7;
        return Closed(
            width, height, radius, "",
            Text($"V{notchAt - notch}A{notch} {notch} 0 0 0 {width} {notchAt + notch}"),
            Text($"V{notchAt + notch}A{notch} {notch} 0 0 0 0 {notchAt - notch}"));
    }

    /// <summary>An event ticket: a round cut in the middle of its upper edge.</summary>
    internal static string EventTicket(double width, double height, double radius)
    {
        const double half = 26;
        const double arc = 34;
        return Closed(width, height, radius, Text($"H{(width / 2) - half}A{arc} {arc} 0 0 0 {(width / 2) + half} 0"), "", "");
    }

    /// <summary>A coupon: small teeth along the upper and the lower edge.</summary>
    internal static string Coupon(double width, double height)
    {
        var teeth = (int)Math.Round(width / 8);
        var step = width / teeth;
        var depth = step / 2;
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M0 {depth:0.###}");
        for (var i = 0; i < teeth; i++)
            path.Append(CultureInfo.InvariantCulture, $"L{(i * step) + depth:0.###} 0L{(i + 1) * step:0.###} {depth:0.###}");
        path.Append(CultureInfo.InvariantCulture, $"V{height - depth:0.###}");
        for (var i = teeth - 1; i >= 0; i--)
        {
            path.Append(CultureInfo.InvariantCulture, $"L{(i * step) + depth:0.###} {height:0.###}");
            path.Append(CultureInfo.InvariantCulture, $"L{i * step:0.###} {height - depth:0.###}");
        }

        return path.Append('Z').ToString();
    }

    // Clockwise from the top left; each edge may have a cut.
    private static string Closed(double width, double height, double radius, string top, string right, string left)
    {
        string Corner(double x, double y) => Text($"A{radius} {radius} 0 0 1 {x} {y}");
        return Text($"M{radius} 0") + top + Text($"H{width - radius}") + Corner(width, radius)
            + right + Text($"V{height - radius}") + Corner(width - radius, height)
            + Text($"H{radius}") + Corner(0, height - radius) + left + Text($"V{radius}") + Corner(radius, 0) + "Z";
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
