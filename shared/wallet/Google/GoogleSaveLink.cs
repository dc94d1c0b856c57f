using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>An "Add to Google Wallet" link.</summary>
/// <param name="Url">The link.</param>
/// <param name="Token">The signed token in it.</param>
public sealed record GoogleSaveLink(string Url, string Token)
{
    /// <summary>Longer tokens may be cut by browsers: Google calls 1,800 characters safe.</summary>
    public const int SafeLength = 1_800;

    private const string Address = "https://pay.google.com/gp/v/save/";

    /// <summary>
    /// Whether the token is short enough for any browser. If not, create class and object by the REST API and use <see cref="Skinny"/>.
    /// </summary>
    public bool IsSafe => Token.Length <= SafeLength;

    /// <summary>A link that carries class and object: it needs no call to Google.</summary>
    /// <param name="template">The template.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="account">The account that signs.</param>
    /// <param name="issuedAt">The time of issue in the token.</param>
    /// <param name="origins">The sites that show Google's own button; none for a plain link.</param>
    public static GoogleSaveLink Full(
        PreparedGoogleTemplate template, WalletPass pass, GoogleServiceAccount account, DateTimeOffset issuedAt,
        IReadOnlyList<string>? origins = null) =>
        Sign(template, template.ClassJson(pass), template.Object(pass), account, issuedAt, origins);

    /// <summary>A link with ids only, for a class and an object that Google has already.</summary>
    /// <param name="template">The template.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="account">The account that signs.</param>
    /// <param name="issuedAt">The time of issue in the token.</param>
    /// <param name="origins">The sites that show Google's own button; none for a plain link.</param>
    public static GoogleSaveLink Skinny(
        PreparedGoogleTemplate template, WalletPass pass, GoogleServiceAccount account, DateTimeOffset issuedAt,
        IReadOnlyList<string>? origins = null) =>
        Sign(template, classJson: null, Ids(template, pass), account, issuedAt, origins);

    /// <summary>As <see cref="Full"/>, also for an account whose keys stay at Google; without origins.</summary>
    /// <param name="template">The template.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="account">The account that signs.</param>
    /// <param name="issuedAt">The time of issue in the token.</param>
    public static ValueTask<GoogleSaveLink> FullAsync(
        PreparedGoogleTemplate template, WalletPass pass, GoogleServiceAccount account, DateTimeOffset issuedAt,
        CancellationToken cancellationToken) =>
        account.ExternalSigner is { } signer
            ? SignAsync(
                signer, Claims(template, template.ClassJson(pass), template.Object(pass), account, issuedAt, null), cancellationToken)
            : new(Full(template, pass, account, issuedAt));

    /// <summary>As <see cref="Skinny"/>, also for an account whose keys stay at Google; without origins.</summary>
    /// <param name="template">The template.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="account">The account that signs.</param>
    /// <param name="issuedAt">The time of issue in the token.</param>
    public static ValueTask<GoogleSaveLink> SkinnyAsync(
        PreparedGoogleTemplate template, WalletPass pass, GoogleServiceAccount account, DateTimeOffset issuedAt,
        CancellationToken cancellationToken) =>
        account.ExternalSigner is { } signer
            ? SignAsync(signer, Claims(template, null, Ids(template, pass), account, issuedAt, null), cancellationToken)
            : new(Skinny(template, pass, account, issuedAt));

    /// <summary>
    /// Whether the token of a <see cref="Full"/> link without origins is short enough for any browser. Signs nothing, so that it is cheap
    /// enough for each pass.
    /// </summary>
    /// <param name="template">The template.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="account">The account that would sign.</param>
    /// <param name="issuedAt">The time of issue in the token.</param>
    public static bool IsFullSafe(PreparedGoogleTemplate template, WalletPass pass, GoogleServiceAccount account, DateTimeOffset issuedAt)
    {
        var claims = Claims(template, template.ClassJson(pass), template.Object(pass), account, issuedAt, origins: null).WrittenCount;
        return SignedLength(account, claims) + 1 + Base64Url.GetEncodedLength(account.SignatureLength) <= SafeLength;
    }

