using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Announcing;
using Passinstance.Passes.PassMessages;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Json;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Passes;

internal enum PassChange
{
    Created,
    Updated,
    /// <summary>Updated, and Apple Wallet shows it as before.</summary>
    UpdatedUnseenByApple,
    RolledOut,
    Messaged,
    Voided,
    Deleted,
    Installed,
    Uninstalled,
    /// <summary>Google Wallet is to have the pass as it is; nothing changed for anybody else.</summary>
    GoogleSyncRequested,
}

/// <summary>One pass of one holder.</summary>
internal sealed class Pass : IAnnouncing
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public Guid TemplateId { get; private init; }

    /// <summary>The template's version it is rendered with: until it is moved to a newer one its file stays the same.</summary>
    public int TemplateVersion { get; private set; }

    /// <summary>The Google Wallet issuer under which its object lives, since the first change for which the organisation had one.</summary>
    public string? GoogleIssuerId { get; private set; }

    /// <summary>Its object's id there: Google reports saves and deletes by it.</summary>
    public string? GoogleObjectId { get; private set; }

    /// <summary>Google Wallet has the object or is to have it, so that it is told of every change: a holder saved it, or its link is too long to carry it.</summary>
    public bool IsInGoogle { get; private set; }

    /// <summary>When Google had it by its API: a save link then only names it.</summary>
    public DateTimeOffset? GoogleStoredAt { get; private init; }

    /// <summary>How many holders have it in Google Wallet; part of <see cref="Installs"/>.</summary>
    public int GoogleInstalls { get; private set; }

    /// <summary>Of the template's design, kept with the pass: Apple knows a pass by it and the serial number.</summary>
    public string PassTypeIdentifier { get; private init; } = "";

    public string SerialNumber { get; private init; } = "";

    /// <summary>What the issuer sent.</summary>
    public PassContent Content { get; private set; } = new();

    /// <summary>The latest message to its holder; null before the first.</summary>
    public PassMessage? Message { get; private set; }

    /// <summary>The pass's own secret, sealed: its authentication token and its link are derived from it and never change.</summary>
    public byte[] SealedSecret { get; private init; } = [];

    public int Version { get; private set; }

    /// <summary>In UTC, for queries; the content keeps it as it was sent.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    public List<Finding> Warnings { get; private set; } = [];

    public DateTimeOffset? VoidedAt { get; private set; }

    /// <summary>The API no longer knows a deleted pass; the row stays so that devices that hold it learn that it is void.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>
    /// A whole second, later than that of every version before, though it may be ahead of the clock: HTTP tells versions apart by it and knows no
    /// finer time, so that two changes within a second would be one. Null in rows from before it was kept.
    /// </summary>
    public DateTimeOffset? LastModified { get; private set; }

    /// <summary>The transaction of the last change, kept by the database: see <c>Devices/DevicePasses.cs</c>. Null in rows from before it was kept.</summary>
    public long? ChangedIn { get; private init; }

    /// <summary>When its holder signed up for the programme of its template: from then on it no longer asks.</summary>
    public DateTimeOffset? PersonalizedAt { get; private set; }

    /// <summary>Devices and Google accounts that hold the pass.</summary>
    public int Installs { get; private set; }

    /// <summary>What HTTP's <c>Last-Modified</c> says.</summary>
    internal DateTimeOffset HttpLastModified => LastModified is { } kept && kept > UpdatedAt ? kept : UpdatedAt;

    /// <summary>What a change is rendered with for Google Wallet when it is announced; not stored.</summary>
    internal GooglePassContext? Google { get; private set; }

    public ChangeNotes Changes { get; } = new();

    internal static Pass Issue(
        Guid organizationId, Guid templateId, string passTypeIdentifier, string serialNumber, PassContent content,
        byte[] sealedSecret, RenderedWith template, IEnumerable<Finding> warnings, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var pass = new Pass
        {
            OrganizationId = organizationId,
            // The same moment as CreatedAt: a list finds what was created when by the id alone.
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
        pass.Changes.Add(PassChange.Created);
        pass.AttachGoogle(template.Google);
        if (pass.NeedsStorage(now))
            pass.RequestGoogleSync();
        return pass;
    }

    /// <summary>Whether <see cref="Update"/> would leave everything as it is.</summary>
    internal bool HasSameContent(PassContent content, RenderedWith template, IReadOnlyList<Finding> warnings) =>
        TemplateVersion == template.Version && (GoogleIssuerId ?? template.Google?.IssuerId) == GoogleIssuerId && Warnings.SequenceEqual(warnings) &&
        JsonSerializer.Serialize(Content, ApiJson.Options) == JsonSerializer.Serialize(content, ApiJson.Options);

    /// <summary>Takes new content. The serial number, the template and the secret stay what they are, or devices would lose the pass.</summary>
    internal void Update(PassContent content, RenderedWith template, IEnumerable<Finding> warnings, bool isSeenByApple, TimeProvider time)
    {
        Content = content;
        TemplateVersion = template.Version;
        AttachGoogle(template.Google);
        ExpiresAt = content.ExpirationDate?.ToUniversalTime();
        Warnings = [.. warnings];
        var now = time.GetUtcNow();
        IsInGoogle |= NeedsStorage(now);
        if (isSeenByApple)
            Change(PassChange.Updated, now);
        else
            ChangeUnseenByApple(now);
    }

    /// <summary>Takes the template's new version. What its rules say of the content replaces the warnings; that of the certificate stays.</summary>
    internal void TemplateRollout(int templateVersion, IEnumerable<Finding> findings, GooglePassContext? google, TimeProvider time)
    {
        AttachGoogle(google);
        TemplateVersion = templateVersion;
        Warnings = [.. findings, .. Warnings.Where(warning => warning.Code == RenderingTemplate.DevelopmentCertificateCode)];
        Change(PassChange.RolledOut, time.GetUtcNow());
    }

    /// <summary>Its holder has signed up: devices get it again, without the question.</summary>
    internal void Personalize(TimeProvider time)
    {
        PersonalizedAt = time.GetUtcNow();
        Change(PassChange.RolledOut, PersonalizedAt.Value);
    }

    /// <summary>Takes a message to its holder, in place of the one before.</summary>
    internal void SetMessage(PassMessage message, GooglePassContext? google, TimeProvider time)
    {
        AttachGoogle(google);
        Message = message with { Number = (Message?.Number ?? 0) + 1 };
        Change(PassChange.Messaged, time.GetUtcNow());
    }

    /// <summary>Withdraws the pass. A second time changes nothing and says nothing.</summary>
    internal void Void(GooglePassContext? google, TimeProvider time)
    {
        if (VoidedAt is not null)
            return;
        AttachGoogle(google);
        VoidedAt = time.GetUtcNow();
        Change(PassChange.Voided, VoidedAt.Value);
    }

    /// <summary>Removes the pass from the API; for devices it is void. A second time changes nothing and says nothing.</summary>
    internal void Delete(GooglePassContext? google, TimeProvider time)
    {
        if (DeletedAt is not null)
            return;
        AttachGoogle(google);
        DeletedAt = time.GetUtcNow();
        VoidedAt ??= DeletedAt;
        Change(PassChange.Deleted, DeletedAt.Value);
    }

    /// <summary>One more device has it.</summary>
    internal void Install()
    {
        if (++Installs == 1)
            Changes.Add(PassChange.Installed);
    }

    /// <summary>One device fewer has it.</summary>
    internal void Uninstall()
    {
        if (Installs > 0 && --Installs == 0)
            Changes.Add(PassChange.Uninstalled);
    }

    /// <summary>
    /// A holder saved it to Google Wallet, and <paramref name="holders"/> have it there now: not one more, when its delete was heard of first. What a link carried may be older than the pass:
    /// then Google is told.
    /// </summary>
    internal void RecordGoogleSave(int holders, GooglePassContext? google)
    {
        CountInGoogle(holders);
        if (IsInGoogle)
            return;
        IsInGoogle = true;
        AttachGoogle(google);
        if (Version > 1)
            Changes.Add(PassChange.GoogleSyncRequested);
    }

    /// <summary>A holder deleted it from Google Wallet, and <paramref name="holders"/> have it there now. The object stays there, and is kept as the pass is.</summary>
    internal void RecordGoogleDelete(int holders) => CountInGoogle(holders);

    /// <summary>Has Google store the object if its save link is too long to carry it. Asked again, it changes nothing.</summary>
    /// <returns>Whether it was asked now.</returns>
    internal bool RequestGoogleStorage(GooglePassContext google, TimeProvider time)
    {
        AttachGoogle(google);
        if (!NeedsStorage(time.GetUtcNow()))
            return false;
        RequestGoogleSync();
        return true;
    }

    /// <summary>The pass as the engine renders it.</summary>
    internal WalletPass ToWalletPass() => Content.ToWalletPass(SerialNumber) with { Voided = VoidedAt is not null };

    /// <summary>Passes under a lock, in the order of their ids so that two who lock several cannot wait for each other.</summary>
    internal static Task<List<Pass>> LockAsync(PassesDbContext db, Guid organizationId, Guid[] ids, CancellationToken cancellationToken) =>
        db.Passes.FromSql($"SELECT * FROM passes WHERE organization_id = {organizationId} AND id = ANY({ids}) ORDER BY id FOR UPDATE").ToListAsync(cancellationToken);

    internal PassStatus StatusAt(DateTimeOffset now) =>
        DeletedAt is not null ? PassStatus.Deleted : VoidedAt is not null ? PassStatus.Voided : ExpiresAt <= now ? PassStatus.Expired : PassStatus.Active;

    // An object cannot move to another issuer: the first one stays.
    private void AttachGoogle(GooglePassContext? google)
    {
        GoogleIssuerId ??= google?.IssuerId;
        Google = google?.IssuerId == GoogleIssuerId ? google : null;
        GoogleObjectId ??= Google?.Template.ObjectId(SerialNumber);
    }

    private bool NeedsStorage(DateTimeOffset now) =>
        !IsInGoogle && Google is { } google && ToWalletPass() is var pass && google.Template.Fits(pass) && !GoogleSaveLink.IsFullSafe(google.Template, pass, google.Account, now);

    private void CountInGoogle(int holders)
    {
        var change = holders - GoogleInstalls;
        GoogleInstalls = holders;
        if (change > 0)
            Install();
        else if (change < 0)
            Uninstall();
    }

    private void RequestGoogleSync()
    {
        IsInGoogle = true;
        Changes.Add(PassChange.GoogleSyncRequested);
    }

    private void Change(PassChange change, DateTimeOffset now)
    {
        Version++;
        var last = WholeSecond(HttpLastModified);
        UpdatedAt = now;
        LastModified = WholeSecond(now) > last ? WholeSecond(now) : last.AddSeconds(1);
        Changes.Add(change);
    }

    // LastModified stays: by it the database tells what devices must ask for.
    private void ChangeUnseenByApple(DateTimeOffset now)
    {
        Version++;
        UpdatedAt = now;
        Changes.Add(PassChange.UpdatedUnseenByApple);
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

/// <summary>Whether a pass is good.</summary>
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
