namespace Passinstance.Dashboard.Members;

/// <summary>What a role lets its member do, for people.</summary>
/// <param name="Name">The API's name.</param>
/// <param name="Text">One sentence.</param>
internal sealed record RoleDescription(string Name, string Text);

/// <summary>The roles, from the one that may do everything to the one that only looks.</summary>
internal static class Roles
{
    public const string Owner = "owner";

    public static IReadOnlyList<RoleDescription> All { get; } =
    [
        new(Owner, Key("Everything, also renaming, suspending and deleting the organization.")),
        new("admin", Key("Everything but the organization itself.")),
        new("developer", Key("Everything about passes, and webhooks, keys, clients and certificates. Reads members and the audit log.")),
        new("marketing", Key("Designs, passes, batches and push notifications. Looks at the rest.")),
        new("scanner", Key("Reads and changes passes, as at a door or a till.")),
        new("viewer", Key("Looks at everything about passes.")),
    ];

    /// <summary>The roles that a person may give and take: nobody gives more than they have.</summary>
    /// <param name="own">The person's own role.</param>
    public static IReadOnlyList<RoleDescription> GivenBy(string own) => own == Owner ? All : [.. All.Where(role => role.Name != Owner)];
}
