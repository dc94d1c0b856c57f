using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>
/// A class that objects share. It is sent before an object that needs it, and only when it differs from what was sent last.
/// </summary>
internal sealed class GoogleClass
{
    public Guid OrganizationId { get; private init; }

    public string ClassId { get; private init; } = "";

    public string IssuerId { get; private init; } = "";

    /// <summary>The resource in Google's API, for example <c>loyaltyClass</c>.</summary>
    public string Resource { get; private init; } = "";

    /// <summary>Version of the template it is made from. Passes of an older version do not replace it.</summary>
    public int Version { get; private init; }

    /// <summary>The class as JSON.</summary>
    public string Wanted { get; private init; } = "";

    /// <summary>Hash of <see cref="Wanted"/>.</summary>
    public string Hash { get; private init; } = "";

    /// <summary>Hash of what Google accepted last.</summary>
    public string? SentHash { get; private init; }

    /// <summary>Hash of what Google rejected.</summary>
    public string? RejectedHash { get; private init; }

    /// <summary>Why Google rejected it; its objects fail for the same reason.</summary>
    public string? Failure { get; private init; }
}

internal sealed class GoogleClassConfiguration : IEntityTypeConfiguration<GoogleClass>
{
    public void Configure(EntityTypeBuilder<GoogleClass> builder)
    {
        builder.ToTable("google_classes");
        builder.HasKey(c => new { c.OrganizationId, c.ClassId });
        builder.Property(c => c.Wanted).HasColumnType("json");
    }
}
