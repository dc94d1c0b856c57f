using System.Collections.Frozen;
using Passinstance.Contracts.V1;

namespace Passinstance.Webhooks.Events;

/// <summary>The events customers may subscribe to, by the names they know.</summary>
internal static class PublicEventTypes
{
    private static readonly FrozenDictionary<Type, string> ByType = new Dictionary<Type, string>
    {
        [typeof(TemplateCreated)] = "template.created",
        [typeof(PassCreated)] = "pass.created",
        [typeof(PassUpdated)] = "pass.updated",
        [typeof(PassVoided)] = "pass.voided",
        [typeof(PassDeleted)] = "pass.deleted",
    }.ToFrozenDictionary();

    internal static IReadOnlyList<string> Names { get; } = [.. ByType.Values.Order(StringComparer.Ordinal)];

    internal static string NameOf(Type type) => ByType[type];
}
