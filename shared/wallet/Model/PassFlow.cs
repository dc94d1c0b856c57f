using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>
/// How passes are handed out on hosted pages. It is part of the design, though no wallet sees it: it is published and versioned with it,
/// and a pass's page follows the version that the pass names.
/// </summary>
public sealed partial record PassFlow
{
    /// <summary>Whether passes have a page; they do unless this is false.</summary>
    public bool? Enabled { get; init; }

    /// <summary>
    /// How long the page and its downloads live after the pass was issued, as an ISO 8601 duration such as <c>P30D</c> or <c>PT12H</c>;
    /// forever when not given.
    /// </summary>
    public string? ExpiresAfter { get; init; }

    /// <summary>Only the first visitor can take the pass: a forwarded link does not work.</summary>
    public bool? SingleUse { get; init; }

    /// <summary>What a visitor fills in on the template's own page to get a pass; without a form there is no such page.</summary>
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
    /// <summary>The heading above it; the organization's name when not given.</summary>
    public string? Title { get; init; }

    /// <summary>What is asked: 1 to 20.</summary>
    public IReadOnlyList<PassFlowField> Fields { get; init; } = [];

    /// <summary>How many passes one network address gets in an hour, 1 to 1000; 10 when not given.</summary>
    public int? LimitPerAddressPerHour { get; init; }
}

/// <summary>One question of a form.</summary>
public sealed record PassFlowField
{
    /// <summary>The pass's field that takes the answer.</summary>
    public string Key { get; init; } = "";

    /// <summary>The question, in the template's own language; <c>localizations</c> translates it.</summary>
    public string Label { get; init; } = "";

    /// <summary>The kind of answer; text when not given.</summary>
    public PassFlowFieldType? Type { get; init; }

    /// <summary>Whether there must be an answer.</summary>
    public bool? Required { get; init; }

    /// <summary>The longest answer, 1 to 500 characters; 100 when not given.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What may be chosen, 1 to 100; of <c>select</c> only.</summary>
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
