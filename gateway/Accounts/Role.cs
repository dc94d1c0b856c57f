using System.Collections.Frozen;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Accounts;

/// <summary>What a member of an organization may do. The names are those of the API.</summary>
internal enum Role
{
    /// <summary>Everything, also deleting the organization. Every organization has at least one.</summary>
    Owner,

    /// <summary>Everything but the organization itself.</summary>
    Admin,

    /// <summary>Passes, webhooks, API keys and OAuth clients.</summary>
    Developer,

    /// <summary>Templates, passes, batches and push notifications.</summary>
    Marketing,

    /// <summary>Reads and changes passes, as at a door or a till.</summary>
    Scanner,

    /// <summary>Reads everything about passes.</summary>
    Viewer,
}

/// <summary>The scopes of each role: the one place that says what a person may do.</summary>
internal static class RoleScopes
{
    private static readonly FrozenDictionary<Role, string[]> All = new Dictionary<Role, string[]>
    {
        [Role.Owner] = [.. Scopes.All],
        [Role.Admin] = [.. Scopes.All.Except([Scopes.OrganizationsWrite])],
        [Role.Developer] =
        [
            .. Scopes.Default, Scopes.ApiKeysRead, Scopes.ApiKeysWrite, Scopes.OAuthClientsRead, Scopes.OAuthClientsWrite,
            Scopes.MembersRead, Scopes.OrganizationsRead, Scopes.AuditLogRead,
        ],
        [Role.Marketing] =
        [
            .. Read(), Scopes.TemplatesWrite, Scopes.PassesWrite, Scopes.BundlesWrite, Scopes.BatchWrite, Scopes.PushNotificationsWrite,
        ],
        [Role.Scanner] = [Scopes.TemplatesRead, Scopes.PassesRead, Scopes.PassesWrite, Scopes.OrganizationsRead],
        [Role.Viewer] = [.. Read()],
    }.ToFrozenDictionary();

    public static string[] Of(Role role) => All[role];

    private static IEnumerable<string> Read() =>
        [.. Scopes.Default.Where(scope => scope.EndsWith(":read", StringComparison.Ordinal)), Scopes.OrganizationsRead, Scopes.MembersRead];
}
