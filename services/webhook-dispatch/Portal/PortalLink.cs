using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Security.Secrets;

namespace Passinstance.Webhooks.Portal;

/// <summary>
/// The permission of a portal link, sealed into the link itself. Only the moment before which all links of a webhook are revoked is stored.
/// </summary>
/// <param name="OrganizationId">The webhook's organization.</param>
/// <param name="EndpointId">The one webhook it shows.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when.</param>
/// <param name="CanWrite">Whether it may also send again, test, enable and disable.</param>
/// <param name="Theme">Colors and title of the page.</param>
internal sealed record PortalLink(
    Guid OrganizationId, Guid EndpointId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool CanWrite, PortalTheme Theme)
{
    private const string Purpose = "webhook-portal";
    private const int MaxToken = 2000;

    internal string Seal(SecretBox box) =>
        Base64Url.EncodeToString(box.Seal(Purpose, Guid.Empty, JsonSerializer.SerializeToUtf8Bytes(this)));

    /// <summary>Null when the token is invalid or expired.</summary>
    internal static PortalLink? TryOpen(SecretBox box, string token, TimeProvider time)
    {
        if (token.Length is 0 or > MaxToken || !Base64Url.IsValid(token))
            return null;
        try
        {
            var link = JsonSerializer.Deserialize<PortalLink>(box.Open(Purpose, Guid.Empty, Base64Url.DecodeFromChars(token)));
            return link?.ExpiresAt > time.GetUtcNow() ? link : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>Appearance of the page.</summary>
public sealed record PortalTheme
{
    /// <summary>Title of the page, at most 60 characters.</summary>
    public string? Title { get; init; }
    /// <summary>Color of buttons and links, <c>#rrggbb</c>.</summary>
    public string? AccentColor { get; init; }
    /// <summary>Background color, <c>#rrggbb</c>.</summary>
    public string? BackgroundColor { get; init; }
    /// <summary>Text color, <c>#rrggbb</c>.</summary>
    public string? TextColor { get; init; }
}
