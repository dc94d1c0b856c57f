namespace Passinstance.Messaging.Announcing;

/// <summary>
/// An entity whose changes other services must hear of. Its methods note what happened in <see cref="Changes"/>; the save turns each note
/// into events in the same transaction, so that no handler can forget to publish.
/// </summary>
public interface IAnnouncing
{
    /// <summary>The entity's id; together with <see cref="Version"/> it orders events about one entity.</summary>
    Guid Id { get; }

    /// <summary>Whose entity it is.</summary>
    Guid OrganizationId { get; }

    /// <summary>Version after the change: 1 at creation, one more at each change.</summary>
    int Version { get; }

    /// <summary>What happened since the last save.</summary>
    ChangeNotes Changes { get; }
}

/// <summary>What happened to an entity since it was last saved, in order. Each service has its own words for it.</summary>
public sealed class ChangeNotes
{
    private readonly List<Enum> _notes = [];

    /// <summary>Notes that <paramref name="change"/> happened.</summary>
    public void Add(Enum change) => _notes.Add(change);

    internal IReadOnlyList<Enum> TakeAll()
    {
        if (_notes.Count == 0)
            return [];
        var taken = _notes.ToArray();
        _notes.Clear();
        return taken;
    }
}
