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

/// <summary>What validation found.</summary>
/// <param name="Severity">Whether it stops the pass.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) into the API's request: the template or the pass.</param>
/// <param name="Code">A stable name for programs.</param>
/// <param name="Message">What to do, in one sentence.</param>
public sealed record Finding(FindingSeverity Severity, string Pointer, string Code, string Message);
