namespace Passinstance.Messaging.Inbox;

/// <summary>
/// What a consumer or a handler wants done once its effect is committed, such as waking a worker; a crash in between loses it, so it may only
/// speed things up. Add it before the save.
/// </summary>
public sealed class AfterCommit
{
    private readonly List<Action> _actions = [];

    /// <summary>Adds <paramref name="action"/>; it must not throw.</summary>
    public void Do(Action action) => _actions.Add(action);

    internal void Run()
    {
        if (_actions.Count == 0)
            return;
        var due = _actions.ToArray();
        _actions.Clear();
        foreach (var action in due)
            action();
    }
}
