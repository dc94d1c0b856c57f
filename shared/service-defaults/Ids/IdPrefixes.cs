
namespace Passinstance.ServiceDefaults.Ids;

/// <summary>The prefixes of every public id, in one place so that no two kinds share one.</summary>
public static class IdPrefixes
{
    /// <summary>A template.</summary>
    public const string Template = "tpl";
    /// <summary>A pass.</summary>
    public const string Pass = "pas";
    /// <summary>A bundle of passes.</summary>
    public const string Bundle = "bnd";
    /// <summary>A batch of pass operations.</summary>
    public const string Batch = "bat";
    /// <summary>A push notification.</summary>
    public const string Notification = "ntf";
    /// <summary>A webhook endpoint.</summary>
    public const string Webhook = "whk";
    /// <summary>An event, and the <c>webhook-id</c> of its deliveries.</summary>
    public const string Event = "evt";
    /// <summary>A delivery of one event to one webhook.</summary>
    public const string Delivery = "dlv";
    /// <summary>An API key.</summary>
    public const string ApiKey = "key";
    /// <summary>An OAuth client.</summary>
    public const string Client = "cli";
    /// <summary>An organization.</summary>
    public const string Organization = "org";
    /// <summary>A wallet identity: a certificate or an issuer.</summary>
    public const string WalletIdentity = "crt";
    /// <summary>A user: a person's account.</summary>
    public const string User = "usr";
    /// <summary>An invitation to an organization.</summary>
    public const string Invitation = "inv";
    /// <summary>A session: one sign-in of a user.</summary>
    public const string Session = "ses";
    /// <summary>An entry of the audit log.</summary>
    public const string AuditLogEntry = "aud";
    /// <summary>An erasure of holders' data.</summary>
    public const string Erasure = "ers";
    /// <summary>An export of an organization.</summary>
    public const string Export = "exp";

    /// <summary>An image that was uploaded for passes.</summary>
    public const string Image = "img";

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        [Template] = "template",
        [Pass] = "pass",
        [Bundle] = "bundle",
        [Batch] = "batch",
        [Notification] = "push notification",
        [Webhook] = "webhook",
        [Event] = "event",
        [Delivery] = "delivery",
        [ApiKey] = "API key",
        [Client] = "client",
        [Organization] = "organization",
        [WalletIdentity] = "wallet identity",
        [User] = "user",
        [Invitation] = "invitation",
        [Session] = "session",
        [AuditLogEntry] = "audit log entry",
        [Erasure] = "erasure",
        [Export] = "export",
        [Image] = "image",
    };

    /// <summary>What a public id is the id of, in words; null when the text is no id.</summary>
    public static string? KindOf(string? id) =>
        id?.IndexOf('_', StringComparison.Ordinal) is { } end and > 0 && Kinds.TryGetValue(id[..end], out var kind) &&
        TypeId.TryParse(id[..end], id, out _)
            ? kind
            : null;
}
