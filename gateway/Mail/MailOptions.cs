using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Passinstance.Gateway.Mail;

/// <summary>
/// Section <c>Mail</c>: the server that sends invitations. Without a host no mail is sent, and links are handed on by people.
/// </summary>
internal sealed class MailOptions : IValidatableObject
{
    /// <summary>The SMTP server.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port: 587, or 465 with TLS from the start.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>Whether the connection is encrypted: <c>required</c>, or <c>none</c> for a server on this machine.</summary>
    [RegularExpression("required|none", ErrorMessage = "Mail:Encryption must be required or none.")]
    public string Encryption { get; set; } = "required";

    /// <summary>PEM file with the roots that the server's certificate must lead to; empty: the system's.</summary>
    public string TrustedRootsFile { get; set; } = "";

    /// <summary>The sender, for example <c>Passinstance &lt;passes@example.com&gt;</c>.</summary>
    public string From { get; set; } = "";

    /// <summary>The name for the server; empty: none is needed.</summary>
    public string User { get; set; } = "";

    /// <summary>The password for the server.</summary>
    public string Password { get; set; } = "";

    /// <summary>The content of <see cref="TrustedRootsFile"/>; null for the system's roots.</summary>
    public string? ReadTrustedRoots() => TrustedRootsFile.Length == 0 ? null : File.ReadAllText(TrustedRootsFile);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Host.Length > 0 && !MimeKit.MailboxAddress.TryParse(From, out _))
        {
            yield return new ValidationResult(
                "Mail:From must be an address such as Passinstance <passes@example.com>. Set Mail__From, or leave Mail__Host unset.",
                [nameof(From)]);
        }

        if (TrustedRootsFile.Length > 0 && !HoldsRoots())
        {
            yield return new ValidationResult(
                $"Mail:TrustedRootsFile names {TrustedRootsFile}, which is no PEM file with certificates. Set Mail__TrustedRootsFile.",
                [nameof(TrustedRootsFile)]);
        }
    }

    private bool HoldsRoots()
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(ReadTrustedRoots());
            return roots.Count > 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }
}
