using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Passinstance.Gateway.SignIn.Pages;

/// <summary>What a form carries from one step to the next, sealed: its reader can neither see nor change it.</summary>
internal sealed class FormState(IDataProtectionProvider protection, TimeProvider time)
{
    private const int MaxLength = 4000;

    private sealed record Content(Guid UserId, string Value, DateTimeOffset ExpiresAt);

    public string Write(string purpose, Guid userId, string value, TimeSpan lifetime) => Base64Url.EncodeToString(
        protection.CreateProtector($"sign-in-{purpose}").Protect(
            JsonSerializer.SerializeToUtf8Bytes(new Content(userId, value, time.GetUtcNow() + lifetime))));

    /// <summary>Null when it was not written for this purpose, or its time is over.</summary>
    public (Guid UserId, string Value)? Read(string purpose, string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength } || !Base64Url.IsValid(text))
            return null;
        try
        {
            var bytes = protection.CreateProtector($"sign-in-{purpose}").Unprotect(Base64Url.DecodeFromChars(text));
            var content = JsonSerializer.Deserialize<Content>(bytes)!;
            return content.ExpiresAt > time.GetUtcNow() ? (content.UserId, content.Value) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
