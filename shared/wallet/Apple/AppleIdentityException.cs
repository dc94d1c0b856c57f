namespace Passinstance.Wallet.Apple;

/// <summary>The part of an identity that an error is in.</summary>
public enum AppleIdentityPart
{
    /// <summary>The Pass Type ID certificate.</summary>
    Certificate,

    /// <summary>Its private key.</summary>
    PrivateKey,

    /// <summary>The intermediate certificates.</summary>
    Intermediates,

    /// <summary>The PKCS#12 file.</summary>
    Pkcs12,

    /// <summary>The PKCS#12 file's password.</summary>
    Password,
}

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

    /// <summary>Creates the exception.</summary>
    /// <param name="part">What is wrong.</param>
    /// <param name="message">What to do.</param>
    /// <param name="innerException">What failed.</param>
    public AppleIdentityException(AppleIdentityPart part, string message, Exception? innerException = null)
        : base(message, innerException) => Part = part;

    /// <summary>What is wrong.</summary>
    public AppleIdentityPart Part { get; }

    /// <summary>Stable code of the error.</summary>
    public string Code { get; init; } = "invalid_identity";
}
