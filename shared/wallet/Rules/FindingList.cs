using System.Collections;

namespace Passinstance.Wallet.Rules;

/// <summary>Gathers findings, and stops at a number that no honest request reaches.</summary>
internal sealed class FindingList : IReadOnlyList<Finding>
{
    private const int Most = 200;
    private readonly List<Finding> _findings = [];

    public int Count => _findings.Count;

    public Finding this[int index] => _findings[index];

    public void Error(string pointer, string code, string message) => Add(new Finding(FindingSeverity.Error, pointer, code, message));

    public void Warning(string pointer, string code, string message) => Add(new Finding(FindingSeverity.Warning, pointer, code, message));

    public IEnumerator<Finding> GetEnumerator() => _findings.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(Finding finding)
    {
        // An error must never be lost to a flood of warnings: it takes the place of the last one.
        if (_findings.Count < Most)
        {
            _findings.Add(finding);
        }
        else if (finding.Severity == FindingSeverity.Error)
        {
            _findings[^1] = finding;
        }
    }
}
