using Passinstance.PassPreview.Content;
using Passinstance.PassPreview.Drawing;
using Passinstance.PassPreview.Text;

namespace Passinstance.PassPreview.Layouts;

/// <summary>Google Wallet's card: as high as its content, with the hero image at its foot.</summary>
internal sealed class GoogleFront
{
    private const double Side = 16;
    private const double Corner = 20;
    private readonly GoogleCard _card;
    private readonly GooglePictures _pictures;
    private readonly Sheet _sheet;
    private readonly Color _background;
    private readonly Color _text;
    private readonly Color _quiet;

    private GoogleFront(GoogleCard card, GooglePictures pictures, double width)
    {
        _card = card;
        _pictures = pictures;
        _sheet = new Sheet(width, Locales.IsRightToLeft(card.Locale));
        _background = card.Background ?? pictures.Ground?.Average ?? new Color(0x3C, 0x40, 0x43);
        // Google chooses the text's color by the background's.
        _text = Color.Contrast(Color.White, _background) >= 3.5 ? Color.White : new Color(0x20, 0x21, 0x24);
        _quiet = _text == Color.White ? _text.At(0.78) : new Color(0x5F, 0x63, 0x68);
    }

    private double Inner => _sheet.Width - (2 * Side);

    internal static Drawn Draw(GoogleCard card, GooglePictures pictures, double screenWidth, string? ended) =>
        new GoogleFront(card, pictures, screenWidth - 32).Draw(ended);

    private Drawn Draw(string? ended)
    {
        var content = new Sheet(_sheet.Width, _sheet.IsRightToLeft);
        var y = Top(content);
        y = Title(content, y);
        foreach (var row in _card.Rows)
            y = Row(content, row, y);
        y = Barcode(content, y + 8, ended);
        var hero = _pictures.Hero;
        var heroHeight = _card.Hero is null ? 0 : Math.Round(_sheet.Width * 336 / 1032);
        var height = Math.Max(200, y + heroHeight);
        _sheet.Add(new FillBox(new Area(0, 0, _sheet.Width, height), _background));
        if (hero is not null)
            _sheet.Add(new ImageBox(new Area(0, height - heroHeight, _sheet.Width, heroHeight), hero, ImageFit.Cover));
        else if (_card.Hero is not null)
            _sheet.Add(new FillBox(new Area(0, height - heroHeight, _sheet.Width, heroHeight), _background.Mixed(_text, 0.16)));
        _sheet.Append(content);
        _sheet.Truncations.AddRange(content.Truncations);
        return new Drawn(_sheet, height, CardShape.Rounded(_sheet.Width, height, Corner)) { Background = _background };
    }

    private double Top(Sheet sheet)
    {
        var left = Side;
        const double side = 36;
        if (_pictures.WideLogo is { Width: > 0, Height: > 0 } wide)
        {
            // As high as the logo, and at most half of the card.
            var width = Math.Min((_sheet.Width / 2) - Side, side * wide.Width / wide.Height);
            sheet.Add(new ImageBox(new Area(Side, 14, width, side), wide, ImageFit.Contain));
            left += width + 12;
        }
        else if (_card.Logo is not null)
        {
            var at = new Area(Side, 14, side, side);
            sheet.Add(new FillBox(at, Color.White, side / 2));
            if (_pictures.Logo is { } logo)
                sheet.Add(new ImageBox(at, logo, ImageFit.Cover, side / 2));
            left += side + 12;
        }

        var room = _sheet.Width - Side - left;
        sheet.Line(_card.Title, Style(15, FontWeight.Medium, _text, "title", "/organizationName"), left, 37, room);
        sheet.Add(new FillBox(new Area(0, 63, _sheet.Width, 1), _text.At(0.2)));
        return 64;
    }

