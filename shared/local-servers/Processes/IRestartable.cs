namespace Passinstance.LocalServers.Processes;

/// <summary>Something the launcher keeps running.</summary>
internal interface IRestartable
{
    /// <summary>Its name on the screen and of its log.</summary>
    string Name { get; }

    ProcessLog Log { get; }

    /// <summary>The process that runs now or ran last; null before the first start.</summary>
    ChildProcess? Process { get; }

    /// <summary>Starts it and returns when it is ready for use.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Asks it to end and kills it when it has not within the grace.</summary>
    Task StopAsync(TimeSpan grace);
}
