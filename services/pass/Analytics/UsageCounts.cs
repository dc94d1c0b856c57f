using System.Text.Json.Serialization;

namespace Passinstance.Passes.Analytics;

/// <summary>What became of hosted pages.</summary>
public record UsageCounts
{
    /// <summary>How often a pass's page was seen; robots and previews are not counted.</summary>
    public long Views { get; init; }

    /// <summary>How often a pass was taken for Apple Wallet.</summary>
    public long AppleDownloads { get; init; }

    /// <summary>How often a visitor was led to Google Wallet.</summary>
    public long GoogleDownloads { get; init; }

    /// <summary>How often a device or a Google account added a pass.</summary>
    public long Installs { get; init; }

    /// <summary>How often one removed it.</summary>
    public long Removals { get; init; }
}

/// <summary>What became of one pass.</summary>
public sealed record PassStatsResponse : UsageCounts
{
    /// <summary><c>pas_...</c></summary>
    public string PassId { get; init; } = "";

    /// <summary>The source tag of the last download that had one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Source { get; init; }
}

/// <summary>What became of a template's passes and of its form.</summary>
public record TemplateCounts : UsageCounts
{
    /// <summary>How often the form was seen.</summary>
    public long FormViews { get; init; }

    /// <summary>How many passes it issued.</summary>
    public long FormIssues { get; init; }
}

/// <summary>The numbers of one day.</summary>
public sealed record DayCounts : TemplateCounts
{
    /// <summary>The day, in UTC.</summary>
    public DateOnly Date { get; init; }
}

/// <summary>The numbers of one source tag.</summary>
public sealed record SourceCounts : TemplateCounts
{
    /// <summary>The tag; null for visitors without one. <c>other</c> holds all beyond the hundredth tag of a day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Source { get; init; }
}

/// <summary>What became of a template's pages in a span of days.</summary>
public sealed record TemplateStatsResponse
{
    /// <summary><c>tpl_...</c></summary>
    public string TemplateId { get; init; } = "";

    /// <summary>The first day.</summary>
    public DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly To { get; init; }

    /// <summary>The whole span.</summary>
    public TemplateCounts Totals { get; init; } = new();

    /// <summary>Day by day; days without anything are left out.</summary>
    public IReadOnlyList<DayCounts> Days { get; init; } = [];

    /// <summary>By source tag, the most views first.</summary>
    public IReadOnlyList<SourceCounts> Sources { get; init; } = [];
}
