namespace Passinstance.Notifications.GoogleWallet;

/// <summary>An issuer of an organisation.</summary>
internal readonly record struct Issuer(Guid OrganizationId, string IssuerId);

/// <summary>An issuer whose account Google has refused, at some time: while it is stopped its objects wait, since every call would be refused.</summary>
internal sealed class GoogleIssuer
{
    public Guid OrganizationId { get; private init; }

    public string IssuerId { get; private init; } = "";

    /// <summary>Null while calls go out.</summary>
    public DateTimeOffset? StoppedAt { get; private init; }

    /// <summary>Google's word, for the operator.</summary>
    public string? Reason { get; private init; }

    /// <summary>The key that was refused: another one is tried.</summary>
    public string? Fingerprint { get; private init; }
}

/// <summary>What is left of a Google Cloud project's quota: a token bucket. It is the deployment's, since several organisations may use one project.</summary>
internal sealed class GoogleProject
{
    public string ProjectId { get; private init; } = "";

    public double Tokens { get; private init; }

    public DateTimeOffset RefilledAt { get; private init; }

    /// <summary>Google said that it is too much.</summary>
    public DateTimeOffset PausedUntil { get; private init; }

    /// <summary>What the last take was given.</summary>
    public int Taken { get; private init; }
}
