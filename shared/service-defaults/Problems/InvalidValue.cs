using System.Globalization;
using System.Text.Json.Serialization;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>One invalid value of a request.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) to the value in the request body, for example <c>/fields/tier/value</c>; <c>?limit</c> for
/// a query parameter.</param>
/// <param name="Code">Stable code to branch on, for example <c>required</c>.</param>
/// <param name="Detail">What is wrong and what to do.</param>
[method: JsonConstructor]
public sealed record InvalidValue(string Pointer, string Code, string Detail)
{
    /// <summary>One whose sentence names values.</summary>
    /// <param name="pointer">JSON pointer to the value.</param>
    /// <param name="code">Stable code.</param>
    /// <param name="detail">What is wrong and what to do.</param>
    /// <param name="values">What the sentence names, for a sentence in another language; numbers are written as in JSON.</param>
    public InvalidValue(string pointer, string code, string detail, params ReadOnlySpan<(string Name, object? Value)> values)
        : this(pointer, code, detail)
    {
        var made = new OrderedDictionary<string, string>(values.Length, StringComparer.Ordinal);
        foreach (var (name, value) in values)
            made[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        Values = made;
    }

    /// <summary>The names and numbers in the detail, for a sentence of one's own. Which there are depends on the code.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>The same error: its values stand in its detail, too.</summary>
    public bool Equals(InvalidValue? other) =>
        other is not null && (Pointer, Code, Detail) == (other.Pointer, other.Code, other.Detail);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pointer, Code, Detail);
}
