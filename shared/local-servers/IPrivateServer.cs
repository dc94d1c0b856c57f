namespace Passinstance.LocalServers;

/// <summary>A server of our own, with its data in a folder.</summary>
internal interface IPrivateServer : Processes.IRestartable
{
    string Folder { get; }
}
