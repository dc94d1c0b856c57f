using System.Text;

namespace Passinstance.Testing.Webhooks;

/// <summary>A request exactly as it arrived.</summary>
/// <param name="Method">GET, POST, ...</param>
/// <param name="PathAndQuery">Path and query as sent.</param>
/// <param name="Headers">Names compare without case; several values of one name are joined by a comma and a space.</param>
/// <param name="Body">The raw bytes: signatures are computed over these.</param>
/// <param name="ReceivedAt">When the whole request had been read.</param>
public sealed record ReceivedRequest(
    string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt)
{
    /// <summary>The body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}
