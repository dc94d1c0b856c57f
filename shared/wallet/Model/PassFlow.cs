using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>
/// How hosted pages distribute passes. It is published and versioned with the template; the page of a pass uses the pass's template
/// version.
/// </summary>
public sealed partial record PassFlow
{
    /// <summary>Whether passes have a hosted page. Default: true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>
    /// How long the page and its downloads work after the pass was issued, as an ISO 8601 duration such as <c>P30D</c> or <c>PT12H</c>.
    /// Default: forever.
    /// </summary>
    public string? ExpiresAfter { get; init; }

    /// <summary>
    /// Only the first visitor can add the pass; a forwarded link does not work. Link previews and other machines do not use up the link.
    /// </summary>
    public bool? SingleUse { get; init; }

    /// <summary>Form on the template's own page. A visitor who fills it in gets a pass. Without it there is no such page.</summary>
    public PassFlowForm? Form { get; init; }

    /// <summary><see cref="ExpiresAfter"/> as a time; null when there is none or it cannot be read.</summary>
    public TimeSpan? Lifetime()
    {
        if (ExpiresAfter is null || Duration().Match(ExpiresAfter) is not { Success: true } match)
            return null;
        int Part(string name) =>
            match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
        return TimeSpan.FromDays((7 * Part("w")) + Part("d")) + TimeSpan.FromHours(Part("h")) + TimeSpan.FromMinutes(Part("m"));
    }

    // Without years and months, which have no fixed length, and seconds, which no link needs.
    [GeneratedRegex(
        @"^P(?=[0-9T])(?:(?<w>[0-9]{1,4})W|(?:(?<d>[0-9]{1,4})D)?(?:T(?=[0-9])(?:(?<h>[0-9]{1,5})H)?(?:(?<m>[0-9]{1,6})M)?)?)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}

/// <summary>A form that issues a pass.</summary>
public sealed record PassFlowForm
{
    /// <summary>The heading. Default: the organization's name.</summary>
    public string? Title { get; init; }

    /// <summary>The inputs, 1 to 20.</summary>
    public IReadOnlyList<PassFlowField> Fields { get; init; } = [];

    /// <summary>Maximum passes per IP address and hour, 1 to 1000. Default: 10.</summary>
    public int? LimitPerAddressPerHour { get; init; }
}

/// <summary>An input of a form.</summary>
public sealed record PassFlowField
{
    /// <summary>Key of the pass's field that gets the input.</summary>
    public string Key { get; init; } = "";

    /// <summary>The label of the input, in the template's default language; <c>localizations</c> translates it.</summary>
    public string Label { get; init; } = "";

    /// <summary>The type of input. Default: <c>text</c>.</summary>
    public PassFlowFieldType? Type { get; init; }

    /// <summary>Whether the input is required. Default: false.</summary>
    public bool? Required { get; init; }

    /// <summary>Maximum length of the input, 1 to 500 characters. Default: 100.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The options of a <c>select</c>, 1 to 100.</summary>
    public IReadOnlyList<string>? Options { get; init; }
}

/// <summary>What kind of answer a form's question takes.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PassFlowFieldType>))]
public enum PassFlowFieldType
{
    /// <summary>A line of text.</summary>
    Text,

    /// <summary>An email address.</summary>
    Email,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>A day.</summary>
    Date,

    /// <summary>One of the options.</summary>
    Select,
}
