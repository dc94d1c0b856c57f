using System.Globalization;
using Passinstance.PassPreview.Layouts;
using Passinstance.Wallet.Rules;

namespace Passinstance.PassPreview.Findings;

internal static class TruncationFindings
{
    private const int MaxShown = 40;

    internal static Finding Of(Truncation cut, string wallet)
    {
        var text = cut.Text.Length > MaxShown ? cut.Text[..MaxShown].TrimEnd() + "…" : cut.Text;
        var (width, available) = (Math.Ceiling(cut.Width), Math.Floor(cut.Available));
        return new Finding(FindingSeverity.Warning, cut.Pointer, "likely_truncated", string.Create(
            CultureInfo.InvariantCulture, $"{wallet} cuts \"{text}\": it is {width:0} points wide and has {available:0}. ")
            + "Shorten it, or move the field to backFields.")
        {
            Values = Finding.ValuesOf(("wallet", wallet), ("text", text), ("width", width), ("available", available)),
        };
    }
}
