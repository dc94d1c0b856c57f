namespace Passinstance.Passes.Passes;

/// <summary>
/// Reports that a device or a Google account added or removed a pass. The folders of the two wallets raise it and do not depend on
/// Analytics. Raised after the commit; what a crash loses is a number.
/// </summary>
internal sealed class PassInstallEvents
{
    /// <summary>A device or a Google account added the pass.</summary>
    internal event Action<Pass>? Installed;

    /// <summary>A device or a Google account removed the pass.</summary>
    internal event Action<Pass>? Removed;

    /// <summary>A device fetched the pass.</summary>
    internal event Action<Pass>? Fetched;

    internal void RaiseFetched(Pass pass) => Fetched?.Invoke(pass);

    internal void RaiseInstalled(Pass pass) => Installed?.Invoke(pass);

    internal void RaiseRemoved(IEnumerable<Pass> passes)
    {
        foreach (var pass in passes)
            Removed?.Invoke(pass);
    }
}
