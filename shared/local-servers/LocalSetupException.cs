namespace Passinstance.LocalServers;

/// <summary>Something a person has to put right. The message says what to do; it is printed without a stack trace.</summary>
internal sealed class LocalSetupException : Exception
{
    public LocalSetupException(string message)
        : base(message)
    {
    }

    public LocalSetupException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
