using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>Writes when a pass is relevant: <c>relevantDates</c>, and <c>relevantDate</c> for older systems.</summary>
internal static class AppleRelevance
{
    public static void Write(Utf8JsonWriter writer, DateTimeOffset? single, IReadOnlyList<RelevantDate>? several)
    {
        writer.WriteStartArray("relevantDates"u8);
        if (single is { } moment)
        {
            // iOS 18 reads relevantDate inside an entry; iOS 26 renamed it date.
            writer.WriteStartObject();
            WriteDate(writer, "date"u8, moment);
            WriteDate(writer, "relevantDate"u8, moment);
            writer.WriteEndObject();
        }

        foreach (var entry in several ?? [])
            ToNode(entry).WriteTo(writer);
        writer.WriteEndArray();
        if (single is { } older)
            WriteDate(writer, "relevantDate"u8, older);
        else if (First(several) is { } first)
            writer.WriteString("relevantDate"u8, first);
    }

    public static JsonObject ToNode(RelevantDate entry)
    {
        var node = JsonSerializer.SerializeToNode(entry, WalletJson.Options)!.AsObject();
        if (entry.Date is not null)
            node["relevantDate"] = entry.Date;
        return node;
    }

    /// <summary>The first moment, for systems that read only one.</summary>
    public static string? First(IReadOnlyList<RelevantDate>? dates) => dates is [var first, ..] ? first.Date ?? first.StartDate : null;

    public static void WriteDate(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset date)
    {
        Span<char> text = stackalloc char[IsoDate.MaxLength];
        writer.WriteString(name, text[..IsoDate.Write(text, date)]);
    }
}
