using Passinstance.LocalServers;

namespace Passinstance.Local.Programs;

/// <summary>One of the six programs.</summary>
/// <param name="Name">Its name everywhere: container, queue prefix, service.name.</param>
/// <param name="Project">Project and assembly.</param>
/// <param name="Folder">Its folder in the repository.</param>
/// <param name="Database">Its database and role; empty when it stores nothing.</param>
/// <param name="UsesBroker">Whether it talks to RabbitMQ.</param>
internal sealed record ProgramDefinition(string Name, string Project, string Folder, string Database, bool UsesBroker)
{
    public string Dll => Repository.Program(Project);

    public string DllOf(string configuration) => Repository.Program(Project, configuration);

    public bool HasDatabase => Database.Length > 0;

    public string ProjectFile => Path.Combine(Repository.Root, Folder, Project + ".csproj");
}

/// <summary>The programs that make up the system. A test compares the containers' description with this table.</summary>
internal static class ProgramTable
{
    public static ProgramDefinition Gateway { get; } = new("gateway", "Passinstance.Gateway", "gateway", "gateway", UsesBroker: false);

    public static ProgramDefinition Template { get; } =
        new("template", "Passinstance.Templates", "services/template", "template", UsesBroker: true);

    public static ProgramDefinition Pass { get; } = new("pass", "Passinstance.Passes", "services/pass", "pass", UsesBroker: true);

    public static ProgramDefinition WebhookDispatch { get; } =
        new("webhook-dispatch", "Passinstance.Webhooks", "services/webhook-dispatch", "webhook_dispatch", UsesBroker: true);

    public static ProgramDefinition Notification { get; } =
        new("notification", "Passinstance.Notifications", "services/notification", "notification", UsesBroker: true);

    public static ProgramDefinition Dashboard { get; } =
        new("dashboard", "Passinstance.Dashboard", "services/dashboard", "", UsesBroker: false);

    /// <summary>The services: each with a database, a queue, and routes at the gateway.</summary>
    public static IReadOnlyList<ProgramDefinition> Services { get; } = [Template, Pass, WebhookDispatch, Notification];

    /// <summary>The programs with a database, which migrate.</summary>
    public static IReadOnlyList<ProgramDefinition> Migrated { get; } = [Gateway, .. Services];

    public static IReadOnlyList<ProgramDefinition> All { get; } = [.. Migrated, Dashboard];
}
