using System.Collections;

namespace Passinstance.Wallet.Rules;

/// <summary>Collects findings, up to a limit.</summary>
internal sealed class FindingList : IReadOnlyList<Finding>
{
    private const int MaxFindings = 200;
    private readonly List<Finding> _findings = [];

    public int Count => _findings.Count;

    public Finding this[int index] => _findings[index];

    public void Error(string pointer, string code, string message, params ReadOnlySpan<(string Name, object Value)> values) =>
        Add(new Finding(FindingSeverity.Error, pointer, code, message) { Values = Finding.ValuesOf(values) });

    public void Warning(string pointer, string code, string message, params ReadOnlySpan<(string Name, object Value)> values) =>
        Add(new Finding(FindingSeverity.Warning, pointer, code, message) { Values = Finding.ValuesOf(values) });

    public IEnumerator<Finding> GetEnumerator() => _findings.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(Finding finding)
    {
        // An error must not be lost among warnings: it replaces the last one.
        if (_findings.Count < MaxFindings)
            _findings.Add(finding);
        else if (finding.Severity == FindingSeverity.Error)
            _findings[^1] = finding;
    }
}
