namespace Passinstance.ExternalSigners;

/// <summary>What does not let a hash be signed.</summary>
public enum ExternalSignerPart
{
    /// <summary>The module or service.</summary>
    Signer,

    /// <summary>The key in it.</summary>
    Key,
}

/// <summary>A module or service that holds a key does not sign: it is not reachable, or has no such key.</summary>
public sealed class ExternalSignerException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ExternalSignerException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What to do.</param>
    public ExternalSignerException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What to do.</param>
    /// <param name="innerException">What failed.</param>
    public ExternalSignerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the key, the PIN or the permission is wrong, so that repeating does not help.</summary>
    public bool IsPermanent { get; init; }

    /// <summary>What is wrong.</summary>
    public ExternalSignerPart Part { get; init; }
}
