using Passinstance.PassPreview.Content;
using Passinstance.PassPreview.Drawing;
using Passinstance.PassPreview.Text;
using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview.Layouts;

/// <summary>
/// Apple Wallet's card. Its height is fixed, each place has one row, and what does not fit is cut with an ellipsis.
/// </summary>
internal sealed class AppleFront
{
    private const double Side = 14;
    private const double Gap = 14;
    private const double Corner = 12;
    private const double HeaderHeight = 62;
    private const double ValueSize = 17;
    private const double RowHeight = 46;

    private readonly PassFace _face;
    private readonly IReadOnlyList<PassImage> _images;
    private readonly Sheet _sheet;
    private readonly StyleLimits _limits;

    private AppleFront(PassFace face, IReadOnlyList<PassImage> images, double width)
    {
        _face = face;
        _images = images;
        _sheet = new Sheet(width, face.IsRightToLeft);
        _limits = StyleLimits.Of(face.Style switch
        {
            "boardingPass" => PassType.BoardingPass,
            "coupon" => PassType.Coupon,
            "eventTicket" => PassType.EventTicket,
            "storeCard" => PassType.StoreCard,
            _ => PassType.Generic,
        });
    }

    private bool HasSquareBarcode => _face.Barcode is { } barcode && BarcodeFormats.IsSquare(barcode.Format);

    /// <summary>Draws the front of a pass.</summary>
    internal static Drawn Draw(PassFace face, IReadOnlyList<PassImage> images, double screenWidth, string? ended)
    {
        var width = screenWidth - 17;
        var height = Math.Round(width * 448 / 358);
        return face.IsPoster
            ? new ApplePoster(face, images, width).Draw(height)
            : new AppleFront(face, images, width).Draw(height, ended);
    }

    private Drawn Draw(double height, string? ended)
    {
        var whole = new Area(0, 0, _sheet.Width, height);
        _sheet.Add(new FillBox(whole, _face.Background));
        var strip = Find("strip");
        if (_face.Style == "eventTicket" && strip is null && Find("background") is { } background)
        {
            _sheet.Add(new ImageBox(new Area(-24, -24, whole.Width + 48, height + 48), background, ImageFit.Cover, Blur: 14));
            _sheet.Add(new FillBox(whole, Color.Black.At(0.12)));
        }

        var barcodeTop = Bottom(height, ended);
        Header();
        switch (_face.Style)
        {
            case "boardingPass":
                Journey();
                Row([.. _face.Auxiliary.Take(_limits.Auxiliary)], 152);
                Row([.. _face.Secondary.Take(_limits.Secondary)], 152 + (_face.Auxiliary.Count > 0 ? RowHeight : 0));
                Footer(barcodeTop);
                break;
            case "coupon" or "storeCard":
                OneRow(OnStrip(strip, 144));
                break;
            case "eventTicket" when strip is not null:
                var below = OnStrip(strip, 98);
                Row([.. _face.Secondary.Take(_limits.Secondary)], below);
                AuxiliaryRows(below + (_face.Secondary.Count > 0 ? RowHeight : 0));
                break;
            case "eventTicket":
                BesideThumbnail(secondaryBeside: true);
                break;
            default:
                BesideThumbnail(secondaryBeside: false);
                break;
        }

        return new Drawn(_sheet, height, ShapeOf(height));
    }

    private Picture? Find(string name) => Picture.Find(_images, name, _face.Locale);

    private string ShapeOf(double height) => _face.Style switch
    {
        "boardingPass" => CardShape.BoardingPass(_sheet.Width, height, Corner, HeaderHeight + 4),
        "coupon" => CardShape.Coupon(_sheet.Width, height),
        "eventTicket" => CardShape.EventTicket(_sheet.Width, height, Corner),
        _ => CardShape.Rounded(_sheet.Width, height, Corner),
    };

