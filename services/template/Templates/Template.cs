using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet;

namespace Passinstance.Templates.Templates;

internal enum TemplateChange
{
    Created,
}

/// <summary>The design that passes are issued from: one for both wallets.</summary>
internal sealed class Template : IAnnouncing
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string Name { get; private set; } = "";

    public int Version { get; private set; }

    /// <summary>The design as the wallet engine reads it (<see cref="WalletTemplate"/>), in JSON.</summary>
    public string Definition { get; private set; } = "{}";

    /// <summary>Which images belong to the design; the bytes lie in <c>images</c> under their hash.</summary>
    public List<TemplateImage> Images { get; private set; } = [];

    /// <summary>What works and is still worth a look, found when the design was last changed.</summary>
    public List<Finding> Warnings { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public ChangeNotes Changes { get; } = new();

    public static Template Create(
        Guid organizationId, string name, WalletTemplate definition, IEnumerable<TemplateImage> images, IEnumerable<Finding> warnings, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var template = new Template
        {
            OrganizationId = organizationId,
            Id = TypeId.NewGuid(time),
            Name = name,
            Version = 1,
            // Written as the base record: a request's own members (name, uploads) are no part of the design.
            Definition = JsonSerializer.Serialize(definition, WalletJson.Options),
            Images = [.. images],
            Warnings = [.. warnings],
            CreatedAt = now,
            UpdatedAt = now,
        };
        template.Changes.Add(TemplateChange.Created);
        return template;
    }
}
