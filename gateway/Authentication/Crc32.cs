namespace Passinstance.Gateway.Authentication;

/// <summary>CRC-32 of ISO 3309 (the one of zip and PNG). System.IO.Hashing has it, but is not served by the registry in use.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = (crc >> 8) ^ Table[(byte)(crc ^ b)];
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            table[i] = value;
        }
        return table;
    }
}
