using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>
/// The token bucket of a Google Cloud project's quota. It belongs to the deployment, since several organizations may use one project.
/// </summary>
internal sealed class GoogleProject
{
    public string ProjectId { get; private init; } = "";

    public double Tokens { get; private init; }

    public DateTimeOffset RefilledAt { get; private init; }

    /// <summary>Google reported too many calls.</summary>
    public DateTimeOffset PausedUntil { get; private init; }

    /// <summary>Tokens that the last take got.</summary>
    public int Taken { get; private init; }
}

internal sealed class GoogleProjectConfiguration : IEntityTypeConfiguration<GoogleProject>
{
    public void Configure(EntityTypeBuilder<GoogleProject> builder)
    {
        builder.ToTable("google_projects");
        builder.HasKey(p => p.ProjectId);
    }
}
