using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Passinstance.Gateway.Administration;

/// <summary>Section <c>Administration</c>: the administration API.</summary>
internal sealed class AdministrationOptions : IValidatableObject
{
    /// <summary>The address of the administration API, for example http://127.0.0.1:8090. Without one it is off.</summary>
    public string Url { get; set; } = "";

    /// <summary>The token that requests must send as Bearer credential. It may be empty only on a loopback address.</summary>
    public string Token { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url.Length > 0 && Token.Length == 0 && !IsLoopback(Url))
        {
            yield return new ValidationResult(
                "Administration:Url is not a loopback address. Set Administration__Token to a long random text, " +
                "or use http://127.0.0.1:PORT.",
                [nameof(Token)]);
        }
    }

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) &&
        (address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)));
}
