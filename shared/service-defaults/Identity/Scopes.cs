
namespace Passinstance.ServiceDefaults.Identity;

/// <summary>
/// The scopes of a credential. All names follow one rule: the resource's path segment, then <c>read</c> for GET and HEAD or <c>write</c>
/// for all other methods, so that the scope of an operation can be guessed.
/// </summary>
public static class Scopes
{
    /// <summary><c>GET /templates</c> and below.</summary>
    public const string TemplatesRead = "templates:read";
    /// <summary>Create, change, publish and delete templates and their images.</summary>
    public const string TemplatesWrite = "templates:write";
    /// <summary><c>GET /wallet-identities</c>, never with secrets.</summary>
    public const string WalletIdentitiesRead = "wallet-identities:read";
    /// <summary>Upload and remove certificates and issuers.</summary>
    public const string WalletIdentitiesWrite = "wallet-identities:write";
    /// <summary>Read and download passes.</summary>
    public const string PassesRead = "passes:read";
    /// <summary>Issue, change, void and delete passes.</summary>
    public const string PassesWrite = "passes:write";
    /// <summary>Read and download bundles.</summary>
    public const string BundlesRead = "bundles:read";
    /// <summary>Create and delete bundles.</summary>
    public const string BundlesWrite = "bundles:write";
    /// <summary>Read a batch and its results.</summary>
    public const string BatchRead = "batch:read";
    /// <summary>Start and cancel a batch.</summary>
    public const string BatchWrite = "batch:write";
    /// <summary>Read webhooks and their deliveries.</summary>
    public const string WebhooksRead = "webhooks:read";
    /// <summary>Create, change, test and delete webhooks.</summary>
    public const string WebhooksWrite = "webhooks:write";
    /// <summary><c>GET /events</c> and <c>GET /event-types</c>.</summary>
    public const string EventsRead = "events:read";
    /// <summary>Replay events.</summary>
    public const string EventsWrite = "events:write";
    /// <summary>Read notifications and their outcome.</summary>
    public const string PushNotificationsRead = "push-notifications:read";
    /// <summary>Send notifications.</summary>
    public const string PushNotificationsWrite = "push-notifications:write";

    /// <summary>List members and invitations.</summary>
    public const string MembersRead = "members:read";
    /// <summary>Invite people, change roles and remove members.</summary>
    public const string MembersWrite = "members:write";
    /// <summary>List API keys, never with secrets.</summary>
    public const string ApiKeysRead = "api-keys:read";
    /// <summary>Create, rotate and revoke API keys.</summary>
    public const string ApiKeysWrite = "api-keys:write";
    /// <summary>List OAuth clients, never with secrets.</summary>
    public const string OAuthClientsRead = "oauth-clients:read";
    /// <summary>Create, rotate and revoke OAuth clients.</summary>
    public const string OAuthClientsWrite = "oauth-clients:write";
    /// <summary>Read the organization, its limits and its usage.</summary>
    public const string OrganizationsRead = "organizations:read";
    /// <summary>Create, rename, suspend and delete organizations.</summary>
    public const string OrganizationsWrite = "organizations:write";
    /// <summary>Read the audit log.</summary>
    public const string AuditLogRead = "audit-log:read";
    /// <summary>Read erasures and their receipts.</summary>
    public const string ErasuresRead = "erasures:read";
    /// <summary>Erase the data of holders.</summary>
    public const string ErasuresWrite = "erasures:write";
    /// <summary>Read exports and download their files.</summary>
    public const string ExportsRead = "exports:read";
    /// <summary>Start exports.</summary>
    public const string ExportsWrite = "exports:write";

    /// <summary>The scopes of a credential that names none: everything about passes, nothing about people and credentials.</summary>
    public static IReadOnlyList<string> Default { get; } =
    [
        TemplatesRead, TemplatesWrite, WalletIdentitiesRead, WalletIdentitiesWrite, PassesRead, PassesWrite, BundlesRead, BundlesWrite,
        BatchRead, BatchWrite, WebhooksRead, WebhooksWrite, EventsRead, EventsWrite, PushNotificationsRead, PushNotificationsWrite,
    ];

    /// <summary>All scopes. Those that are not in <see cref="Default"/> are given only by name.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Default, MembersRead, MembersWrite, ApiKeysRead, ApiKeysWrite, OAuthClientsRead, OAuthClientsWrite, OrganizationsRead,
        OrganizationsWrite, AuditLogRead, ErasuresRead, ErasuresWrite, ExportsRead, ExportsWrite,
    ];
}
