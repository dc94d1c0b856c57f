using System.Buffers.Binary;

namespace Passinstance.Wallet.Apple.Archive;

/// <summary>
/// The three records of a ZIP archive (PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16), without extra fields, comments and data descriptors.
/// Every entry has the earliest date that ZIP can express, so that equal contents make equal archives.
/// </summary>
internal static class ZipRecord
{
    public const int LocalHeaderLength = 30;
    public const int DirectoryHeaderLength = 46;
    public const int EndLength = 22;
    public const ushort Stored = 0;
    public const ushort Deflated = 8;

    private const ushort Version = 20;
    private const ushort FirstOfJanuary1980 = 1 << 5 | 1;

    public static int WriteLocalHeader(Span<byte> at, ReadOnlySpan<byte> name, ushort method, uint crc, int storedLength, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(at, 0x04034B50);
        WriteShared(at[4..], method, crc, storedLength, length, name.Length);
        name.CopyTo(at[LocalHeaderLength..]);
        return LocalHeaderLength + name.Length;
    }

    public static int WriteDirectoryHeader(
        Span<byte> at, ReadOnlySpan<byte> name, ushort method, uint crc, int storedLength, int length, int offset)
    {
        at[..DirectoryHeaderLength].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(at, 0x02014B50);
        BinaryPrimitives.WriteUInt16LittleEndian(at[4..], Version);
        WriteShared(at[6..], method, crc, storedLength, length, name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(at[42..], offset);
        name.CopyTo(at[DirectoryHeaderLength..]);
        return DirectoryHeaderLength + name.Length;
    }

    public static int WriteEnd(Span<byte> at, int entries, int directoryLength, int directoryOffset)
    {
        at[..EndLength].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(at, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(at[8..], checked((ushort)entries));
        BinaryPrimitives.WriteUInt16LittleEndian(at[10..], checked((ushort)entries));
        BinaryPrimitives.WriteInt32LittleEndian(at[12..], directoryLength);
        BinaryPrimitives.WriteInt32LittleEndian(at[16..], directoryOffset);
        return EndLength;
    }

    /// <summary>The 26 bytes that the local header and the directory header have in common.</summary>
    private static void WriteShared(Span<byte> at, ushort method, uint crc, int storedLength, int length, int nameLength)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(at[4..], method);
        BinaryPrimitives.WriteUInt16LittleEndian(at[6..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(at[8..], FirstOfJanuary1980);
        BinaryPrimitives.WriteUInt32LittleEndian(at[10..], crc);
        BinaryPrimitives.WriteInt32LittleEndian(at[14..], storedLength);
        BinaryPrimitives.WriteInt32LittleEndian(at[18..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(at[22..], checked((ushort)nameLength));
        BinaryPrimitives.WriteUInt16LittleEndian(at[24..], 0);
    }
}
