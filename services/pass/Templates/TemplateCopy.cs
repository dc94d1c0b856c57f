using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Templates;

/// <summary>What this service knows of a template: enough to issue and sign without asking anyone.</summary>
internal sealed class TemplateCopy
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public int Version { get; private init; }

    /// <summary>The design as the wallet engine reads it, in JSON.</summary>
    public string Definition { get; private init; } = "{}";

    public List<TemplateImage> Images { get; private init; } = [];

    /// <summary>Keeps a version that is newer than the one known; an older or equal one changes nothing, in whatever order they come.</summary>
    internal static Task KeepAsync(
        PassesDbContext db, Guid organizationId, Guid templateId, int version, JsonElement definition, IReadOnlyList<TemplateImage> images,
        CancellationToken cancellationToken)
    {
        var imageList = JsonSerializer.Serialize(images, Messaging.Outbox.EventTypes.Json);
        return db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO template_copies (organization_id, id, version, definition, images)
             VALUES ({organizationId}, {templateId}, {version}, {definition.GetRawText()}::json, {imageList}::json)
             ON CONFLICT (organization_id, id) DO UPDATE
             SET version = excluded.version, definition = excluded.definition, images = excluded.images
             WHERE template_copies.version < excluded.version
             """,
            cancellationToken);
    }
}

/// <summary>The bytes of a template's image, under their hash; they never change.</summary>
internal sealed class ImageCopy
{
    public Guid OrganizationId { get; init; }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public string Sha256 { get; init; } = "";

    public byte[] Content { get; init; } = [];

    internal static Task KeepAsync(PassesDbContext db, Guid organizationId, string sha256, byte[] content, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"INSERT INTO image_copies (organization_id, sha256, content) VALUES ({organizationId}, {sha256}, {content}) ON CONFLICT DO NOTHING",
            cancellationToken);
}
