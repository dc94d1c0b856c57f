using System.ComponentModel.DataAnnotations;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>Section <c>GoogleWallet</c> of the configuration. With Google's own service nothing needs to be set.</summary>
internal sealed class GoogleCheckOptions : IValidatableObject
{
    /// <summary>Google's Wallet API; a simulator's in development.</summary>
    [Required]
    public Uri Url { get; set; } = new("https://walletobjects.googleapis.com");

    /// <summary>Where service accounts get their access tokens.</summary>
    [Required]
    public Uri TokenUrl { get; set; } = new("https://oauth2.googleapis.com/token");

    /// <summary>Whether an issuer is checked by a call when it is uploaded.</summary>
    public bool CheckUploads { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not { IsAbsoluteUri: true } || TokenUrl is not { IsAbsoluteUri: true })
        {
            yield return new ValidationResult(
                "GoogleWallet:Url and GoogleWallet:TokenUrl must be absolute addresses. Leave them out for Google's own.",
                [nameof(Url), nameof(TokenUrl)]);
        }
    }
}
