using System.ComponentModel.DataAnnotations;

namespace Passinstance.Gateway.Administration;

/// <summary>Section <c>Administration</c>: the administration API.</summary>
internal sealed class AdministrationOptions : IValidatableObject
{
    private const int MinTokenLength = 16;

    /// <summary>The address of the administration API, for example http://127.0.0.1:8090. Without one it is off.</summary>
    public string Url { get; set; } = "";

    /// <summary>
    /// The token that requests must send as Bearer credential, also on a loopback address: every program and every web page on the machine
    /// can reach that.
    /// </summary>
    public string Token { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url.Length > 0 && Token.Length < MinTokenLength)
        {
            yield return new ValidationResult(
                $"Administration:Token must have at least {MinTokenLength} characters. Set Administration__Token to a random text " +
                "(openssl rand -hex 32), or leave Administration__Url unset.",
                [nameof(Token)]);
        }
    }
}
