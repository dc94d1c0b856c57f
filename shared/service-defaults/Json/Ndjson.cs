using System.Buffers;
using System.Text.Json;

namespace Passinstance.ServiceDefaults.Json;

/// <summary>JSON objects, one a line.</summary>
public static class Ndjson
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/x-ndjson";

    private const int FlushBytes = 64 * 1024;

    /// <summary>Writes lines in pieces of some kilobytes.</summary>
    /// <param name="items">What is written, as the API shows it.</param>
    /// <param name="output">Receives it.</param>
    /// <returns>How many lines were written.</returns>
    public static async Task<long> WriteAsync<T>(IAsyncEnumerable<T> items, Stream output, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(FlushBytes);
        await using var json = new Utf8JsonWriter(buffer);
        long count = 0;
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            JsonSerializer.Serialize(json, item, ApiJson.Options);
            await json.FlushAsync(cancellationToken);
            json.Reset();
            buffer.Write("\n"u8);
            count++;
            if (buffer.WrittenCount < FlushBytes)
                continue;
            await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
            buffer.ResetWrittenCount();
        }

        await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
        return count;
    }
}
