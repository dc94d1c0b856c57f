using System.Text.Json.Nodes;

namespace Passinstance.OpenApi.Bundling;

/// <summary>The resources, in the order of the portal.</summary>
internal static class Tags
{
    private static readonly (string Segment, string Name, string Description)[] All =
    [
        ("templates", "Templates", "Keep wallet structure, branding, pass type, and colors reusable."),
        ("passes", "Passes", "Create, update, void, delete, and download wallet passes."),
        ("images", "Images", "Upload images for single passes, such as a member's photo."),
        ("bundles", "Bundles", "Group related passes for campaign, order, or event workflows."),
        ("batch", "Batch", "Run high-volume pass operations and poll job state."),
        ("push-notifications", "Push notifications", "Trigger wallet updates and customer-facing pass notifications."),
        ("webhooks", "Webhooks", "Subscribe downstream systems to pass and template events."),
        ("events", "Events", "Read what happened, instead of or in addition to webhooks."),
        ("event-types", "Events", ""),
        ("wallet-identities", "Wallet identities", "Manage the certificates and issuers that sign passes."),
        ("erasures", "Erasures", "Erase the data of passes' holders, with a signed receipt."),
        ("exports", "Exports", "Download everything that the organization has."),
        ("retention", "Retention", "For how long what is not needed any more is kept."),
        ("audit-log", "Audit log", "Read who changed what, when and from where."),
        ("organizations", "Organizations", "Rename, suspend and delete the organization, and see its limits."),
        ("members", "Members", "Manage the people of the organization and their roles."),
        ("invitations", "Members", ""),
        ("api-keys", "API keys", "Create, rotate and revoke API keys."),
        ("oauth-clients", "OAuth clients", "Create, rotate and revoke OAuth clients."),
        ("account", "Account", "The account of the person who is signed in."),
        ("usage", "Usage", "What the organization uses, and how much of it there may be."),
        ("operations", "Operations", "The state of the whole deployment, for the people who operate it."),
        ("oauth", "Access tokens", "OAuth 2 client credentials, as an alternative to API keys."),
    ];

    internal static string Of(string path)
    {
        var segment = path.Split('/')[1];
        return Array.Find(All, tag => tag.Segment == segment).Name
            ?? throw new InvalidOperationException($"The resource '{segment}' has no tag. Add it to {nameof(Tags)}.cs.");
    }

    internal static int Order(string name) => Array.FindIndex(All, tag => tag.Name == name);

    internal static JsonArray Describe(JsonObject paths)
    {
        var used = paths.SelectMany(path => path.Value!.AsObject()).Where(item => item.Value is JsonObject)
            .SelectMany(item => item.Value!["tags"]?.AsArray() ?? [])
            .Select(tag => tag!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        return new JsonArray([.. All.Where(tag => tag.Description.Length > 0 && used.Contains(tag.Name))
            .Select(tag => new JsonObject { ["name"] = tag.Name, ["description"] = tag.Description })]);
    }
}
