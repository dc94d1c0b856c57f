using Passinstance.Simulators.Phone;

namespace Passinstance.Benchmarks.Soak;

/// <summary>A push notification to all passes of a template.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What it says.</param>
/// <param name="Held">Passes that were on a phone when it was sent.</param>
internal sealed record SoakNotification(string Id, string Text, IReadOnlyList<SoakPass> Held);

/// <summary>A pass as the responses describe it; one task at a time changes it.</summary>
internal sealed class SoakPass(string id, string serialNumber)
{
    internal string Id => id;

    internal string SerialNumber => serialNumber;

    internal Uri? Link { get; init; }

    internal int Updates { get; set; }

    internal int Points { get; set; }

    internal bool IsVoid { get; set; }

    internal bool IsDeleted { get; set; }

    /// <summary>The phone that holds it.</summary>
    internal SimulatedPhone? Phone { get; set; }
}
