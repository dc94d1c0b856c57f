using Passinstance.LocalServers.Containers;

namespace Passinstance.LocalServers;

/// <summary>Selects where private servers run.</summary>
internal static class ServerProviders
{
    /// <summary>The variable with the choice: local or containers.</summary>
    public const string Variable = "PASSINSTANCE_SERVERS";

    /// <summary>
    /// The choice in <see cref="Variable"/>; without it the installed servers, otherwise containers when an engine responds, otherwise
    /// servers that are installed first.
    /// </summary>
    public static Task<IServerProvider> ChooseAsync(CancellationToken cancellationToken) => ChooseAsync(
        Environment.GetEnvironmentVariable(Variable),
        () => PostgresInstallation.FindAll().Count > 0 && RabbitMqInstallation.Find() is not null,
        () => ContainerEngine.AnswersAsync(cancellationToken));

    internal static async Task<IServerProvider> ChooseAsync(string? asked, Func<bool> areInstalled, Func<Task<bool>> engineAnswers) =>
        asked switch
        {
            "local" => new LocalServerProvider(),
            "containers" => await engineAnswers()
                ? new ContainerServerProvider()
                : throw new LocalSetupException(
                    $"{Variable} is 'containers', but no container engine responds. Start Docker or Podman, or unset {Variable}."),
            null or "" => !areInstalled() && await engineAnswers() ? new ContainerServerProvider() : new LocalServerProvider(),
            _ => throw new LocalSetupException($"{Variable} must be 'local' or 'containers'; it is '{asked}'."),
        };
}
