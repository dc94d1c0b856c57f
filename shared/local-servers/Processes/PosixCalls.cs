using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Passinstance.LocalServers.Processes;

/// <summary>The few POSIX system calls the class library does not offer.</summary>
internal static partial class PosixCalls
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal; a negative id means the process group. False when there is no such process.</summary>
    public static bool Signal(int processId, int signal)
    {
        if (SendSignal(processId, signal) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        const int noSuchProcess = 3;
        return error == noSuchProcess ? false : throw new Win32Exception(error, $"kill({processId}, {signal}) failed");
    }

    /// <summary>
    /// Resets an ignored signal that was inherited: a shell starts `command &amp;` of a script with SIGINT ignored, and the runtime would
    /// keep it ignored.
    /// </summary>
    public static void StopIgnoring(int signal) => SetHandler(signal, 0);

    public static void ChangeOwner(string path, ServerAccount account)
    {
        if (SetOwner(path, account.UserId, account.GroupId) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"chown {account.Name} {path} failed");
    }

    /// <summary>The user id this process acts as; 0 is root.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int ParentProcessId();

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetOwner(string path, uint userId, uint groupId);
}
