using System.Runtime.InteropServices;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local;

/// <summary>The launcher's entry: `dotnet run --project deploy/local`.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        try
        {
            var options = LauncherOptions.Parse(arguments);
            if (options.Help)
            {
                await Console.Out.WriteLineAsync(LauncherOptions.Usage).ConfigureAwait(false);
                return 0;
            }

            await RunAsync(options).ConfigureAwait(false);
            return 0;
        }
        catch (LocalSetupException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private static async Task RunAsync(LauncherOptions options)
    {
        // Never disposed: a signal may arrive until the very end.
        var stop = new CancellationTokenSource();
        LinuxCalls.StopIgnoring(LinuxCalls.Interrupt);
        var signals = StopOn(stop, PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT);
        using var parent = DotNetRunParent.StopWithIt(stop);
        var folder = options.Ephemeral ? InstanceFolder.Temporary() : InstanceFolder.Lasting();
        try
        {
            using var instance = InstanceLock.Take(folder.Path);
            if (options.Reset)
                folder.Reset();
            using var screen = new Screen(Console.Out);
            using var launcher = new Launcher(options, folder, screen);
            await launcher.RunAsync(stop.Token).ConfigureAwait(false);
        }
        finally
        {
            folder.RemoveIfEphemeral();
            foreach (var signal in signals)
                signal.Dispose();
        }
    }

    private static PosixSignalRegistration[] StopOn(CancellationTokenSource stop, params PosixSignal[] signals) =>
    [
        .. signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            // Not the default, which would end this process and leave the order of stopping to chance.
            context.Cancel = true;
            stop.Cancel();
        })),
    ];
}
