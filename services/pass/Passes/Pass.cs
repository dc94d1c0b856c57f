using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Announcing;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Wallet;

namespace Passinstance.Passes.Passes;

internal enum PassChange
{
    Created,
    Updated,
    Rerendered,
    Voided,
    Deleted,
    Installed,
    Uninstalled,
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

    /// <summary>Of the template's design, kept with the pass: Apple knows a pass by it and the serial number.</summary>
    public string PassTypeIdentifier { get; private init; } = "";

    public string SerialNumber { get; private init; } = "";

    /// <summary>What the issuer sent.</summary>
    public PassContent Content { get; private set; } = new();

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

    /// <summary>Devices that hold the pass.</summary>
    public int Installs { get; private set; }

    /// <summary>What HTTP's <c>Last-Modified</c> says.</summary>
    internal DateTimeOffset HttpLastModified => LastModified is { } kept && kept > UpdatedAt ? kept : UpdatedAt;

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
            GoogleIssuerId = template.GoogleIssuerId,
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
        return pass;
    }

    /// <summary>Takes new content. The serial number, the template and the secret stay what they are, or devices would lose the pass.</summary>
    internal void Update(PassContent content, RenderedWith template, IEnumerable<Finding> warnings, TimeProvider time)
    {
        Content = content;
        TemplateVersion = template.Version;
        // An object cannot move to another issuer: the first one stays.
        GoogleIssuerId ??= template.GoogleIssuerId;
        ExpiresAt = content.ExpirationDate?.ToUniversalTime();
        Warnings = [.. warnings];
        Change(PassChange.Updated, time.GetUtcNow());
    }

    /// <summary>Takes the template's new version. What its rules say of the content replaces the warnings; that of the certificate stays.</summary>
    internal void Rerender(int templateVersion, IEnumerable<Finding> findings, TimeProvider time)
    {
        TemplateVersion = templateVersion;
        Warnings = [.. findings, .. Warnings.Where(warning => warning.Code == RenderingTemplate.DevelopmentCertificateCode)];
        Change(PassChange.Rerendered, time.GetUtcNow());
    }

    /// <summary>Its holder has signed up: devices get it again, without the question.</summary>
    internal void Personalize(TimeProvider time)
    {
        PersonalizedAt = time.GetUtcNow();
        Change(PassChange.Rerendered, PersonalizedAt.Value);
    }

    /// <summary>Withdraws the pass. A second time changes nothing and says nothing.</summary>
    internal void Void(TimeProvider time)
    {
        if (VoidedAt is not null)
            return;
        VoidedAt = time.GetUtcNow();
        Change(PassChange.Voided, VoidedAt.Value);
    }

    /// <summary>Removes the pass from the API; for devices it is void. A second time changes nothing and says nothing.</summary>
    internal void Delete(TimeProvider time)
    {
        if (DeletedAt is not null)
            return;
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

    /// <summary>Passes under a lock, in the order of their ids so that two who lock several cannot wait for each other.</summary>
    internal static Task<List<Pass>> LockAsync(PassesDbContext db, Guid organizationId, Guid[] ids, CancellationToken cancellationToken) =>
        db.Passes.FromSql($"SELECT * FROM passes WHERE organization_id = {organizationId} AND id = ANY({ids}) ORDER BY id FOR UPDATE").ToListAsync(cancellationToken);

    internal PassStatus StatusAt(DateTimeOffset now) =>
        DeletedAt is not null ? PassStatus.Deleted : VoidedAt is not null ? PassStatus.Voided : ExpiresAt <= now ? PassStatus.Expired : PassStatus.Active;

    private void Change(PassChange change, DateTimeOffset now)
    {
        Version++;
        var last = WholeSecond(HttpLastModified);
        UpdatedAt = now;
        LastModified = WholeSecond(now) > last ? WholeSecond(now) : last.AddSeconds(1);
        Changes.Add(change);
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
