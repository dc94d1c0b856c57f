using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Apns;

internal enum TopicChange
{
    Stopped,
}

/// <summary>
/// A pass type whose pushes Apple has refused as a whole, at some time: while it is stopped its pushes wait, since every one would be refused.
/// </summary>
internal sealed class AppleTopic : IAnnouncing
{
    public Guid OrganizationId { get; private init; }

    public string PassTypeIdentifier { get; private init; } = "";

    public Guid Id { get; private init; }

    public int Version { get; private set; }

    /// <summary>Null while pushes go out.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary><c>expired</c> or <c>rejected</c>.</summary>
    public string? Reason { get; private set; }

    /// <summary>Apple's word, for the operator.</summary>
    public string? Detail { get; private set; }

    /// <summary>The credential that was refused: another one is tried.</summary>
    public string? Fingerprint { get; private set; }

    public DateTimeOffset? CertificateExpiresAt { get; private set; }

    public ChangeNotes Changes { get; } = new();

    internal static AppleTopic Of(Guid organizationId, string passTypeIdentifier, TimeProvider time) =>
        new() { OrganizationId = organizationId, PassTypeIdentifier = passTypeIdentifier, Id = TypeId.NewGuid(time) };

    /// <summary>Stops it. Its owner is told once of a credential that is refused, however often it is tried again.</summary>
    /// <returns>Whether this is news.</returns>
    internal bool Stop(string reason, string detail, ApnsCredential credential, TimeProvider time)
    {
        var isNews = Fingerprint != credential.Fingerprint || Reason != reason;
        if (StoppedAt is not null && !isNews)
            return false;
        Version++;
        StoppedAt = time.GetUtcNow();
        (Reason, Detail, Fingerprint, CertificateExpiresAt) = (reason, detail, credential.Fingerprint, credential.ExpiresAt);
        if (isNews)
            Changes.Add(TopicChange.Stopped);
        return isNews;
    }
}
