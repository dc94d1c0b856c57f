using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.Templates;

/// <summary>The engine's findings as errors of a request.</summary>
internal static class FindingErrors
{
    /// <summary>The finding with its values, at <paramref name="pointer"/> or where it says itself.</summary>
    internal static InvalidValue AsError(this Finding finding, string? pointer = null) =>
        new(pointer ?? finding.Pointer, finding.Code, finding.Message) { Values = finding.Values };
}
