namespace Passinstance.GoogleFederation;

/// <summary>A step of workload identity federation.</summary>
public enum FederationStep
{
    /// <summary>The installation's own token is read.</summary>
    Source,

    /// <summary>It is exchanged at Google's Security Token Service.</summary>
    Exchange,

    /// <summary>The service account's access token is asked for.</summary>
    Impersonation,

    /// <summary>The service account signs.</summary>
    Signature,
}

/// <summary>A step of workload identity federation failed.</summary>
public sealed class FederationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public FederationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed.</param>
    public FederationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">The cause.</param>
    public FederationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="step">The step that failed.</param>
    /// <param name="reason">Google's reason, or ours when there was no response.</param>
    /// <param name="status">Google's status; null when there was no response.</param>
    /// <param name="innerException">The cause.</param>
    public FederationException(FederationStep step, string reason, int? status = null, Exception? innerException = null)
        : base(reason, innerException)
    {
        Step = step;
        Status = status;
    }

    /// <summary>The step that failed.</summary>
    public FederationStep Step { get; }

    /// <summary>Google's status; null when there was no response.</summary>
    public int? Status { get; }

    /// <summary>Whether Google rejects the token or the account, so that repeating does not help.</summary>
    public bool IsRejection => Status is 400 or 401 or 403 or 404;
}
