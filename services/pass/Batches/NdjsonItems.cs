using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Reads items from NDJSON, one object a line, while it arrives. Empty lines are skipped.</summary>
internal static class NdjsonItems
{
    /// <summary>The lines. Each is valid until the next is read.</summary>
    /// <exception cref="UnreadableItemsException">A line is longer than an item may be.</exception>
    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        PipeReader body, int maxItemBytes, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var index = 0;
        var isFirst = true;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (TryTakeLine(ref buffer, read.IsCompleted, out var line))
            {
                var json = Trim(line.IsSingleSegment ? line.First : line.ToArray(), isFirst);
                isFirst = false;
                if (json.Length > maxItemBytes)
                    throw TooLong(index, maxItemBytes);
                if (json.IsEmpty)
                    continue;
                index++;
                yield return json;
            }

            if (buffer.Length > maxItemBytes)
                throw TooLong(index, maxItemBytes);
            body.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                yield break;
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (!isLast || buffer.IsEmpty)
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line, bool isFirst)
    {
        if (isFirst && line.Span.StartsWith(Encoding.UTF8.Preamble))
            line = line[3..];
        var span = line.Span;
        var start = 0;
        var end = span.Length;
        while (start < end && span[start] is (byte)' ' or (byte)'\t' or (byte)'\r')
            start++;
        while (end > start && span[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r')
            end--;
        return line[start..end];
    }

    private static UnreadableItemsException TooLong(int index, int maxItemBytes) => new(new InvalidValue(
        $"/items/{index}", "too_long", $"An item may have {maxItemBytes} bytes. Send one JSON object a line, ended by a line feed.",
        ("maxBytes", maxItemBytes)));
}
