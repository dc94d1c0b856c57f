using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Dashboard.SignIn;

/// <summary>
/// Reads and writes the cookies of this program: sealed, for its path only, and not readable by scripts. Their names differ from those of
/// the gateway, which it forwards to no service.
/// </summary>
internal sealed class SealedCookies(SecretBox box, DeploymentOptions deployment)
{
    private readonly bool _isSecure = deployment.PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The content of a cookie; null when there is none, or when it is not one of ours.</summary>
    public T? Read<T>(HttpRequest request, string name)
        where T : class
    {
        if (!request.Cookies.TryGetValue(NameOf(name), out var text))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(box.Open(Purpose(name), Guid.Empty, Base64Url.DecodeFromChars(text)));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or JsonException)
        {
            // Changed, or sealed under a key that is no longer configured: the person signs in again.
            return null;
        }
    }

    /// <summary>Sets a cookie; without an age it ends with the browser.</summary>
    public void Write<T>(HttpResponse response, string name, T content, TimeSpan? age = null) => response.Cookies.Append(
        NameOf(name),
        Base64Url.EncodeToString(box.Seal(Purpose(name), Guid.Empty, JsonSerializer.SerializeToUtf8Bytes(content))), Options(age));

    /// <summary>Removes a cookie.</summary>
    public void Remove(HttpResponse response, string name) => response.Cookies.Delete(NameOf(name), Options(null));

    private static string Purpose(string name) => $"dashboard/cookie/{name}";

    private string NameOf(string name) => _isSecure ? $"__Secure-dashboard-{name}" : $"dashboard-{name}";

    private CookieOptions Options(TimeSpan? age) => new()
    {
        Path = DashboardApplication.BasePath,
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = _isSecure,
        MaxAge = age,
    };
}
