using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Passes.Analytics;

/// <summary>The numbers of one pass, and by whom its single-use link was used.</summary>
internal sealed class PassUsage
{
    public Guid OrganizationId { get; private init; }

    public Guid PassId { get; private init; }

    public long Views { get; private init; }

    public long AppleDownloads { get; private init; }

    public long GoogleDownloads { get; private init; }

    public long Installs { get; private init; }

    public long Removals { get; private init; }

    /// <summary>Source tag of the last tagged download.</summary>
    public string? Source { get; private init; }

    /// <summary>When its page was last looked at.</summary>
    public DateTimeOffset? ViewedAt { get; private init; }

    /// <summary>When it was last downloaded by its link, or its holder was last sent to Google Wallet.</summary>
    public DateTimeOffset? DownloadedAt { get; private init; }

    /// <summary>When a device last fetched it.</summary>
    public DateTimeOffset? FetchedAt { get; private init; }

    /// <summary>When it was last removed from a wallet.</summary>
    public DateTimeOffset? RemovedAt { get; private init; }

    /// <summary>When a single-use link was first used.</summary>
    public DateTimeOffset? UsedAt { get; private init; }

    /// <summary>A hash of that visitor's address, keyed with the link, which is not stored.</summary>
    public byte[]? UsedBy { get; private init; }
}

/// <summary>The numbers of a template on one day, of visitors with one source tag.</summary>
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

internal sealed class PassUsageConfiguration : IEntityTypeConfiguration<PassUsage>
{
    public void Configure(EntityTypeBuilder<PassUsage> builder)
    {
        builder.ToTable("pass_usage");
        builder.HasKey(u => new { u.OrganizationId, u.PassId });
        // The use of a single-use link may insert the row, without numbers.
        builder.Property(u => u.Views).HasDefaultValue(0L);
        builder.Property(u => u.AppleDownloads).HasDefaultValue(0L);
        builder.Property(u => u.GoogleDownloads).HasDefaultValue(0L);
        builder.Property(u => u.Installs).HasDefaultValue(0L);
        builder.Property(u => u.Removals).HasDefaultValue(0L);
    }
}

internal sealed class TemplateUsageConfiguration : IEntityTypeConfiguration<TemplateUsage>
{
    public void Configure(EntityTypeBuilder<TemplateUsage> builder)
    {
        builder.ToTable("template_usage");
        builder.HasKey(u => new { u.OrganizationId, u.TemplateId, u.Day, u.Source });
    }
}
