using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Rendering;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Passes;

/// <summary>Whether a pass is valid.</summary>
public enum PassStatus
{
    /// <summary>It is.</summary>
    Active,
    /// <summary>It was withdrawn by its issuer.</summary>
    Voided,
    /// <summary>Its expiration date has passed.</summary>
    Expired,
    /// <summary>It was deleted; seen only in the event that says so.</summary>
    Deleted,
}

/// <summary>One pass of one holder.</summary>
[Audited(IdPrefixes.Pass)]
internal sealed class Pass : Aggregate<PassDomainEvent>, IAggregate
{
    private PassContent _content = new();
    private PassContent? _whole;

    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public Guid TemplateId { get; private init; }

    /// <summary>The template's version it is rendered with, until it is moved to a newer one.</summary>
    public int TemplateVersion { get; private set; }

    /// <summary>The Google Wallet issuer of its object, set by the first change for which the organization had one.</summary>
    public string? GoogleIssuerId { get; private set; }

    /// <summary>Its object's id in Google Wallet: Google reports saves and deletes by it.</summary>
    public string? GoogleObjectId { get; private set; }

    /// <summary>
    /// Google Wallet has the object or is to have it, and receives every change: a holder saved it, or its save link is too long to carry
    /// it.
    /// </summary>
    public bool IsInGoogle { get; private set; }

    /// <summary>When Google received the object through its API: from then on a save link only names it.</summary>
    public DateTimeOffset? GoogleStoredAt { get; private init; }

    /// <summary>Holders that have it in Google Wallet; part of <see cref="Installs"/>.</summary>
    public int GoogleInstalls { get; private set; }

    /// <summary>From the template's design: Apple identifies a pass by it and the serial number.</summary>
    public string PassTypeIdentifier { get; private init; } = "";

    public string SerialNumber { get; private init; } = "";

    /// <summary>What the issuer sent. The column has it without the images, which stand in one of their own.</summary>
    public PassContent Content
    {
        get => Images is null ? _content : _whole ??= StoredJson.Carry(_content, _content with { Images = Images });
        private set
        {
            (_content, _whole) = (value.Images is null ? value : StoredJson.Carry(value, value with { Images = null }), null);
            (Images, ImageIds) = (value.Images, value.ImageIds());
        }
    }

    /// <summary>The ids of its own images by their names; null without any.</summary>
    public OrderedDictionary<string, string?>? Images { get; private set; }

    /// <summary>The ids of <see cref="Images"/>, once each. An erasure leaves them until it has removed the images.</summary>
    public IReadOnlyList<Guid>? ImageIds { get; private set; }

    /// <summary>The latest message to its holder; null before the first.</summary>
    public PassMessage? Message { get; private set; }

    /// <summary>The pass's own secret, sealed: its authentication token and its link are derived from it and it never changes.</summary>
    public byte[] SealedSecret { get; private init; } = [];

    /// <summary>Which link is valid: 0 for the first, one more at each rotation. Earlier links do not work.</summary>
    public int LinkNumber { get; private set; }

    public int Version { get; private set; }

    /// <summary>In UTC, for queries; the content keeps it as it was sent.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    public List<Finding> Warnings { get; private set; } = [];

    public DateTimeOffset? VoidedAt { get; private set; }

    /// <summary>The API does not know a deleted pass; the row stays so that devices that hold it receive it as void.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>
    /// A whole second, later than that of every earlier version, even if that is ahead of the clock: HTTP tells versions apart by it and
    /// knows no finer time, so two changes within a second would look like one. Changes that Apple does not see leave it.
    /// </summary>
    public DateTimeOffset LastModified { get; private set; }

    /// <summary>The transaction of the last change that Apple sees, set by the database: see <c>AppleWallet/DevicePasses.cs</c>.</summary>
    public long ChangedIn { get; private init; }

    /// <summary>When the content of a deleted pass was removed, by retention, whose SQL sets it, or by an erasure.</summary>
    public DateTimeOffset? ContentRemovedAt { get; private set; }

    /// <summary>When its holder signed up for the program of its template: from then on the pass no longer asks.</summary>
    public DateTimeOffset? PersonalizedAt { get; private set; }

    /// <summary>Devices and Google accounts that hold the pass.</summary>
    public int Installs { get; private set; }

    /// <summary>The value of HTTP's <c>Last-Modified</c>.</summary>
    internal DateTimeOffset HttpLastModified => LastModified > UpdatedAt ? LastModified : UpdatedAt;

