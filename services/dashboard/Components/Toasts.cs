namespace Passinstance.Dashboard.Components;

/// <summary>A short message about what has just happened.</summary>
/// <param name="Id">For the list.</param>
/// <param name="Text">A sentence.</param>
/// <param name="Tone">Good or bad.</param>
public sealed record Toast(int Id, string Text, Tone Tone);

/// <summary>The messages of a page, which the layout shows and reads out.</summary>
public sealed class Toasts(TimeProvider time)
{
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(8);
    private readonly List<Toast> _all = [];
    private int _last;

    /// <summary>What is shown now.</summary>
    public IReadOnlyList<Toast> All => _all;

    /// <summary>Raised after a change.</summary>
    public event Action? Changed;

    /// <summary>Shows a message for some seconds; a bad one stays until it is closed.</summary>
    public void Show(string text, Tone tone = Tone.Good)
    {
        var toast = new Toast(++_last, text, tone);
        _all.Add(toast);
        Changed?.Invoke();
        if (tone != Tone.Bad)
            _ = RemoveLaterAsync(toast);
    }

    /// <summary>Closes a message.</summary>
    public void Remove(Toast toast)
    {
        if (_all.Remove(toast))
            Changed?.Invoke();
    }

    private async Task RemoveLaterAsync(Toast toast)
    {
        await Task.Delay(Shown, time);
        Remove(toast);
    }
}
