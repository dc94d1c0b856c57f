namespace Passinstance.Messaging.Inbox;

/// <summary>What a consumer wants done once its effect is committed, such as waking a worker; a crash in between loses it, so it may only speed things up.</summary>
public sealed class AfterCommit
{
    private readonly List<Action> _actions = [];

    /// <summary>Adds <paramref name="action"/>; it must not throw.</summary>
    public void Do(Action action) => _actions.Add(action);

    internal void Run() => _actions.ForEach(action => action());
}