    internal static Pass Create(
        Guid organizationId, Guid templateId, string passTypeIdentifier, string serialNumber, PassContent content,
        byte[] sealedSecret, RenderedWith template, IEnumerable<Finding> warnings, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var pass = new Pass
        {
            OrganizationId = organizationId,
            // The same moment as CreatedAt: a list filters by creation on the id alone.
            Id = Guid.CreateVersion7(now),
            TemplateId = templateId,
            TemplateVersion = template.Version,
            PassTypeIdentifier = passTypeIdentifier,
            SerialNumber = serialNumber,
            Content = content,
            SealedSecret = sealedSecret,
            Version = 1,
            ExpiresAt = content.ExpirationDate?.ToUniversalTime(),
            Warnings = [.. warnings],
            CreatedAt = now,
            UpdatedAt = now,
            LastModified = WholeSecond(now),
        };
        pass.Raise(new PassDomainEvent(PassDomainEventKind.Created));
        pass.StoreInGoogleIfNeeded(pass.AttachGoogle(template.Google), now);
        return pass;
    }

    /// <summary>Whether it is rendered with this version of its template, with the same issuer and warnings.</summary>
    internal bool IsRenderedWith(RenderedWith template, IReadOnlyList<Finding> warnings) =>
        TemplateVersion == template.Version && (GoogleIssuerId ?? template.Google?.IssuerId) == GoogleIssuerId &&
            Warnings.SequenceEqual(warnings);

    /// <summary>
    /// Replaces the content. The serial number, the template and the secret never change, or devices would lose the pass.
    /// </summary>
    internal void Update(PassContent content, RenderedWith template, IEnumerable<Finding> warnings, bool isSeenByApple, TimeProvider time)
    {
        Content = content;
        TemplateVersion = template.Version;
        var google = AttachGoogle(template.Google);
        ExpiresAt = content.ExpirationDate?.ToUniversalTime();
        Warnings = [.. warnings];
        var now = time.GetUtcNow();
        IsInGoogle |= NeedsStorage(google, now);
        if (isSeenByApple)
            Change(PassDomainEventKind.Updated, google, now);
        else
            ChangeUnseenByApple(google, now);
    }

    /// <summary>
    /// Moves it to a new version of its template. The findings on its content replace the warnings; the certificate's stays.
    /// </summary>
    internal void RollOut(int templateVersion, IEnumerable<Finding> findings, GooglePassContext? google, TimeProvider time)
    {
        TemplateVersion = templateVersion;
        Warnings = [.. findings, .. Warnings.Where(warning => RenderingTemplate.IsAboutIdentity(warning))];
        Change(PassDomainEventKind.RolledOut, AttachGoogle(google), time.GetUtcNow());
    }

    /// <summary>Its holder has signed up: devices receive it again, without the question.</summary>
    internal void Personalize(TimeProvider time)
    {
        PersonalizedAt = time.GetUtcNow();
        Change(PassDomainEventKind.RolledOut, google: null, PersonalizedAt.Value);
    }

    /// <summary>Gives it another link; the link before stops working. The wallets do not show links.</summary>
    internal void RotateLink(TimeProvider time)
    {
        LinkNumber++;
        Version++;
        UpdatedAt = time.GetUtcNow();
        Raise(new PassDomainEvent(PassDomainEventKind.LinkRotated));
    }

    /// <summary>Sets the message to its holder, which replaces the one before.</summary>
    internal void SetMessage(PassMessage message, GooglePassContext? google, TimeProvider time)
    {
        Message = message with { Number = (Message?.Number ?? 0) + 1 };
        Change(PassDomainEventKind.MessageSet, AttachGoogle(google), time.GetUtcNow());
    }

    /// <summary>Withdraws the pass. Idempotent.</summary>
    internal void Void(GooglePassContext? google, TimeProvider time)
    {
        if (VoidedAt is not null)
            return;
        VoidedAt = time.GetUtcNow();
        Change(PassDomainEventKind.Voided, AttachGoogle(google), VoidedAt.Value);
    }

    /// <summary>Removes the pass from the API; for devices it is void. Idempotent.</summary>
    internal void Delete(GooglePassContext? google, TimeProvider time)
    {
        if (DeletedAt is not null)
            return;
        DeletedAt = time.GetUtcNow();
        VoidedAt ??= DeletedAt;
        Change(PassDomainEventKind.Deleted, AttachGoogle(google), DeletedAt.Value);
    }

