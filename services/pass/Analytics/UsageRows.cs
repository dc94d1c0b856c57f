using Microsoft.EntityFrameworkCore;

namespace Passinstance.Passes.Analytics;

/// <summary>What became of one pass's page, and by whom its link was used up.</summary>
internal sealed class PassUsage
{
    public Guid OrganizationId { get; private init; }

    public Guid PassId { get; private init; }

    public long Views { get; private init; }

    public long AppleDownloads { get; private init; }

    public long GoogleDownloads { get; private init; }

    public long Installs { get; private init; }

    public long Removals { get; private init; }

    /// <summary>The source tag of the last download that had one.</summary>
    public string? Source { get; private init; }

    /// <summary>When a link for one visitor was used first.</summary>
    public DateTimeOffset? UsedAt { get; private init; }

    /// <summary>A hash of that visitor's address, under the link, which is not stored.</summary>
    public byte[]? UsedBy { get; private init; }
}

/// <summary>What became of a template's pages on one day, of visitors with one source tag.</summary>
internal sealed class TemplateUsage
{
    public Guid OrganizationId { get; private init; }

    public Guid TemplateId { get; private init; }

    public DateOnly Day { get; private init; }

    /// <summary>Empty without a tag.</summary>
    public string Source { get; private init; } = "";

    public long Views { get; private init; }

    public long AppleDownloads { get; private init; }

    public long GoogleDownloads { get; private init; }

    public long Installs { get; private init; }

    public long Removals { get; private init; }

    public long FormViews { get; private init; }

    public long FormIssues { get; private init; }
}

/// <summary>The tables of numbers.</summary>
internal static class UsageModel
{
    internal static void AddUsage(this ModelBuilder model)
    {
        model.Entity<PassUsage>(usage =>
        {
            usage.ToTable("pass_usage");
            usage.HasKey(u => new { u.OrganizationId, u.PassId });
            // Whoever uses a link up writes the row first, and counts nothing.
            foreach (var number in (string[])[nameof(PassUsage.Views), nameof(PassUsage.AppleDownloads), nameof(PassUsage.GoogleDownloads), nameof(PassUsage.Installs), nameof(PassUsage.Removals)])
                usage.Property<long>(number).HasDefaultValue(0L);
        });
        model.Entity<TemplateUsage>(usage =>
        {
            usage.ToTable("template_usage");
            usage.HasKey(u => new { u.OrganizationId, u.TemplateId, u.Day, u.Source });
        });
    }
}
