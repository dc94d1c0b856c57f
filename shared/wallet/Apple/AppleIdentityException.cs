namespace Passinstance.Wallet.Apple;

/// <summary>A certificate or key that cannot sign passes. The message names what to upload instead and contains no secret.</summary>
public sealed class AppleIdentityException : Exception
{
    /// <summary>Creates the exception.</summary>
    public AppleIdentityException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What to do.</param>
    public AppleIdentityException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What to do.</param>
    /// <param name="innerException">What failed.</param>
    public AppleIdentityException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
