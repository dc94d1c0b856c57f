using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.TemplateRollouts;

/// <summary>
/// The passes of a template are being moved to its newest version. The row is the work's only state: which passes are still to be moved they say
/// themselves, by the version they name.
/// </summary>
internal sealed class TemplateRollout
{
    public Guid OrganizationId { get; private init; }

    public Guid TemplateId { get; private init; }

    /// <summary>When a version was last published, by the database's clock.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>Earliest time of the next chunk: those who waited longest come first, so that one template does not hold up the others.</summary>
    public DateTimeOffset AvailableAt { get; private init; }

    internal static Task RequestAsync(PassesDbContext db, Guid organizationId, Guid templateId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO template_rollouts (organization_id, template_id, requested_at, available_at)
             VALUES ({organizationId}, {templateId}, clock_timestamp(), clock_timestamp())
             ON CONFLICT (organization_id, template_id) DO UPDATE SET requested_at = excluded.requested_at, available_at = excluded.available_at
             """,
            cancellationToken);
}
