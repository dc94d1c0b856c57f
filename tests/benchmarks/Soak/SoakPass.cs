using Passinstance.Simulators.Phone;

namespace Passinstance.Benchmarks.Soak;

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
