namespace Passinstance.Local.Servers;

/// <summary>A server of our own: started in a folder, stopped with a deadline.</summary>
internal interface IPrivateServer
{
    string Folder { get; }

    Processes.ChildProcess? Process { get; }

    Task StartAsync(CancellationToken cancellationToken);

    Task StopAsync(TimeSpan grace);
}