    private double Title(Sheet sheet, double top)
    {
        if (_card.Journey is { } journey)
        {
            var half = (Inner / 2) - 24;
            foreach (var (name, code, x, alignment) in new[]
            {
                (journey.FromName, journey.From, Side, ""),
                (journey.ToName, journey.To, _sheet.Width - Side - half, _sheet.IsRightToLeft ? "left" : "right"),
            })
            {
                sheet.Line(name, Style(13, FontWeight.Regular, _quiet, "label"), x, top + 28, half, alignment);
                sheet.Line(code, Style(34, FontWeight.Regular, _text, "value"), x, top + 64, half, alignment, minSize: 18);
            }

            sheet.Add(new ShapeBox(journey.Icon, (_sheet.Width - 28) / 2, top + 36, 28 / 24.0, _text));
            return top + 80;
        }

        var y = top + 8;
        if (_card.Subheader is { Length: > 0 } subheader)
        {
            sheet.Line(subheader, Style(13, FontWeight.Regular, _quiet, "label", _card.SubheaderPointer), Side, y + 20, Inner);
            y += 20;
        }

        if (_card.Header is { Length: > 0 } header)
        {
            // Two lines at most, as on the phone.
            var lines = sheet.Lines(header, Style(24, FontWeight.Regular, _text, "value"), Side, y + 4, Inner, 30, 2);
            if (TextLine.Wrap(Sheet.OneLine(header), FontWeight.Regular, false, 24, Inner).Count > 2 && _card.HeaderPointer is { } pointer)
                sheet.Truncations.Add(new Truncation(pointer, header, sheet.Measure(header, FontWeight.Regular, 24), 2 * Inner));
            y += lines + 8;
        }

        return y + 4;
    }

    private double Row(Sheet sheet, IReadOnlyList<FaceField?> items, double top)
    {
        if (items.All(item => item is null))
            return top;
        // Columns of one width, unless a text needs what another leaves.
        var room = Inner - (16 * (items.Count - 1));
        double[] wanted = [.. items.Select(item => item is null ? 0 : Math.Max(
            sheet.Measure(item.Label ?? "", FontWeight.Regular, 12), sheet.Measure(item.Value, FontWeight.Medium, 16)))];
        var even = room / items.Count;
        var widths = wanted.All(width => width <= even) ? [.. wanted.Select(_ => even)] : Sheet.Shares(wanted, room);
        var left = (room - widths.Sum()) / Math.Max(1, items.Count - 1);
        var next = Side;
        for (var i = 0; i < items.Count; i++)
        {
            var (x, column) = (next, widths[i]);
            next += column + 16 + left;
            if (items[i] is not { } item)
                continue;
            var alignment = items.Count == 1 || i == 0 ? "" : i < items.Count - 1 ? "center" : _sheet.IsRightToLeft ? "left" : "right";
            sheet.Line(
                item.Label ?? "", Style(12, FontWeight.Regular, _quiet, "label", $"{item.Pointer}/label", item.Key), x, top + 16, column,
                alignment);
            sheet.Line(
                item.Value, Style(16, FontWeight.Medium, _text, "value", $"{item.Pointer}/value", item.Key), x, top + 37, column,
                alignment);
        }

        return top + 52;
    }

    private double Barcode(Sheet sheet, double top, string? ended)
    {
        var bottom = top;
        if (_card.Barcode is { } barcode)
        {
            // Measured by drawing it below the last row.
            var probe = new Sheet(_sheet.Width, false);
            var height = 1000 - probe.Barcode(barcode, 1000, 176, Math.Min(300, Inner), "/barcode/altText");
            bottom = top + height + 4;
            sheet.Barcode(barcode, bottom, 176, Math.Min(300, Inner), "/barcode/altText", ended is not null);
            bottom += 16;
        }

        if (ended is not null)
        {
            var middle = _card.Barcode is null ? bottom + 22 : (top + bottom - 12) / 2;
            sheet.Ended(ended, middle);
            if (_card.Barcode is null)
                bottom = middle + 30;
        }

        return bottom;
    }

    private static Style Style(double size, FontWeight weight, Color color, string role, string? pointer = null, string? field = null) =>
        new(size, weight, color, role, field, pointer);
}