    private void Header()
    {
        // The round cut of a ticket and the teeth of a coupon take room from above.
        var top = _face.Style is "eventTicket" or "coupon" ? 14.0 : 10.0;
        var right = _sheet.Width - Side;
        foreach (var field in _face.Header.Take(_limits.Header).Reverse())
        {
            var wanted = Math.Max(LabelWidth(field), _sheet.Measure(field.Value, FontWeight.Regular, 18));
            var width = Math.Min(wanted, Math.Max(40, (_sheet.Width * 0.6) - (_sheet.Width - Side - right)));
            var alignment = field.Alignment.Length == 0 ? "right" : field.Alignment;
            if (_sheet.IsRightToLeft && field.Alignment.Length == 0)
                alignment = "left";
            Field(field, right - width, top + 2, width, 18, alignment);
            right -= width + 12;
        }

        var left = Side - 2;
        if (Find("logo") is { } logo)
        {
            var (w, h) = (logo.Width / (double)logo.Scale, logo.Height / (double)logo.Scale);
            var scale = Math.Min(1, Math.Min(160 / w, 42 / h));
            _sheet.Add(new ImageBox(new Area(left, top + ((42 - (h * scale)) / 2), w * scale, h * scale), logo, ImageFit.Contain));
            left += (w * scale) + 9;
        }

        if (_face.LogoText is { Length: > 0 } text)
            _sheet.Line(
                text, new Style(17, FontWeight.SemiBold, _face.Foreground, "logotext", null, "/logoText"), left, top + 27, right - left);
    }

    private void Journey()
    {
        const double icon = 30;
        const double top = HeaderHeight + 14;
        var half = ((_sheet.Width - (2 * Side)) / 2) - icon;
        var fields = _face.Primary.Take(_limits.Primary).ToList();
        for (var i = 0; i < fields.Count; i++)
        {
            var x = i == 0 ? Side : _sheet.Width - Side - half;
            var alignment = i == 0 ? "" : _sheet.IsRightToLeft ? "left" : "right";
            Field(fields[i], x, top, half, 44, alignment, minSize: 20);
        }

        var path = Icons.OfTransit(_face.Transit);
        const double scale = icon / 24;
        _sheet.Add(new ShapeBox(path, (_sheet.Width - icon) / 2, top + 24, scale, _face.Label));
    }

    // Wallet shows primary fields on the strip: the value above its label.
    private double OnStrip(Picture? strip, double points)
    {
        const double top = HeaderHeight;
        var height = Math.Round(_sheet.Width * points / 375);
        var area = new Area(0, top, _sheet.Width, height);
        if (strip is not null)
            _sheet.Add(new ImageBox(area, strip, ImageFit.Cover));
        else if (_face.Strip is { } color)
            _sheet.Add(new FillBox(area, color));
        foreach (var field in _face.Primary.Take(_limits.Primary))
        {
            var size = points > 100 ? 48.0 : 36.0;
            var middle = top + (height / 2);
            var hasLabel = !string.IsNullOrEmpty(field.Label);
            var baseline = middle + (size * 0.36) - (hasLabel ? 11 : 0);
            _sheet.Line(field.Value, Value(field, size), Side, baseline, _sheet.Width - (2 * Side), minSize: size * 0.5);
            if (hasLabel)
                _sheet.Line(field.Label!, Label(field) with { Size = 13, Weight = FontWeight.Medium, Color = _face.Foreground },
                    Side, baseline + 20, _sheet.Width - (2 * Side));
        }

        return top + height + 12;
    }

    // Store cards and coupons have one row for both groups, generic passes too beside a square barcode.
    private void OneRow(double top) =>
        Row([.. _face.Secondary.Take(_limits.Secondary).Concat(_face.Auxiliary.Take(_limits.Auxiliary)).Take(4)], top);

    private void BesideThumbnail(bool secondaryBeside)
    {
        const double top = HeaderHeight + 8;
        var right = _sheet.Width - Side;
        var bottom = top;
        if (Find("thumbnail") is { } thumbnail)
        {
            var aspect = Math.Clamp((double)thumbnail.Width / thumbnail.Height, 2 / 3.0, 1.5);
            var (w, h) = aspect >= 1 ? (90, 90 / aspect) : (90 * aspect, 90.0);
            _sheet.Add(new ImageBox(new Area(right - w, top, w, h), thumbnail, ImageFit.Cover, 4));
            right -= w + 12;
            bottom = top + 98;
        }

        var y = top;
        foreach (var field in _face.Primary.Take(_limits.Primary))
        {
            Field(field, Side, y, right - Side, secondaryBeside ? 24 : 30, "", minSize: 17);
            y += secondaryBeside ? 52 : 60;
        }

        if (secondaryBeside)
        {
            Row([.. _face.Secondary.Take(_limits.Secondary)], y, right);
            y = Math.Max(_face.Secondary.Count > 0 ? y + RowHeight : y, bottom);
            AuxiliaryRows(y);
            return;
        }

        y = Math.Max(y, bottom);
        if (HasSquareBarcode)
        {
            OneRow(y);
            return;
        }

        Row([.. _face.Secondary.Take(_limits.Secondary)], y);
        AuxiliaryRows(_face.Secondary.Count > 0 ? y + RowHeight : y);
    }

