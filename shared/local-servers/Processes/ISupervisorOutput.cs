namespace Passinstance.LocalServers.Processes;

/// <summary>Where a <see cref="Supervisor"/> reports exits and restarts.</summary>
internal interface ISupervisorOutput
{
    /// <summary>A process ended, or could not be started.</summary>
    void Problem(string name, string text);

    /// <summary>A process was restarted.</summary>
    void Restarted(string name, int processId);
}
