namespace Passinstance.Dashboard.Components;

/// <summary>A question before something that harms.</summary>
/// <param name="Title">What will happen, as a question.</param>
/// <param name="Text">What it means, and whether it can be undone.</param>
/// <param name="Action">The verb on the button.</param>
/// <param name="IsHarmful">Whether it destroys something.</param>
/// <param name="TypeToConfirm">Text that must be typed first; null for nothing.</param>
public sealed record Confirmation(string Title, string Text, string Action, bool IsHarmful = true, string? TypeToConfirm = null);

/// <summary>Questions of a page, which the layout shows.</summary>
public sealed class Dialogs
{
    private TaskCompletionSource<bool>? _pending;

    /// <summary>The question that is open.</summary>
    public Confirmation? Open { get; private set; }

    /// <summary>Raised after a change.</summary>
    public event Action? Changed;

    /// <summary>Asks, and waits for the decision.</summary>
    public Task<bool> ConfirmAsync(Confirmation question)
    {
        Answer(false);
        _pending = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Open = question;
        Changed?.Invoke();
        return _pending.Task;
    }

    /// <summary>Closes the question.</summary>
    public void Answer(bool confirmed)
    {
        if (_pending is not { } pending)
            return;
        (_pending, Open) = (null, null);
        Changed?.Invoke();
        pending.TrySetResult(confirmed);
    }
}
