using Passinstance.PassPreview.Content;
using Passinstance.PassPreview.Drawing;
using Passinstance.PassPreview.Text;
using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview.Layouts;

/// <summary>The designs that consist of an image: poster event tickets (iOS 18) and poster generic passes (iOS 27).</summary>
internal sealed class ApplePoster(PassFace face, IReadOnlyList<PassImage> images, double width)
{
    private const double Side = 16;
    private const double Corner = 16;
    private readonly Sheet _sheet = new(width, face.IsRightToLeft);

    internal Drawn Draw(double height)
    {
        var whole = new Area(0, 0, _sheet.Width, height);
        _sheet.Add(new FillBox(whole, face.Background));
        if ((Find("artwork") ?? Find("background")) is { } artwork)
            _sheet.Add(new ImageBox(whole, artwork, ImageFit.Cover));
        // Wallet darkens the upper edge, so that its texts can be read on any picture.
        _sheet.Add(new FillBox(whole with { Height = 110 }, Color.Black.At(0.45), To: Color.Black.At(0)));
        Header();
        Foot(height);
        return new Drawn(_sheet, height, CardShape.Rounded(_sheet.Width, height, Corner));
    }

    private Picture? Find(string name) => Picture.Find(images, name, face.Locale);

    private void Header()
    {
        var right = _sheet.Width - Side;
        foreach (var field in face.Header.Take(1))
        {
            var wanted = Math.Max(
                _sheet.Measure(field.Label ?? "", FontWeight.SemiBold, 11), _sheet.Measure(field.Value, FontWeight.Medium, 17));
            var room = Math.Min(wanted, _sheet.Width * 0.45);
            var alignment = _sheet.IsRightToLeft ? "left" : "right";
            _sheet.Line(Casing.Upper(field.Label ?? "", face.Locale), Label(field, 11), right - room, 24, room, alignment);
            _sheet.Line(field.Value, Value(field, 17), right - room, 44, room, alignment);
            right -= room + 12;
        }

        var left = Side;
        if ((Find("primaryLogo") ?? Find("logo")) is { } logo && face.LogoText is not { Length: > 0 })
        {
            var (w, h) = (logo.Width / (double)logo.Scale, logo.Height / (double)logo.Scale);
            var scale = Math.Min(1, Math.Min(126 / w, 30 / h));
            _sheet.Add(new ImageBox(new Area(left, 31 - (h * scale / 2), w * scale, h * scale), logo, ImageFit.Contain));
        }
        else if (face.LogoText is { Length: > 0 } text)
        {
            _sheet.Line(
                text, new Style(18, FontWeight.SemiBold, face.Foreground, "logotext", null, "/eventLogoText"), left, 37, right - left);
        }
    }

    private void Foot(double height)
    {
        var isEvent = face.Event.Count > 0;
        var rows = isEvent ? 2 : (face.Primary.Count > 0 ? 1 : 0) + (face.Foot.Count > 0 ? 1 : 0);
        var barcode = !isEvent && face.Barcode is not null;
        var panel = (isEvent ? 150 : 24 + (rows * 52)) + (barcode ? 150 : 0);
        var top = height - panel;
        if (face.Footer is { } color)
            _sheet.Add(new FillBox(new Area(0, top, _sheet.Width, panel), color));
        else
            _sheet.Add(new FillBox(new Area(0, top - 60, _sheet.Width, panel + 60), Color.Black.At(0), To: Color.Black.At(0.75)));
        if (isEvent)
        {
            Event(top);
            return;
        }

        Row([.. face.Primary.Take(StyleLimits.PosterGeneric.Primary)], top + 12, 20);
        Row([.. face.Foot.Take(StyleLimits.PosterGenericFooter)], top + 12 + (face.Primary.Count > 0 ? 52 : 0), 17);
        if (barcode)
            _sheet.Barcode(face.Barcode!, height - 14, 124, 280, "/barcode/altText");
    }

    private void Event(double top)
    {
        var room = _sheet.Width - (2 * Side);
        Style Tag(double size, FontWeight weight, string name) => new(size, weight, face.Foreground, name, null, $"/semantics/{name}");
        _sheet.Line(face.Event["eventName"], Tag(26, FontWeight.SemiBold, "eventName"), Side, top + 34, room, minSize: 18);
        _sheet.Line(
            $"{face.Event["venueName"]}, {face.Event["venueRegionName"]}", Tag(15, FontWeight.Medium, "venueName"), Side, top + 56, room);
        if (face.Event.GetValueOrDefault("eventStartDate") is { } starts)
            _sheet.Line(starts, Tag(15, FontWeight.Regular, "eventStartDate"), Side, top + 77, room);
        Row([.. face.Secondary.Concat(face.Auxiliary).Take(4)], top + 92, 17);
    }

    private void Row(List<FaceField> fields, double top, double size)
    {
        if (fields.Count == 0)
            return;
        var column = (_sheet.Width - (2 * Side) - (12 * (fields.Count - 1))) / fields.Count;
        for (var i = 0; i < fields.Count; i++)
        {
            var x = Side + (i * (column + 12));
            _sheet.Line(Casing.Upper(fields[i].Label ?? "", face.Locale), Label(fields[i], 11), x, top + 10, column);
            _sheet.Line(fields[i].Value, Value(fields[i], size), x, top + 13 + (size * 0.94), column, minSize: 14);
        }
    }

    private Style Label(FaceField field, double size) =>
        new(size, FontWeight.SemiBold, face.Label, "label", field.Key, $"{field.Pointer}/label");

    private Style Value(FaceField field, double size) =>
        new(size, FontWeight.Medium, face.Foreground, "value", field.Key, $"{field.Pointer}/value");
}
