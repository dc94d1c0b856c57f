namespace Passinstance.Dashboard.Layout;

/// <summary>A page in the sidebar.</summary>
/// <param name="Path">Its address below the base path; empty for the first page.</param>
/// <param name="Text">Its name.</param>
/// <param name="Icon">Its drawing.</param>
/// <param name="Scope">The scope without which it shows nothing; null when everyone may see it.</param>
/// <param name="ForOperators">Whether it is about the whole deployment, for the people who operate it.</param>
internal sealed record NavigationItem(string Path, string Text, string Icon, string? Scope = null, bool ForOperators = false);

/// <summary>Pages that belong together.</summary>
/// <param name="Name">Their heading; null for the first group.</param>
/// <param name="Items">The pages.</param>
internal sealed record NavigationGroup(string? Name, IReadOnlyList<NavigationItem> Items);

/// <summary>The sidebar, from top to bottom.</summary>
internal static class NavigationItems
{
    public static IReadOnlyList<NavigationGroup> All { get; } =
    [
        new(null, [new("", "Overview", "home")]),
        new("Passes",
        [
            new("passes", "Passes", "pass", "passes:read"),
            new("templates", "Templates", "template", "templates:read"),
            new("batches", "Batches", "batch", "batch:read"),
            new("bundles", "Bundles", "bundle", "bundles:read"),
            new("notifications", "Push notifications", "bell", "push-notifications:read"),
        ]),
        new("Integration",
        [
            new("webhooks", "Webhooks", "webhook", "webhooks:read"),
            new("credentials", "Certificates", "certificate", "wallet-identities:read"),
            new("api-keys", "API keys", "key", "api-keys:read"),
            new("oauth-clients", "OAuth clients", "client", "oauth-clients:read"),
        ]),
        new("Organization",
        [
            new("members", "Members", "people", "members:read"),
            new("organization", "Organization", "organization", "organizations:read"),
            new("audit-log", "Audit log", "log", "audit-log:read"),
            new("status", "Status", "status"),
            new("platform", "Platform", "platform", ForOperators: true),
        ]),
    ];
}