    private static JsonObject Ids(PreparedGoogleTemplate template, WalletPass pass) =>
        new() { ["id"] = template.ObjectId(pass.SerialNumber), ["classId"] = template.ClassId(pass) };

    private static async ValueTask<GoogleSaveLink> SignAsync(
        IExternalTokenSigner signer, ArrayBufferWriter<byte> claims, CancellationToken cancellationToken)
    {
        var token = await signer.SignTokenAsync(claims.WrittenMemory, cancellationToken);
        return new GoogleSaveLink(Address + token, token);
    }

    private static GoogleSaveLink Sign(
        PreparedGoogleTemplate template, byte[]? classJson, JsonObject saved, GoogleServiceAccount account, DateTimeOffset issuedAt,
        IReadOnlyList<string>? origins) => Encode(account, Claims(template, classJson, saved, account, issuedAt, origins).WrittenSpan);

    private static ArrayBufferWriter<byte> Claims(
        PreparedGoogleTemplate template, byte[]? classJson, JsonObject saved, GoogleServiceAccount account, DateTimeOffset issuedAt,
        IReadOnlyList<string>? origins)
    {
        var claims = new ArrayBufferWriter<byte>(2_048);
        using (var writer = new Utf8JsonWriter(claims, WalletJson.WriterOptions))
            WriteClaims(writer, template, classJson, saved, account, issuedAt, origins);
        return claims;
    }

    /// <summary>Header and claims with the dot between them.</summary>
    private static int SignedLength(GoogleServiceAccount account, int claims) =>
        account.TokenHeader.Length + 1 + Base64Url.GetEncodedLength(claims);

    /// <summary>Header, claims and signature in Base64url, built in one buffer (RFC 7515, 3.1).</summary>
    private static GoogleSaveLink Encode(GoogleServiceAccount account, ReadOnlySpan<byte> claims)
    {
        var header = account.TokenHeader;
        var signedLength = SignedLength(account, claims.Length);
        var length = signedLength + 1 + Base64Url.GetEncodedLength(account.SignatureLength);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            header.CopyTo(buffer, 0);
            buffer[header.Length] = (byte)'.';
            Base64Url.EncodeToUtf8(claims, buffer.AsSpan(header.Length + 1));
            Span<byte> signature = stackalloc byte[account.SignatureLength];
            account.Sign(buffer.AsSpan(0, signedLength), signature);
            buffer[signedLength] = (byte)'.';
            Base64Url.EncodeToUtf8(signature, buffer.AsSpan(signedLength + 1));
            var token = Encoding.ASCII.GetString(buffer, 0, length);
            return new GoogleSaveLink(Address + token, token);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void WriteClaims(
        Utf8JsonWriter writer, PreparedGoogleTemplate template, byte[]? classJson, JsonObject saved, GoogleServiceAccount account,
        DateTimeOffset issuedAt, IReadOnlyList<string>? origins)
    {
        writer.WriteStartObject();
        writer.WriteString("iss"u8, account.Email);
        writer.WriteString("aud"u8, "google"u8);
        writer.WriteString("typ"u8, "savetowallet"u8);
        writer.WriteNumber("iat"u8, issuedAt.ToUnixTimeSeconds());
        writer.WriteStartArray("origins"u8);
        foreach (var origin in origins ?? [])
            writer.WriteStringValue(origin);
        writer.WriteEndArray();
        writer.WriteStartObject("payload"u8);
        if (classJson is not null)
        {
            writer.WriteStartArray(template.ClassesName);
            writer.WriteRawValue(classJson, skipInputValidation: true);
            writer.WriteEndArray();
        }

        writer.WriteStartArray(template.ObjectsName);
        saved.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
