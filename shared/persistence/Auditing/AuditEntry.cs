namespace Passinstance.Persistence.Auditing;

/// <summary>Who made a change.</summary>
/// <param name="Kind">One of <see cref="AuditActorKinds"/>.</param>
/// <param name="Id">The API key, OAuth client or person; null where the kind suffices.</param>
public sealed record AuditActor(string Kind, string? Id)
{
    /// <summary>The platform itself, such as a worker that ends a batch.</summary>
    public static AuditActor System { get; } = new(AuditActorKinds.System, null);

    /// <summary>The actor of a credential's or a person's public id.</summary>
    public static AuditActor Of(string id) => new(AuditActorKinds.Of(id), id);
}

/// <summary>The kinds of <see cref="AuditActor"/>, as the API shows them.</summary>
public static class AuditActorKinds
{
    /// <summary>An API key.</summary>
    public const string ApiKey = "apiKey";
    /// <summary>An OAuth client, with an access token of this deployment.</summary>
    public const string Client = "client";
    /// <summary>A person.</summary>
    public const string User = "user";
    /// <summary>The holder of a link to the portal page of a webhook.</summary>
    public const string PortalLink = "portalLink";
    /// <summary>A token of another issuer.</summary>
    public const string External = "external";
    /// <summary>The administration API.</summary>
    public const string Administrator = "administrator";
    /// <summary>A command of an operator.</summary>
    public const string Command = "command";
    /// <summary>Who asks for a pass with a form. Nothing about the person is recorded.</summary>
    public const string Holder = "holder";
    /// <summary>Not known, such as before a sign-in.</summary>
    public const string Anonymous = "anonymous";
    /// <summary>The platform itself.</summary>
    public const string System = "system";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [ApiKey, Client, User, PortalLink, External, Administrator, Command, Holder, Anonymous, System];

    /// <summary>The kind of a credential that a service knows by its id only.</summary>
    internal static string Of(string id) =>
        id.StartsWith("key_", StringComparison.Ordinal) ? ApiKey
        : id.StartsWith("cli_", StringComparison.Ordinal) ? Client
        : id.StartsWith("usr_", StringComparison.Ordinal) ? User
        : External;
}

/// <summary>
/// One change, written in its transaction and never changed again. It names who did what to which resource, and the members that changed,
/// but never a value: neither a secret nor anything about a holder.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>The owner of what changed; empty for what belongs to the deployment.</summary>
    public Guid OrganizationId { get; internal init; }
    /// <summary>Its own id, by time.</summary>
    public Guid Id { get; internal init; }
    /// <summary>When, in whole microseconds: what the database holds.</summary>
    public DateTimeOffset Time { get; internal init; }
    /// <summary>One of <see cref="AuditActorKinds"/>.</summary>
    public string ActorKind { get; internal init; } = "";
    /// <summary>The credential's or person's id.</summary>
    public string? ActorId { get; internal init; }
    /// <summary>The client's address.</summary>
    public string? Address { get; internal init; }
    /// <summary>The request's id, as the response and the log have it.</summary>
    public string? RequestId { get; internal init; }
    /// <summary>The operation, by its <c>operationId</c> where it is one of the API.</summary>
    public string Operation { get; internal init; } = "";
    /// <summary>The public id of what changed.</summary>
    public string? ResourceId { get; internal init; }
    /// <summary>The members that changed, by name.</summary>
    public string[] Members { get; internal init; } = [];
    /// <summary>How many of what, for operations on many.</summary>
    public IReadOnlyDictionary<string, long>? Counts { get; internal init; }
    /// <summary>The transaction that wrote it, by which the chain knows what is committed; set by the database.</summary>
    public long RecordedIn { get; private init; }
}

/// <summary>
/// A block of the chain: all entries of one organization that were committed in an interval of transactions, and a hash over them and over
/// the block before.
/// </summary>
public sealed class AuditBlock
{
    /// <summary>From 1 without gaps, over all organizations.</summary>
    public long Number { get; internal init; }
    /// <summary>Whose entries.</summary>
    public Guid OrganizationId { get; internal init; }
    /// <summary>From 1 without gaps for each organization.</summary>
    public long Sequence { get; internal init; }
    /// <summary>The first transaction.</summary>
    public long FromPosition { get; internal init; }
    /// <summary>The first transaction after it.</summary>
    public long ToPosition { get; internal init; }
    /// <summary>How many entries.</summary>
    public int EntryCount { get; internal init; }
    /// <summary>The hash of the organization's block before; zeros for the first.</summary>
    public byte[] PreviousHash { get; internal init; } = [];
    /// <summary>The hash of the block before of any organization, so that none can be cut off the end of one chain.</summary>
    public byte[] PreviousBlockHash { get; internal init; } = [];
    /// <summary>SHA-256 over both, the block's own values and the entries.</summary>
    public byte[] Hash { get; internal init; } = [];
    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; internal init; }
}
