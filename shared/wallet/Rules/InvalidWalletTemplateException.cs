namespace Passinstance.Wallet.Rules;

/// <summary>A template that no wallet would accept.</summary>
public sealed class InvalidWalletTemplateException : Exception
{
    /// <summary>Creates the exception.</summary>
    public InvalidWalletTemplateException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What to do.</param>
    public InvalidWalletTemplateException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What to do.</param>
    /// <param name="innerException">What failed.</param>
    public InvalidWalletTemplateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="findings">What validation found; at least one error.</param>
    public InvalidWalletTemplateException(IReadOnlyList<Finding> findings)
        : base(string.Join(" ", findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => $"{f.Pointer}: {f.Message}"))) =>
            Findings = findings;

    /// <summary>A finding of the validation.</summary>
    public IReadOnlyList<Finding> Findings { get; } = [];
}
