using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Security.Secrets;

namespace Passinstance.Security.Links;

/// <summary>
/// The links of a resource in an event. Who has such a link needs no credential, so an event holds it sealed wherever it is stored or
/// queued: the member of the resource is null there, and is filled in when the event is delivered, or read with the resource's scope. The
/// keys are those of the section <c>EventEncryption</c>, which the publishers and webhook-dispatch share.
/// </summary>
public sealed class EventLinks
{
    private const string Section = "EventEncryption";
    private const string Purpose = "event-links";
    private static readonly string[] Members = ["downloadUrl", "googleSaveUrl", "passFlowUrl"];
    private readonly SecretBox _box;

    internal EventLinks(EncryptionOptions options) => _box = new SecretBox(options, Section);

    /// <summary>Takes the links out of a resource.</summary>
    /// <param name="organizationId">The owner of the resource.</param>
    /// <param name="resource">The resource as the API shows it.</param>
    /// <param name="options">Its JSON.</param>
    /// <returns>The resource with null in their places, and the links, sealed; null when there are none.</returns>
    public (JsonElement Resource, string? Sealed) Split<TResource>(
        Guid organizationId, TResource resource, JsonSerializerOptions options)
    {
        var node = JsonSerializer.SerializeToNode(resource, options)!.AsObject();
        var links = new Dictionary<string, string>();
        foreach (var member in Members)
        {
            if (node[member] is not JsonValue value || !value.TryGetValue<string>(out var link))
                continue;
            links.Add(member, link);
            node[member] = null;
        }

        var sealedLinks = links.Count == 0
            ? null
            : Convert.ToBase64String(_box.Seal(Purpose, organizationId, JsonSerializer.SerializeToUtf8Bytes(links)));
        return (JsonSerializer.SerializeToElement(node, options), sealedLinks);
    }

    /// <summary>The links of an event as JSON, opened; null when it has none.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key is not configured here.</exception>
    public byte[]? Open(Guid organizationId, string? sealedLinks) =>
        sealedLinks is null ? null : _box.Open(Purpose, organizationId, Convert.FromBase64String(sealedLinks));

    /// <summary>Puts links into a resource, in the places where they were.</summary>
    public static void Insert(JsonObject resource, ReadOnlySpan<byte> links)
    {
        foreach (var (member, link) in JsonSerializer.Deserialize<Dictionary<string, string>>(links)!)
            resource[member] = link;
    }

    /// <summary>Removes the members of links, for a reader that may not have them.</summary>
    public static void Remove(JsonObject resource)
    {
        foreach (var member in Members)
            resource.Remove(member);
    }
}

/// <summary>Registers <see cref="EventLinks"/>.</summary>
public static class EventLinkSetup
{
    /// <summary>Registers it with the section <c>EventEncryption</c>.</summary>
    /// <exception cref="InvalidOperationException">A key is missing; the message names the setting.</exception>
    public static void AddEventLinks(this WebApplicationBuilder builder) =>
        builder.Services.TryAddSingleton(
            new EventLinks(builder.Configuration.GetSection("EventEncryption").Get<EncryptionOptions>() ?? new EncryptionOptions()));
}
