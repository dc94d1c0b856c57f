namespace Passinstance.Gateway.Organizations;

/// <summary>A customer of this deployment: owner of keys and of everything they make.</summary>
internal sealed class Organization
{
    public const int NameLength = 200;

    private Organization()
    {
    }

    public Guid Id { get; private init; }
    public string Name { get; private init; } = "";
    /// <summary>Multiplies every rate limit of the organisation and of its keys.</summary>
    public double LimitFactor { get; private init; }
    public DateTimeOffset CreatedAt { get; private init; }

    public static Organization Create(string name, double limitFactor, TimeProvider time) => new()
    {
        Id = ServiceDefaults.Ids.TypeId.NewGuid(time),
        Name = name,
        LimitFactor = limitFactor,
        CreatedAt = time.GetUtcNow(),
    };
}
