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
        new(null, [new("", Key("Overview"), "home")]),
        new(Key("Passes"),
        [
            new("passes", Key("Passes"), "pass", "passes:read"),
            new("templates", Key("Templates"), "template", "templates:read"),
            new("batches", Key("Batches"), "batch", "batch:read"),
            new("bundles", Key("Bundles"), "bundle", "bundles:read"),
            new("notifications", Key("Push notifications"), "bell", "push-notifications:read"),
        ]),
        new(Key("Integration"),
        [
            new("webhooks", Key("Webhooks"), "webhook", "webhooks:read"),
            new("credentials", Key("Certificates"), "certificate", "wallet-identities:read"),
            new("api-keys", Key("API keys"), "key", "api-keys:read"),
            new("oauth-clients", Key("OAuth clients"), "client", "oauth-clients:read"),
        ]),
        new(Key("Organization"),
        [
            new("members", Key("Members"), "people", "members:read"),
            new("organization", Key("Organization"), "organization", "organizations:read"),
            new("audit-log", Key("Audit log"), "log", "audit-log:read"),
            new("exports", Key("Exports"), "download", "exports:read"),
            new("retention", Key("Retention"), "clock", "organizations:read"),
            new("status", Key("Status"), "status"),
            new("platform", Key("Platform"), "platform", ForOperators: true),
        ]),
    ];
}
