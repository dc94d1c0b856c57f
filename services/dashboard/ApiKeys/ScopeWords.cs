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
        new("templates", Key("Templates"), Key("See designs and their images"), Key("Create, change, publish and delete designs")),
        new("passes", Key("Passes"), Key("See and download passes"), Key("Issue, change, void and delete passes")),
        new("bundles", Key("Bundles"), Key("See and download bundles"), Key("Create, change and delete bundles")),
        new("batch", Key("Batches"), Key("See batches and their results"), Key("Start and cancel batches")),
        new("push-notifications", Key("Push notifications"), Key("See messages and who got them"), Key("Send and cancel messages")),
        new("webhooks", Key("Webhooks"), Key("See endpoints and deliveries"), Key("Add, change, test and remove endpoints")),
        new("events", Key("Events"), Key("Read the event feed"), Key("Replay events")),
        new(
            "wallet-identities", Key("Certificates and issuers"), Key("See certificates, never their keys"),
            Key("Upload, renew and delete certificates")),
    ];

    /// <summary>What is about people and the organization: given by name only.</summary>
    public static IReadOnlyList<ScopeGroup> People { get; } =
    [
        new("members", Key("Members"), Key("See members and invitations"), Key("Invite people, change roles, remove members")),
        new("api-keys", Key("API keys"), Key("See keys, never their secrets"), Key("Create, rotate and revoke keys")),
        new("oauth-clients", Key("OAuth clients"), Key("See clients, never their secrets"), Key("Create, rotate and revoke clients")),
        new("organizations", Key("Organization"), Key("See the organization, its limits and usage"), Key("Rename, suspend and delete it")),
        new("audit-log", Key("Audit log"), Key("Read and export it"), null),
        new("erasures", Key("Erasures"), Key("See erasures and their receipts"), Key("Erase the data of holders")),
        new("exports", Key("Exports"), Key("Download exports"), Key("Start exports")),
    ];

    /// <summary>What a set of scopes means, in a few words for a table.</summary>
    public static string Summary(IReadOnlyCollection<string> scopes, bool isPublishable = false)
    {
        if (isPublishable)
            return T("Issue passes, from apps and web pages");
        var set = scopes.ToHashSet(StringComparer.Ordinal);
        if (set.SetEquals(Scopes.All))
            return T("Everything");
        if (set.SetEquals(Scopes.Default))
            return T("Everything about passes");
        if (set.SetEquals(Scopes.Default.Where(IsRead)))
            return T("Look at everything about passes");
        var groups = Passes.Concat(People).Where(group => group.Scopes.Any(set.Contains)).ToList();
        var names = groups.Take(3).Select(group =>
            group.WriteScope is { } write && set.Contains(write) ? T(group.Name) : T("{0} (read)", T(group.Name)));
        return groups.Count > 3
            ? P(groups.Count - 3, "{1} and {0} more", "{1} and {0} more", Listed(names)) : Listed(names);
    }

    /// <summary>Whether a scope only lets look.</summary>
    public static bool IsRead(string scope) => scope.EndsWith(":read", StringComparison.Ordinal);
}
