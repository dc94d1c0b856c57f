using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Dashboard.ApiKeys;

/// <summary>A resource of the API, and what a credential may do with it.</summary>
/// <param name="Resource">The first part of its scopes.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Read">What reading it allows.</param>
/// <param name="Write">What changing it allows; null when it cannot be changed.</param>
internal sealed record ScopeGroup(string Resource, string Name, string Read, string? Write)
{
    public string ReadScope => $"{Resource}:read";

    public string? WriteScope => Write is null ? null : $"{Resource}:write";

    /// <summary>Both, where there are both.</summary>
    public IEnumerable<string> Scopes => Write is null ? [ReadScope] : [ReadScope, $"{Resource}:write"];
}

/// <summary>Scopes in the words of people. A test compares them with the scopes there are.</summary>
internal static class ScopeWords
{
    /// <summary>What a credential has unless it is told otherwise: everything about passes.</summary>
    public static IReadOnlyList<ScopeGroup> Passes { get; } =
    [
        new("templates", "Templates", "See designs and their images", "Create, change, publish and delete designs"),
        new("passes", "Passes", "See and download passes", "Issue, change, void and delete passes"),
        new("bundles", "Bundles", "See and download bundles", "Create, change and delete bundles"),
        new("batch", "Batches", "See batches and their results", "Start and cancel batches"),
        new("push-notifications", "Push notifications", "See messages and who got them", "Send and cancel messages"),
        new("webhooks", "Webhooks", "See endpoints and deliveries", "Add, change, test and remove endpoints"),
        new("events", "Events", "Read the event feed", "Replay events"),
        new("wallet-identities", "Certificates and issuers", "See certificates, never their keys", "Upload, renew and delete certificates"),
    ];

    /// <summary>What is about people and the organization: given by name only.</summary>
    public static IReadOnlyList<ScopeGroup> People { get; } =
    [
        new("members", "Members", "See members and invitations", "Invite people, change roles, remove members"),
        new("api-keys", "API keys", "See keys, never their secrets", "Create, rotate and revoke keys"),
        new("oauth-clients", "OAuth clients", "See clients, never their secrets", "Create, rotate and revoke clients"),
        new("organizations", "Organization", "See the organization, its limits and usage", "Rename, suspend and delete it"),
        new("audit-log", "Audit log", "Read and export it", null),
        new("erasures", "Erasures", "See erasures and their receipts", "Erase the data of holders"),
        new("exports", "Exports", "Download exports", "Start exports"),
    ];

    /// <summary>What a set of scopes means, in a few words for a table.</summary>
    public static string Summary(IReadOnlyCollection<string> scopes, bool isPublishable = false)
    {
        if (isPublishable)
            return "Issue passes, from apps and web pages";
        var set = scopes.ToHashSet(StringComparer.Ordinal);
        if (set.SetEquals(Scopes.All))
            return "Everything";
        if (set.SetEquals(Scopes.Default))
            return "Everything about passes";
        if (set.SetEquals(Scopes.Default.Where(IsRead)))
            return "Look at everything about passes";
        var groups = Passes.Concat(People).Where(group => group.Scopes.Any(set.Contains)).ToList();
        var names = groups.Take(3).Select(group =>
            group.WriteScope is { } write && set.Contains(write) ? group.Name : $"{group.Name} (read)");
        return string.Join(", ", names) + (groups.Count > 3 ? $" and {groups.Count - 3} more" : "");
    }

    /// <summary>Whether a scope only lets look.</summary>
    public static bool IsRead(string scope) => scope.EndsWith(":read", StringComparison.Ordinal);
}
