using System.Buffers;
using System.Text.Json;
using Passinstance.Wallet.Apple.PassJson;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple;

/// <summary>What one thread needs to write a pass.json, kept between passes so that a pass allocates nothing for it.</summary>
internal static class PassScratch
{
    private const int FirstCapacity = 8 * 1024;

    /// <summary>A buffer that once grew beyond this is let go: one huge pass must not hold memory for good.</summary>
    private const int MaxKeptCapacity = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_json;

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    /// <summary>The pass's JSON; valid until this thread writes the next.</summary>
    public static ReadOnlySpan<byte> Write(PassJsonTemplate template, WalletPass pass)
    {
        if (t_json is null || t_json.Capacity > MaxKeptCapacity)
            t_json = new ArrayBufferWriter<byte>(FirstCapacity);
        t_json.ResetWrittenCount();
        t_writer ??= new Utf8JsonWriter(t_json, WalletJson.WriterOptions);
        t_writer.Reset(t_json);
        template.Write(t_writer, pass);
        t_writer.Flush();
        return t_json.WrittenSpan;
    }
}
