namespace Passinstance.Wallet.Json;

internal static class JsonPointer
{
    /// <summary>RFC 6901: <c>~</c> and <c>/</c> inside a name.</summary>
    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
