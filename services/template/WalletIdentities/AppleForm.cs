using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.Wallet.Apple;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// An upload as <c>multipart/form-data</c>, as <c>curl -F file=@pass.p12</c> sends it. What a file is for is found out by its content. It
/// becomes the request that is otherwise sent as JSON, and everything is checked there.
/// </summary>
internal sealed class AppleForm
{
    internal const string MediaType = "multipart/form-data";
    internal const int MaxBody = 512 * 1024;
    private const string File = "file";
    private const string Members = "file, password, pkcs12, certificate, privateKey, intermediates";

    // Nothing is written to a disk: files are smaller than what stays in memory.
    private static readonly FormOptions Options = new()
    {
        BufferBody = false,
        MemoryBufferThreshold = MaxBody + 1,
        MultipartBodyLengthLimit = MaxBody,
        ValueCountLimit = 20,
        ValueLengthLimit = MaxBody,
        KeyLengthLimit = 100,
        MultipartHeadersCountLimit = 8,
        MultipartHeadersLengthLimit = 4096,
    };

    private readonly List<InvalidValue> _errors = [];
    private readonly HashSet<string> _fromFiles = new(StringComparer.Ordinal);
    private string? _pkcs12;
    private string? _password;
    private string? _certificate;
    private string? _privateKey;
    private string? _intermediates;

    private UploadAppleIdentityRequest Request => new()
    {
        Pkcs12 = _pkcs12,
        Password = _password,
        Certificate = _certificate,
        PrivateKey = _privateKey,
        Intermediates = _intermediates,
    };

    /// <summary>Reads a form.</summary>
    /// <returns>The request, and how its errors point into the form; a problem when the form cannot be read.</returns>
    internal static async Task<(UploadAppleIdentityRequest? Request, Func<InvalidValue, InvalidValue> Locate, Problem? Problem)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        var form = new AppleForm();
        try
        {
            await form.AddAsync(await request.ReadFormAsync(Options, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return (null, error => error, Problem.Malformed(
                $"The form cannot be read: it is damaged, has more than 20 fields, or is larger than {MaxBody / 1024} KiB."));
        }

        return form._errors.Count > 0
            ? (null, form.Locate, Problem.Invalid(form._errors))
            : (form.Request, form.Locate, null);
    }

    /// <summary>The kind of a file alone, as a request: for a certificate that is the whole body.</summary>
    internal static UploadAppleIdentityRequest OfFile(ReadOnlyMemory<byte> file, List<InvalidValue> errors)
    {
        var form = new AppleForm();
        form.AddFile("", file);
        errors.AddRange(form._errors);
        return form.Request;
    }

    private async Task AddAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        foreach (var (name, values) in form)
        {
            if (values is not [{ } text])
            {
                _errors.Add(new InvalidValue(
                    $"/{SentValue.Shorten(name)}", "duplicate_member", "The field is given more than once. Send it once."));
            }
            else
            {
                Set(name, text, text);
            }
        }

        foreach (var file in form.Files)
        {
            if (file.Length > AppleUpload.MaxText)
            {
                _errors.Add(new InvalidValue($"/{SentValue.Shorten(file.Name)}", "too_long",
                    $"Send at most {AppleUpload.MaxText / 1024} KiB: a certificate with its key has about four.",
                        ("maxBytes", AppleUpload.MaxText)));
                continue;
            }

            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellationToken);
            var bytes = content.ToArray();
            if (file.Name == File)
                AddFile($"/{File}", bytes);
            else
                Set(file.Name, TextOf(bytes), Convert.ToBase64String(bytes));
        }
    }

    private void Set(string name, string text, string base64)
    {
        switch (name)
        {
            case "pkcs12":
                _pkcs12 = base64;
                break;
            case "password":
                _password = text;
                break;
            case "certificate":
                _certificate = text;
                break;
            case "privateKey":
                _privateKey = text;
                break;
            case "intermediates":
                _intermediates = string.Join('\n', [.. new[] { _intermediates, text }.OfType<string>()]);
                break;
            case File:
                AddFile($"/{File}", Encoding.UTF8.GetBytes(text));
                break;
            default:
                _errors.Add(new InvalidValue(
                    $"/{SentValue.Shorten(name)}", "unknown_member",
                    $"Unknown field \"{SentValue.Shorten(name)}\". The fields are {Members}.",
                    ("sent", SentValue.Shorten(name))));
                break;
        }
    }

    private void AddFile(string pointer, ReadOnlyMemory<byte> file)
    {
        foreach (var part in CredentialFile.Read(file))
        {
            switch (part.Kind)
            {
                case CredentialKind.Pkcs12 when _pkcs12 is null:
                    _pkcs12 = Convert.ToBase64String(part.Content.Span);
                    _fromFiles.Add("/pkcs12");
                    break;
                case CredentialKind.Certificate:
                    AddCertificate(part.Content, pointer);
                    break;
                case CredentialKind.PrivateKey or CredentialKind.EncryptedPrivateKey or CredentialKind.EllipticPrivateKey
                    when _privateKey is null:
                    // An encrypted key is not read further.
                    _privateKey = part.Kind is CredentialKind.EncryptedPrivateKey
                        ? "-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----END ENCRYPTED PRIVATE KEY-----"
                        : Convert.ToBase64String(part.Content.Span);
                    _fromFiles.Add("/privateKey");
                    break;
                case CredentialKind.Pkcs12 or CredentialKind.PrivateKey:
                    _errors.Add(new InvalidValue(pointer, "ambiguous", "Send one .p12 file, or one certificate with its private key."));
                    break;
                default:
                    _errors.Add(new InvalidValue(pointer, "invalid_identity", CredentialFile.Describe(part.Kind)));
                    break;
            }
        }
    }

    private void AddCertificate(ReadOnlyMemory<byte> der, string pointer)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der.Span);
            var isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(one => one.CertificateAuthority);
            var pem = certificate.ExportCertificatePem() + "\n";
            if (isAuthority)
            {
                _intermediates += pem;
                _fromFiles.Add("/intermediates");
            }
            else
            {
                _certificate += pem;
                _fromFiles.Add("/certificate");
            }
        }
        catch (CryptographicException)
        {
            _errors.Add(new InvalidValue(pointer, "invalid_identity", "The certificate cannot be read. Download it at Apple again."));
        }
    }

    // PEM stays text; a key in DER becomes base64, which is read, too.
    private static string TextOf(ReadOnlyMemory<byte> file) =>
        file.Span.IndexOf("-----BEGIN"u8) >= 0 ? Encoding.UTF8.GetString(file.Span) : Convert.ToBase64String(file.Span);

    private InvalidValue Locate(InvalidValue error) => _fromFiles.Contains(error.Pointer) ? error with { Pointer = $"/{File}" } : error;
}
