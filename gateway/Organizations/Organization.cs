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
    public DateTimeOffset CreatedAt { get; private init; }

    public static Organization Create(string name, TimeProvider time) => new()
    {
        Id = ServiceDefaults.Ids.TypeId.NewGuid(time),
        Name = name,
        CreatedAt = time.GetUtcNow(),
    };
}
