using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using nietras.SeparatedValues;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>
/// Reads items from CSV (RFC 4180, UTF-8) while it arrives: one row an item, an empty cell is left out. The separator is found from the
/// header: comma, semicolon, tab or bar.
/// </summary>
internal static class CsvItems
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The rows as JSON. Each is valid until the next is read.</summary>
    /// <exception cref="UnreadableItemsException">A row cannot be read.</exception>
    /// <exception cref="UnknownColumnsException">The header has columns that are no members.</exception>
    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream body, IReadOnlyDictionary<string, string> mapping, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var counted = new QuoteCounter(body);
        using var text = new StreamReader(counted, Strict, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024, leaveOpen: true);
        using var reader = await OpenAsync(text, cancellationToken);
        var errors = new List<InvalidValue>();
        var columns = CsvColumns.Plan(reader.Header.ColNames, mapping, errors);
        if (errors.Count > 0)
            throw new UnknownColumnsException(errors);
        var item = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(item, Json);
        var index = 0;
        for (; await NextAsync(reader, index, cancellationToken); index++)
        {
            item.ResetWrittenCount();
            json.Reset();
            Write(json, reader.Current, columns);
            json.Flush();
            yield return item.WrittenMemory;
        }

        // The reader takes a cell that was cut, or all lines after a single quote, for one value.
        if (counted.Quotes % 2 != 0)
        {
            throw new UnreadableItemsException(new InvalidValue(
                $"/items/{Math.Max(0, index - 1)}", "invalid_csv",
                $"A quote before the end of row {index} after the header is not closed: the file was cut, or a cell contains a single "
                + "quote. Write such a cell in quotes, and the quote in it twice."));
        }
    }

    private static async Task<SepReader> OpenAsync(StreamReader text, CancellationToken cancellationToken)
    {
        try
        {
            return await Sep.Reader(options => options with { Unescape = true }).FromAsync(text, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or DecoderFallbackException)
        {
            throw new UnreadableItemsException(new InvalidValue("/columns", "invalid_csv", Explain(exception, "The header")));
        }
    }

    private static async Task<bool> NextAsync(SepReader reader, int index, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.MoveNextAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or DecoderFallbackException)
        {
            throw new UnreadableItemsException(
                new InvalidValue($"/items/{index}", "invalid_csv", Explain(exception, $"Row {index + 1} after the header")));
        }
    }

    private static string Explain(Exception exception, string what) => exception is DecoderFallbackException
        ? $"{what} is not valid UTF-8. Save the file in UTF-8."
        : $"{what} cannot be read: it must have one cell for each column of the header, with different names, and cells that contain a " +
          "separator, a quote or a line break in quotes.";

    private static void Write(Utf8JsonWriter json, SepReader.Row row, List<CsvColumn> columns)
    {
        json.WriteStartObject();
        ReadOnlySpan<string> open = [];
        foreach (var column in columns)
        {
            var cell = row[column.Index].Span;
            if (cell.IsEmpty)
                continue;
            var objects = column.Path.AsSpan(0, column.Path.Length - 1);
            var common = open.CommonPrefixLength(objects);
            for (var i = open.Length; i > common; i--)
                json.WriteEndObject();
            foreach (var name in objects[common..])
                json.WriteStartObject(name);
            open = objects;
            WriteCell(json, column, cell);
        }

        for (var i = open.Length; i > 0; i--)
            json.WriteEndObject();
        json.WriteEndObject();
    }

    // A number or a truth value that is none is written as text: the reader of the item reports it with its pointer.
    private static void WriteCell(Utf8JsonWriter json, CsvColumn column, ReadOnlySpan<char> cell)
    {
        var name = column.Path[^1];
        if (column.Kind == CellKind.Boolean && cell is "true" or "false")
            json.WriteBoolean(name, cell is "true");
        else if (column.Kind == CellKind.Number && decimal.TryParse(cell, System.Globalization.NumberStyles.Float, null, out var number))
            json.WriteNumber(name, number);
        else
            json.WriteString(name, cell);
    }
}

/// <summary>Counts the quotes of a body while it is read: in CSV they come in pairs.</summary>
internal sealed class QuoteCounter(Stream body) : Stream
{
    internal long Quotes { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = body.Read(buffer, offset, count);
        Quotes += buffer.AsSpan(offset, read).Count((byte)'"');
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        Quotes += buffer.Span[..read].Count((byte)'"');
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>The header of a CSV body has columns that are no members.</summary>
internal sealed class UnknownColumnsException(IReadOnlyList<InvalidValue> errors) : Exception(errors[0].Detail)
{
    internal IReadOnlyList<InvalidValue> Errors { get; } = errors;
}
