using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Templates;

/// <summary>
/// What this service knows of a template: which version passes are issued from, enough to issue and sign without asking anyone.
/// </summary>
internal sealed class TemplateReplica
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    /// <summary>The newest version heard of; 0 when only the deletion was.</summary>
    public int Version { get; private init; }

    /// <summary>The design of that version; every version's is in <see cref="TemplateVersionReplica"/>.</summary>
    public string Definition { get; private init; } = "{}";

    public List<TemplateImage> Images { get; private init; } = [];

    /// <summary>Of the address of its form; null while none was told.</summary>
    public string? FormLinkHash { get; private init; }

    /// <summary>No pass is issued from it any more; those that exist are still signed.</summary>
    public DateTimeOffset? DeletedAt { get; private init; }

    /// <summary>Keeps a version. An older or equal one does not become the one to issue from, in whatever order they come.</summary>
    internal static async Task KeepAsync(
        PassesDbContext db, Guid organizationId, Guid templateId, int version, JsonElement definition, IReadOnlyList<TemplateImage> images,
        string? formLinkHash, CancellationToken cancellationToken)
    {
        var imageList = JsonSerializer.Serialize(images, Messaging.Outbox.EventTypes.Json);
        await db.Database.ExecuteSqlAsync(
            $"""
             WITH kept AS (
                 INSERT INTO template_version_replicas (organization_id, template_id, version, definition, images)
                 VALUES ({organizationId}, {templateId}, {version}, {definition.GetRawText()}::json, {imageList}::json)
                 ON CONFLICT DO NOTHING)
             INSERT INTO template_replicas (organization_id, id, version, definition, images, form_link_hash)
             VALUES ({organizationId}, {templateId}, {version}, {definition.GetRawText()}::json, {imageList}::json, {formLinkHash})
             ON CONFLICT (organization_id, id) DO UPDATE
             SET version = excluded.version, definition = excluded.definition, images = excluded.images,
                 form_link_hash = coalesce(excluded.form_link_hash, template_replicas.form_link_hash)
             WHERE template_replicas.version < excluded.version
             """,
            cancellationToken);
    }

    /// <summary>
    /// Notes that the template is gone, also when nothing else was ever heard of it: a later message must not bring it back.
    /// </summary>
    internal static Task EndAsync(PassesDbContext db, Guid organizationId, Guid templateId, DateTimeOffset deletedAt, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $$"""
              INSERT INTO template_replicas (organization_id, id, version, definition, images, deleted_at)
              VALUES ({{organizationId}}, {{templateId}}, 0, '{}'::json, '[]'::json, {{deletedAt}})
              ON CONFLICT (organization_id, id) DO UPDATE SET deleted_at = coalesce(template_replicas.deleted_at, excluded.deleted_at)
              """,
            cancellationToken);
}

/// <summary>
/// A version of a template that passes were issued from: a pass is rendered with the version it names until it is moved to a newer one.
/// </summary>
internal sealed class TemplateVersionReplica
{
    public Guid OrganizationId { get; private init; }

    public Guid TemplateId { get; private init; }

    public int Version { get; private init; }

    /// <summary>The design as the wallet engine reads it, in JSON.</summary>
    public string Definition { get; private init; } = "{}";

    public List<TemplateImage> Images { get; private init; } = [];
}

/// <summary>The bytes of a template's image, under their hash; they never change.</summary>
internal sealed class ImageReplica
{
    public Guid OrganizationId { get; init; }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public string Sha256 { get; init; } = "";

    public byte[] Content { get; init; } = [];

    internal static Task KeepAsync(PassesDbContext db, Guid organizationId, string sha256, byte[] content, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"INSERT INTO image_replicas (organization_id, sha256, content) VALUES ({organizationId}, {sha256}, {content}) ON CONFLICT DO NOTHING",
            cancellationToken);
}
