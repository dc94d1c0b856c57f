using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Passinstance.Wallet.Google;

/// <summary>
/// Ids in Google's alphabet (letters, digits, <c>. _ -</c>): the same for the same name, different for different names. A character
/// outside the alphabet becomes <c>_</c> and the hexadecimal digits of its UTF-8 bytes, and <c>_</c> itself is doubled.
/// </summary>
internal static class GoogleIds
{
    /// <summary>Longer names become their digest.</summary>
    private const int MaxLength = 100;

    public static string Class(string issuerId, string templateId) => $"{issuerId}.{Encode(templateId, keepDots: false)}";

    /// <summary>An object's id; the template's part has no dot, so that the first dot after it ends it.</summary>
    public static string Object(string issuerId, string templateId, string serialNumber) =>
        $"{issuerId}.{Encode(templateId, keepDots: false)}.{Encode(serialNumber, keepDots: true)}";

    /// <summary>The id of a text module; Google forbids dots there, because field paths use them.</summary>
    public static string Module(string key) => Encode(key, keepDots: false);

    private static string Encode(string name, bool keepDots)
    {
        var id = new StringBuilder(name.Length);
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            var character = (char)value;
            if (char.IsAsciiLetterOrDigit(character) || character == '-' || (character == '.' && keepDots))
                id.Append(character);
            else if (character == '_')
                id.Append("__");
            else
                id.Append('_').Append(value.ToString("x2", CultureInfo.InvariantCulture));
        }

        // "_h" begins no escape, so that no short name looks like a digest.
        return id.Length <= MaxLength ? id.ToString() : "_h" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }
}
