using System.ComponentModel.DataAnnotations;

namespace Passinstance.Gateway.Authentication.Credentials;

/// <summary>Section <c>ApiKeys</c>: how the secrets of API keys and OAuth clients are hashed.</summary>
internal sealed class SecretHashingOptions : IValidatableObject
{
    /// <summary>Base64 of 32 random bytes. If it is lost, all API keys and client secrets become invalid.</summary>
    public string Pepper { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var bytes = new byte[33];
        if (!Convert.TryFromBase64String(Pepper, bytes, out var length) || length != 32)
        {
            yield return new ValidationResult(
                "ApiKeys:Pepper must be base64 of 32 random bytes. Set ApiKeys__Pepper (openssl rand -base64 32) and keep it: " +
                "without it no key is valid.",
                [nameof(Pepper)]);
        }
    }
}