    private void AuxiliaryRows(double top)
    {
        List<FaceField> first = [.. _face.Auxiliary.Where(field => field.Row == 0).Take(_limits.Auxiliary)];
        Row(first, top);
        if (_face.Style == "eventTicket")
        {
            var second = _face.Auxiliary.Where(field => field.Row != 0).Take(StyleLimits.EventTicketRow);
            Row([.. second], first.Count > 0 ? top + RowHeight : top);
        }
    }

    private void Row(List<FaceField> fields, double top, double? right = null)
    {
        if (fields.Count == 0)
            return;
        var room = (right ?? (_sheet.Width - Side)) - Side;
        double[] wanted = [.. fields.Select(field =>
            Math.Max(LabelWidth(field), _sheet.Measure(field.Value, FontWeight.Regular, ValueSize)))];
        var widths = Sheet.Shares(wanted, room - (Gap * (fields.Count - 1)));
        var left = room - widths.Sum();
        // A single field has the whole row, so that its alignment shows.
        if (fields.Count == 1)
            (widths[0], left) = (room, 0);
        var between = fields.Count == 1 ? 0 : left / (fields.Count - 1);
        var x = Side;
        for (var i = 0; i < fields.Count; i++)
        {
            Field(fields[i], x, top, widths[i], ValueSize, fields[i].Alignment);
            x += widths[i] + between;
        }
    }

    private void Field(FaceField field, double x, double top, double width, double size, string alignment, double minSize = 0)
    {
        _sheet.Line(LabelText(field), Label(field), x, top + 10, width, alignment);
        _sheet.Line(field.Value, Value(field, size), x, top + 13 + (size * 0.94), width, alignment, minSize);
    }

    private double LabelWidth(FaceField field) => _sheet.Measure(LabelText(field), FontWeight.SemiBold, Sheet.LabelSize);

    private string LabelText(FaceField field) => Casing.Upper(field.Label ?? "", _face.Locale);

    private Style Label(FaceField field) =>
        new(Sheet.LabelSize, FontWeight.SemiBold, _face.Label, "label", field.Key, $"{field.Pointer}/label");

    private Style Value(FaceField field, double size) =>
        new(size, FontWeight.Regular, _face.Foreground, "value", field.Key, $"{field.Pointer}/value");

    private void Footer(double barcodeTop)
    {
        if (Find("footer") is not { } footer)
            return;
        var (w, h) = (footer.Width / (double)footer.Scale, footer.Height / (double)footer.Scale);
        var scale = Math.Min(1, Math.Min(286 / w, 15 / h));
        _sheet.Add(new ImageBox(
            new Area((_sheet.Width - (w * scale)) / 2, barcodeTop - 6 - (h * scale), w * scale, h * scale), footer, ImageFit.Contain));
    }

    private double Bottom(double height, string? ended)
    {
        var bottom = height - (_face.Style == "coupon" ? 18 : 14);
        var top = _face.Barcode is { } barcode ? _sheet.Barcode(barcode, bottom, 150, 286, "/barcode/altText", ended is not null) : bottom;
        if (ended is null)
            return top;
        _sheet.Ended(ended, _face.Barcode is null ? bottom - 20 : (top + bottom) / 2);
        return top;
    }
}

/// <summary>Capital letters as a language writes them.</summary>
internal static class Casing
{
    internal static string Upper(string text, string locale) =>
        (locale.StartsWith("tr", StringComparison.OrdinalIgnoreCase) || locale.StartsWith("az", StringComparison.OrdinalIgnoreCase)
            ? text.Replace('i', 'İ') : text).ToUpperInvariant();
}
