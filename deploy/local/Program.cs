using System.CommandLine;
using System.Runtime.InteropServices;
using Passinstance.Local;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

try
{
    // Signals are handled below: everything is stopped in order, which takes longer than the library's timeout.
    return await new LauncherCommand(RunAsync).Parse(args)
        .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (LocalSetupException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

static async Task<int> RunAsync(LauncherOptions options)
{
    // Never disposed: a signal may arrive until the very end.
    var stop = new CancellationTokenSource();
    PosixCalls.StopIgnoring(PosixCalls.Interrupt);
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
        await launcher.RunAsync(stop.Token);
        return 0;
    }
    finally
    {
        folder.RemoveIfEphemeral();
        foreach (var signal in signals)
            signal.Dispose();
    }
}

static PosixSignalRegistration[] StopOn(CancellationTokenSource stop, params PosixSignal[] signals) =>
[
    .. signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
    {
        // Not the default handler, which would end this process before everything is stopped in order.
        context.Cancel = true;
        stop.Cancel();
    })),
];
