using System.Text.Json.Serialization;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Rules;

/// <summary>Whether a finding stops the pass.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>A wallet would refuse the pass, or show something different.</summary>
    Error,

    /// <summary>The pass works, and part of it is scaled, cut or ignored.</summary>
    Warning,
}

/// <summary>A finding of the validation.</summary>
/// <param name="Severity">Whether it makes the pass invalid.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) into the template or pass of the request.</param>
/// <param name="Code">Stable code to branch on.</param>
/// <param name="Message">What to do.</param>
public sealed record Finding(FindingSeverity Severity, string Pointer, string Code, string Message);
