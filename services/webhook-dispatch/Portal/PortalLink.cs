using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Security.Secrets;

namespace Passinstance.Webhooks.Portal;

/// <summary>What a portal link allows, sealed into the link itself: nothing is stored, and nobody can read or change it.</summary>
/// <param name="OrganizationId">Whose webhook.</param>
/// <param name="EndpointId">The one webhook it shows.</param>
/// <param name="ExpiresAt">Until when.</param>
/// <param name="CanWrite">Whether it may also mend deliveries.</param>
/// <param name="Theme">Colours and name of the page.</param>
internal sealed record PortalLink(Guid OrganizationId, Guid EndpointId, DateTimeOffset ExpiresAt, bool CanWrite, PortalTheme Theme)
{
    private const string Purpose = "webhook-portal";
    private const int MaxToken = 2000;

    internal string Seal(SecretBox box) => Base64Url.EncodeToString(box.Seal(Purpose, Guid.Empty, JsonSerializer.SerializeToUtf8Bytes(this)));

    /// <summary>Null when the token is not one of ours, or its time is over.</summary>
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

/// <summary>How the page looks.</summary>
public sealed record PortalTheme
{
    /// <summary>Name above the page, at most 60 characters.</summary>
    public string? Title { get; init; }
    /// <summary>Buttons and links, <c>#rrggbb</c>.</summary>
    public string? AccentColor { get; init; }
    /// <summary>The page's background, <c>#rrggbb</c>.</summary>
    public string? BackgroundColor { get; init; }
    /// <summary>Text, <c>#rrggbb</c>.</summary>
    public string? TextColor { get; init; }
}
