using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Templates;

/// <summary>A published version of a template, from an event or read from the template service.</summary>
internal sealed record PublishedTemplate(
    Guid OrganizationId, Guid TemplateId, int Version, JsonElement Definition, IReadOnlyList<TemplateImage> Images, string? FormLinkHash);

/// <summary>Writes the replicas of templates and images. Events may arrive in any order and more than once.</summary>
internal sealed class TemplateStore(PassesDbContext db)
{
    /// <summary>Stores a version. Only a newer version becomes the one that passes are created from.</summary>
    /// <remarks>
    /// <c>design</c> stores the version's design, whichever version is current; the outer statement then moves the template to it if it is
    /// newer.
    /// </remarks>
    internal Task UpsertAsync(PublishedTemplate template, CancellationToken cancellationToken)
    {
        var definition = template.Definition.GetRawText();
        var images = JsonSerializer.Serialize(template.Images, EventTypes.Json);
        return db.Database.ExecuteSqlAsync(
            $"""
             WITH design AS (
                 INSERT INTO template_version_replicas (organization_id, template_id, version, definition, images)
                 VALUES ({template.OrganizationId}, {template.TemplateId}, {template.Version}, {definition}::json, {images}::json)
                 ON CONFLICT DO NOTHING)
             INSERT INTO template_replicas (organization_id, id, version, form_link_hash)
             VALUES ({template.OrganizationId}, {template.TemplateId}, {template.Version}, {template.FormLinkHash})
             ON CONFLICT (organization_id, id) DO UPDATE SET version = excluded.version, form_link_hash = excluded.form_link_hash,
                 deleted_at = CASE WHEN excluded.version <= coalesce(
                     template_replicas.deleted_version, nullif(template_replicas.version, 0), {int.MaxValue})
                     THEN template_replicas.deleted_at END
             WHERE template_replicas.version < excluded.version
             """,
            cancellationToken);
    }

    /// <summary>Records the deletion, also of a template that is not known here, so that a later event does not bring it back.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="templateId">The template.</param>
    /// <param name="version">Its version at the deletion. A deletion before a version that is known here was undone.</param>
    /// <param name="deletedAt">When.</param>
    internal Task MarkDeletedAsync(
        Guid organizationId, Guid templateId, int version, DateTimeOffset deletedAt, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO template_replicas (organization_id, id, version, deleted_at, deleted_version)
             VALUES ({organizationId}, {templateId}, 0, {deletedAt}, {version})
             ON CONFLICT (organization_id, id) DO UPDATE SET
                 deleted_at = coalesce(template_replicas.deleted_at, excluded.deleted_at), deleted_version = excluded.deleted_version
             WHERE template_replicas.version <= excluded.deleted_version
             """,
            cancellationToken);

    /// <summary>Stores an image.</summary>
    internal Task UpsertImageAsync(Guid organizationId, string sha256, byte[] content, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO image_replicas (organization_id, sha256, content) VALUES ({organizationId}, {sha256}, {content})
             ON CONFLICT DO NOTHING
             """,
            cancellationToken);
}
