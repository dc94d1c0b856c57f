namespace Passinstance.LocalServers;

/// <summary>A problem the user has to fix. The message has the instructions; it is printed without a stack trace.</summary>
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
