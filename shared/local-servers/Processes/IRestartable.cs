namespace Passinstance.LocalServers.Processes;

/// <summary>A process that the launcher keeps running.</summary>
internal interface IRestartable
{
    /// <summary>Its name, on the screen and for its log.</summary>
    string Name { get; }

    ProcessLog Log { get; }

    /// <summary>The current or last process; null before the first start.</summary>
    ChildProcess? Process { get; }

    /// <summary>Starts it and returns when it is ready for use.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Asks it to stop and kills it after the grace period.</summary>
    Task StopAsync(TimeSpan grace);
}
