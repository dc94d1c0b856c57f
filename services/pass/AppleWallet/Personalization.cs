namespace Passinstance.Passes.AppleWallet;

/// <summary>What a holder entered to sign up for the programme of a pass, sealed: it is personal, and only its issuer reads it.</summary>
internal sealed class Personalization
{
    internal const string Purpose = "personalization";

    public Guid OrganizationId { get; private init; }

    public Guid PassId { get; private init; }

    public byte[] SealedInfo { get; private init; } = [];

    public DateTimeOffset PersonalizedAt { get; private init; }
}
