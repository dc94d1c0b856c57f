using System.Globalization;
using Passinstance.PassPreview.Layouts;

namespace Passinstance.PassPreview.Findings;

internal static class TruncationText
{
    private const int MaxShown = 40;

    internal static string Of(Truncation cut, string wallet)
    {
        var text = cut.Text.Length > MaxShown ? cut.Text[..MaxShown].TrimEnd() + "…" : cut.Text;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{wallet} cuts \"{text}\": it is {Math.Ceiling(cut.Width):0} points wide and has {Math.Floor(cut.Available):0}. ")
            + "Shorten it, or move the field to backFields.";
    }
}
