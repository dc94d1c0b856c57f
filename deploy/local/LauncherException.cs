namespace Passinstance.Local;

/// <summary>Something a person has to put right. The message says what to do; it is printed without a stack trace.</summary>
internal sealed class LauncherException : Exception
{
    public LauncherException(string message)
        : base(message)
    {
    }

    public LauncherException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