    /// <summary>
    /// Removes everything that it says of its holder: it becomes void and empty, also for devices and Google Wallet, and its link ends.
    /// Idempotent in effect.
    /// </summary>
    internal void Erase(GooglePassContext? google, TimeProvider time)
    {
        var images = ImageIds;
        Content = new PassContent();
        ImageIds = images;
        Message = null;
        Warnings = [];
        ExpiresAt = null;
        PersonalizedAt = null;
        LinkNumber++;
        var now = time.GetUtcNow();
        ContentRemovedAt = now;
        if (DeletedAt is null)
        {
            Delete(google, time);
            return;
        }

        // Deleted before, with its content.
        Change(PassDomainEventKind.RolledOut, AttachGoogle(google), now);
    }

    /// <summary>One more device has it.</summary>
    internal void Install()
    {
        if (++Installs == 1)
            Raise(new PassDomainEvent(PassDomainEventKind.Installed));
    }

    /// <summary>One device fewer has it.</summary>
    internal void Uninstall()
    {
        if (Installs > 0 && --Installs == 0)
            Raise(new PassDomainEvent(PassDomainEventKind.Uninstalled));
    }

    /// <summary>
    /// A holder saved it to Google Wallet, and <paramref name="holders"/> have it there now; that is not one more when its delete was
    /// reported first. The save link may carry an older version than the current one: then Google is to receive the current one.
    /// </summary>
    internal void RecordGoogleSave(int holders, GooglePassContext? google)
    {
        CountInGoogle(holders);
        if (IsInGoogle)
            return;
        IsInGoogle = true;
        var attached = AttachGoogle(google);
        if (Version > 1)
            Raise(new PassDomainEvent(PassDomainEventKind.GoogleSyncRequested, attached));
    }

    /// <summary>
    /// A holder deleted it from Google Wallet, and <paramref name="holders"/> have it there now. Google keeps the object, so it is still
    /// updated.
    /// </summary>
    internal void RecordGoogleDelete(int holders) => CountInGoogle(holders);

    /// <summary>Has Google store the object if the save link is too long to carry it. Idempotent.</summary>
    internal void RequestGoogleStorage(GooglePassContext google, TimeProvider time) =>
        StoreInGoogleIfNeeded(AttachGoogle(google), time.GetUtcNow());

    /// <summary>Has the wallets receive it as it is, after a restore of a database. Nothing changes.</summary>
    internal void Repeat(GooglePassContext? google) => Raise(new PassDomainEvent(PassDomainEventKind.Repeated, AttachGoogle(google)));

    /// <summary>The pass as the wallet engine renders it.</summary>
    internal WalletPass ToWalletPass() => Content.ToWalletPass(SerialNumber) with { Voided = VoidedAt is not null };

    internal PassStatus StatusAt(DateTimeOffset now) =>
        DeletedAt is not null ? PassStatus.Deleted
        : VoidedAt is not null ? PassStatus.Voided
        : ExpiresAt <= now ? PassStatus.Expired
        : PassStatus.Active;

    // An object cannot move to another issuer: the first one stays.
    private GooglePassContext? AttachGoogle(GooglePassContext? google)
    {
        GoogleIssuerId ??= google?.IssuerId;
        if (google is null || google.IssuerId != GoogleIssuerId)
            return null;
        GoogleObjectId ??= google.Template.ObjectId(SerialNumber);
        return google;
    }

    private bool NeedsStorage(GooglePassContext? google, DateTimeOffset now) =>
        !IsInGoogle && google is not null && ToWalletPass() is var pass && google.Template.Fits(pass) &&
        !GoogleSaveLink.IsFullSafe(google.Template, pass, google.Account, now);

    private void StoreInGoogleIfNeeded(GooglePassContext? google, DateTimeOffset now)
    {
        if (!NeedsStorage(google, now))
            return;
        IsInGoogle = true;
        Raise(new PassDomainEvent(PassDomainEventKind.GoogleSyncRequested, google));
    }

    private void CountInGoogle(int holders)
    {
        var change = holders - GoogleInstalls;
        GoogleInstalls = holders;
        if (change > 0)
            Install();
        else if (change < 0)
            Uninstall();
    }

    private void Change(PassDomainEventKind kind, GooglePassContext? google, DateTimeOffset now)
    {
        Version++;
        var last = WholeSecond(HttpLastModified);
        UpdatedAt = now;
        LastModified = WholeSecond(now) > last ? WholeSecond(now) : last.AddSeconds(1);
        Raise(new PassDomainEvent(kind, google));
    }

    // LastModified stays: by it the database decides what devices must fetch.
    private void ChangeUnseenByApple(GooglePassContext? google, DateTimeOffset now)
    {
        Version++;
        UpdatedAt = now;
        Raise(new PassDomainEvent(PassDomainEventKind.UpdatedUnseenByApple, google));
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
