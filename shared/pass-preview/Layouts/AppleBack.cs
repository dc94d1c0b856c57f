using Passinstance.PassPreview.Content;
using Passinstance.PassPreview.Drawing;
using Passinstance.PassPreview.Text;

namespace Passinstance.PassPreview.Layouts;

/// <summary>The details of a pass in Apple Wallet: a list on the system's own colors, as long as it needs to be.</summary>
internal static class AppleBack
{
    private const double Side = 16;

    internal static Drawn Draw(PassFace face, double screenWidth, bool isDark)
    {
        var (page, group, text, quiet, rule, link) = isDark
            ? (
                Color.Black, new Color(0x1C, 0x1C, 0x1E), Color.White, new Color(0x98, 0x98, 0x9F), new Color(0x38, 0x38, 0x3A),
                new Color(0x0A, 0x84, 0xFF))
            : (
                new Color(0xF2, 0xF2, 0xF7), Color.White, Color.Black, new Color(0x6C, 0x6C, 0x70), new Color(0xE2, 0xE2, 0xE6),
                new Color(0x00, 0x64, 0xD6));
        var sheet = new Sheet(screenWidth, face.IsRightToLeft);
        var inner = screenWidth - (4 * Side);
        var fields = new Sheet(screenWidth, face.IsRightToLeft);
        const double top = 84;
        var y = top;
        for (var i = 0; i < face.Back.Count; i++)
        {
            var field = face.Back[i];
            if (i > 0)
                fields.Add(new FillBox(new Area(2 * Side, y, screenWidth - (3 * Side), 0.5), rule));
            y += 11;
            if (field.Label is { Length: > 0 } label)
                y += fields.Lines(label, new Style(13, FontWeight.Medium, quiet, "label", field.Key), 2 * Side, y, inner, 18) + 1;
            var value = field.Links is { } links ? LinkedText.Plain(links) : field.Value;
            var color = field.Links is not null || (field.Detects && LinkedText.IsLink(value)) ? link : text;
            y += fields.Lines(value, new Style(16, FontWeight.Regular, color, "value", field.Key), 2 * Side, y, inner, 21) + 11;
        }

        var height = Math.Max(180, y + Side);
        sheet.Add(new FillBox(new Area(0, 0, screenWidth, height), page));
        sheet.Line(face.Organization, new Style(20, FontWeight.SemiBold, text, "organization"), Side, 36, screenWidth - (2 * Side));
        sheet.Line(face.Description, new Style(14, FontWeight.Regular, quiet, "description"), Side, 58, screenWidth - (2 * Side));
        if (y > top)
            sheet.Add(new FillBox(new Area(Side, top, screenWidth - (2 * Side), y - top), group, 10));
        sheet.Append(fields);
        return new Drawn(sheet, height, CardShape.Rounded(screenWidth, height, 14));
    }
}
