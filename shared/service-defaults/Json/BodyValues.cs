using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.ServiceDefaults.Json;

/// <summary>
/// Finds values that JSON can write and nothing behind the API can hold: numbers beyond a double, U+0000, text that is not Unicode. The
/// body is read once, token by token, before any type is bound to it, so that the rule holds for every member of every operation, also for
/// those whose content is the issuer's own.
/// </summary>
public static class BodyValues
{
    private const int FirstBuffer = 16 * 1024;
    private const int MaxErrors = 100;

    /// <summary>Numbers that are shorter, without an exponent, fit a double.</summary>
    private const int SafeDigits = 300;

    /// <summary>
    /// The values of a body in UTF-8 that cannot be held; empty also for text that is not JSON, which the reader of the body reports.
    /// </summary>
    internal static async Task<IReadOnlyList<InvalidValue>> FindAsync(
        Stream body, JsonBodyOptions options, CancellationToken cancellationToken)
    {
        var scan = new Scan(options);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var (length, isFirst) = (0, true);
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
                length += read;
                if (isFirst && length < 3 && read > 0)
                    continue;
                if (isFirst && length >= 3)
                {
                    isFirst = false;
                    if (buffer.AsSpan(0, 3).SequenceEqual(Encoding.UTF8.Preamble))
                    {
                        buffer.AsSpan(3..length).CopyTo(buffer);
                        length -= 3;
                    }
                }

                var consumed = scan.Read(buffer.AsSpan(0, length), isFinal: read == 0);
                if (consumed < 0)
                    return [];
                if (read == 0 || scan.Errors.Count >= MaxErrors)
                    return scan.Errors;
                buffer.AsSpan(consumed..length).CopyTo(buffer);
                length -= consumed;
                if (length == buffer.Length)
                    buffer = Grow(buffer, length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The values of one part of a body in UTF-8 that cannot be held; empty also for text that is not JSON.</summary>
    /// <param name="part">The JSON of the part.</param>
    /// <param name="options">What the body may hold beyond text.</param>
    /// <param name="within">Pointer to the part.</param>
    public static IReadOnlyList<InvalidValue> Find(ReadOnlySpan<byte> part, JsonBodyOptions options, string within)
    {
        var scan = new Scan(options, within);
        return scan.Read(part, isFinal: true) < 0 ? [] : scan.Errors;
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>Where the reader is, across the pieces of a body.</summary>
    private sealed class Scan(JsonBodyOptions options, string within = "")
    {
        private readonly List<Level> _path = [];
        private JsonReaderState _state;

        internal List<InvalidValue> Errors { get; } = [];

        /// <returns>How many bytes were read; -1 when the text is not JSON.</returns>
        internal int Read(ReadOnlySpan<byte> piece, bool isFinal)
        {
            var reader = new Utf8JsonReader(piece, isFinal, _state);
            try
            {
                while (reader.Read() && Errors.Count < MaxErrors)
                    Take(ref reader);
            }
            catch (JsonException)
            {
                return -1;
            }

            _state = reader.CurrentState;
            return (int)reader.BytesConsumed;
        }

        private void Take(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    Enter();
                    _path.Add(new Level { IsArray = reader.TokenType == JsonTokenType.StartArray });
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _path.RemoveAt(_path.Count - 1);
                    break;
                case JsonTokenType.PropertyName:
                    TakeName(ref reader);
                    break;
                case JsonTokenType.Number:
                    Enter();
                    if (!IsNumber(reader.ValueSpan))
                        Errors.Add(NotANumber(Pointer(), reader.ValueSpan));
                    break;
                case JsonTokenType.String:
                    Enter();
                    CheckText(ref reader, isName: false);
                    break;
                default:
                    Enter();
                    break;
            }
        }

        private void TakeName(ref Utf8JsonReader reader)
        {
            var level = _path[^1];
            level.Name = null;
            if (IsText(ref reader) && ContainsNul(ref reader) is false)
                level.Name = reader.GetString();
            if (level.Name is null)
                CheckText(ref reader, isName: true);
        }

        // An item of a list has no name: its place is counted.
        private void Enter()
        {
            if (_path is [.., { IsArray: true } list])
                list.Index++;
        }

        private void CheckText(ref Utf8JsonReader reader, bool isName)
        {
            if (!IsText(ref reader))
            {
                Errors.Add(new InvalidValue(Pointer(isName), "broken_text",
                    $"The {(isName ? "name of a member" : "text")} is not valid Unicode: send UTF-8, with surrogates in pairs."));
            }
            else if (ContainsNul(ref reader) && (isName || !options.IsMachineData(Pointer())))
            {
                Errors.Add(new InvalidValue(Pointer(isName), "control_character",
                    $"The {(isName ? "name of a member" : "text")} contains U+0000, which no text may have: remove it."));
            }
        }

        private static bool IsText(ref Utf8JsonReader reader)
        {
            if (!reader.ValueIsEscaped)
                return Utf8.IsValid(reader.ValueSpan);
            try
            {
                _ = reader.GetString();
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        private static bool ContainsNul(ref Utf8JsonReader reader) =>
            reader.ValueIsEscaped && reader.ValueSpan.IndexOf("\\u0000"u8) >= 0
            && reader.GetString()!.Contains('\0', StringComparison.Ordinal);

        // The name of a member cannot be part of the pointer when it is what is wrong.
        private string Pointer(bool isName = false)
        {
            var pointer = new StringBuilder(within);
            var levels = isName ? _path.Count - 1 : _path.Count;
            for (var i = 0; i < levels; i++)
            {
                pointer.Append('/');
                if (_path[i].IsArray)
                    pointer.Append(_path[i].Index.ToString(CultureInfo.InvariantCulture));
                else
                    pointer.Append(_path[i].Name?
                        .Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            }

            return pointer.ToString();
        }

        private sealed class Level
        {
            internal bool IsArray { get; init; }

            internal int Index { get; set; } = -1;

            internal string? Name { get; set; }
        }
    }

    /// <summary>Whether everything in a value can be held: the same rule for what was read elsewhere.</summary>
    /// <param name="element">The value.</param>
    public static bool Fits(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return element.EnumerateObject().All(member => FitsText(() => member.Name) && Fits(member.Value));
            case JsonValueKind.Array:
                return element.EnumerateArray().All(Fits);
            case JsonValueKind.Number:
                return IsNumber(Encoding.ASCII.GetBytes(element.GetRawText()));
            case JsonValueKind.String:
                return FitsText(element.GetString);
            default:
                return true;
        }
    }

    private static bool FitsText(Func<string?> read)
    {
        try
        {
            return read() is { } text && !text.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether a double can hold a number: not infinite, and not rounded to zero.</summary>
    internal static bool IsNumber(ReadOnlySpan<byte> literal)
    {
        if (literal.Length <= SafeDigits && !literal.ContainsAny((byte)'e', (byte)'E'))
            return true;
        if (!double.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return false;
        if (number != 0)
            return true;
        var end = literal.IndexOfAny((byte)'e', (byte)'E');
        return !(end < 0 ? literal : literal[..end]).ContainsAnyInRange((byte)'1', (byte)'9');
    }

    private static InvalidValue NotANumber(string pointer, ReadOnlySpan<byte> literal)
    {
        const int Shown = 30;
        var sent = Encoding.ASCII.GetString(literal.Length > Shown ? literal[..Shown] : literal) + (literal.Length > Shown ? "..." : "");
        return new InvalidValue(pointer, "not_a_number",
            $"No device or program can hold the number {sent}: send one between -1.7e308 and 1.7e308, and not closer to 0 than 5e-324.");
    }
}
