using System.Globalization;
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
public sealed record Finding(FindingSeverity Severity, string Pointer, string Code, string Message)
{
    /// <summary>The names and numbers in the message, for a sentence of one's own. Which there are depends on the code.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>The same finding: its values stand in its message, too.</summary>
    public bool Equals(Finding? other) =>
        other is not null && (Severity, Pointer, Code, Message) == (other.Severity, other.Pointer, other.Code, other.Message);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Severity, Pointer, Code, Message);

    /// <summary>Values for a finding.</summary>
    internal static IReadOnlyDictionary<string, string>? ValuesOf(params ReadOnlySpan<(string Name, object Value)> values)
    {
        if (values.IsEmpty)
            return null;
        var made = new OrderedDictionary<string, string>(values.Length, StringComparer.Ordinal);
        foreach (var (name, value) in values)
            made[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return made;
    }
}
