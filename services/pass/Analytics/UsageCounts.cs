using System.Text.Json.Serialization;

namespace Passinstance.Passes.Analytics;

/// <summary>What became of hosted pages.</summary>
public record UsageCounts
{
    /// <summary>Views of a pass's page; bots and link previews are not counted.</summary>
    public long Views { get; init; }

    /// <summary>Downloads for Apple Wallet.</summary>
    public long AppleDownloads { get; init; }

    /// <summary>Redirects to Google Wallet.</summary>
    public long GoogleDownloads { get; init; }

    /// <summary>Passes added to a device or a Google account.</summary>
    public long Installs { get; init; }

    /// <summary>Passes removed from a device or a Google account.</summary>
    public long Removals { get; init; }
}

/// <summary>Statistics of one pass.</summary>
public sealed record PassStatsResponse : UsageCounts
{
    /// <summary><c>pas_...</c></summary>
    public string PassId { get; init; } = "";

    /// <summary>Source tag of the last tagged download.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Source { get; init; }
}

/// <summary>Counts of a template's passes and its form.</summary>
public record TemplateCounts : UsageCounts
{
    /// <summary>Views of the form.</summary>
    public long FormViews { get; init; }

    /// <summary>Passes issued by the form.</summary>
    public long FormIssues { get; init; }
}

/// <summary>Counts of one day.</summary>
public sealed record DayCounts : TemplateCounts
{
    /// <summary>The day, in UTC.</summary>
    public DateOnly Date { get; init; }
}

/// <summary>Counts of one source tag.</summary>
public sealed record SourceCounts : TemplateCounts
{
    /// <summary>The tag; null for visitors without one. <c>other</c> combines the tags beyond the first 100 of a day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Source { get; init; }
}

/// <summary>Statistics of a template in a range of days.</summary>
public sealed record TemplateStatsResponse
{
    /// <summary><c>tpl_...</c></summary>
    public string TemplateId { get; init; } = "";

    /// <summary>The first day.</summary>
    public DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly To { get; init; }

    /// <summary>Counts of the whole range.</summary>
    public TemplateCounts Totals { get; init; } = new();

    /// <summary>Counts per day; days without activity are omitted.</summary>
    public IReadOnlyList<DayCounts> Days { get; init; } = [];

    /// <summary>Counts per source tag, most views first.</summary>
    public IReadOnlyList<SourceCounts> Sources { get; init; } = [];
}
