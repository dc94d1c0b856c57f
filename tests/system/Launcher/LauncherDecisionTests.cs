using Passinstance.Local;
using Passinstance.Local.Programs;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Containers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.System.Tests.Launcher;

/// <summary>The launcher's decisions, without starting anything.</summary>
[Trait("Category", "Unit")]
public sealed class LauncherDecisionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("passinstance-decisions-").FullName;

    [Theory]
    [InlineData(true, true, false, nameof(InstallWay.Direct))]
    [InlineData(false, true, true, nameof(InstallWay.Sudo))]
    [InlineData(false, true, false, nameof(InstallWay.ByHand))]
    [InlineData(true, false, false, nameof(InstallWay.ByHand))]
    [InlineData(false, false, true, nameof(InstallWay.ByHand))]
    public void Missing_servers_are_installed_only_where_this_user_may(bool root, bool apt, bool sudo, string way) =>
        Assert.Equal(way, ServerInstaller.Decide(root, apt, sudo).ToString());

    [Fact]
    public void The_command_to_type_names_every_package()
    {
        Assert.Equal("sudo apt-get install -y --no-install-recommends postgresql rabbitmq-server",
            ServerInstaller.CommandToType(isRoot: false, "postgresql", "rabbitmq-server"));
        Assert.Equal("apt-get install -y --no-install-recommends postgresql", ServerInstaller.CommandToType(isRoot: true, "postgresql"));
    }

    [Fact]
    public void The_newest_postgres_is_taken_for_new_data_and_its_own_version_for_old_data()
    {
        foreach (var version in (string[])["9", "15", "17"])
            MakePrograms($"usr/lib/postgresql/{version}/bin", "initdb", "postgres");
        MakePrograms("usr/lib/postgresql/16/bin", "initdb");
        var found = PostgresInstallation.FindAll(_folder, searchPath: "");

        Assert.Equal([17, 15, 9], found.Select(installation => installation.MajorVersion));
        Assert.Equal(17, PostgresInstallation.Choose(found, Path.Combine(_folder, "new"))!.MajorVersion);
        Directory.CreateDirectory(Path.Combine(_folder, "old"));
        File.WriteAllText(Path.Combine(_folder, "old/PG_VERSION"), "15\n");
        Assert.Equal(15, PostgresInstallation.Choose(found, Path.Combine(_folder, "old"))!.MajorVersion);
        File.WriteAllText(Path.Combine(_folder, "old/PG_VERSION"), "14\n");
        Assert.Null(PostgresInstallation.Choose(found, Path.Combine(_folder, "old")));
    }

    [Fact]
    public void A_rabbitmq_without_port_mapper_does_not_count()
    {
        MakePrograms("usr/lib/rabbitmq/bin", "rabbitmq-server");
        Assert.Null(RabbitMqInstallation.Find(_folder, searchPath: ""));

        MakePrograms("usr/bin", "epmd");
        Assert.Equal(Path.Combine(_folder, "usr/lib/rabbitmq/bin/rabbitmq-server"),
            RabbitMqInstallation.Find(_folder, searchPath: "")!.Server);
    }

    [Fact]
    public void Options_are_read_in_both_spellings()
    {
        Assert.Equal(8080, Read().Port);
        Assert.Equal(9000, Read("--port", "9000", "--ephemeral").Port);
        Assert.Equal("/x/run.json", Read("--run-file=/x/run.json", "--reset").RunFile);
        Assert.Equal("release", Read().Configuration);
        Assert.Equal("debug", Read("--configuration", "debug").Configuration);
    }

    [Theory]
    [InlineData("--reset", "--ephemeral")]
    [InlineData("--port", "65536")]
    [InlineData("--port", "-1")]
    [InlineData("--port", "http")]
    [InlineData("--run-file")]
    [InlineData("--configuration", "fast")]
    [InlineData("--port", "0", "--port")]
    [InlineData("extra")]
    public void Options_that_exclude_each_other_and_values_out_of_range_are_errors(params string[] arguments) =>
        Assert.NotEmpty(Command().Parse(arguments).Errors);

    [Theory]
    [InlineData(null, true, true, nameof(LocalServerProvider))]
    [InlineData("", true, false, nameof(LocalServerProvider))]
    [InlineData(null, false, true, nameof(ContainerServerProvider))]
    [InlineData(null, false, false, nameof(LocalServerProvider))]
    [InlineData("local", false, true, nameof(LocalServerProvider))]
    [InlineData("containers", true, true, nameof(ContainerServerProvider))]
    public async Task Servers_run_where_they_are_installed_else_in_containers_unless_a_variable_decides(
        string? asked, bool installed, bool engine, string provider) =>
        Assert.Equal(provider, (await ServerProviders.ChooseAsync(asked, () => installed, () => Task.FromResult(engine))).GetType().Name);

    [Theory]
    [InlineData("containers")]
    [InlineData("podman")]
    public Task Containers_without_an_engine_and_unknown_values_are_refused(string asked) =>
        Assert.ThrowsAsync<LocalSetupException>(() => ServerProviders.ChooseAsync(asked, () => true, () => Task.FromResult(false)));

    [Fact]
    public void A_container_engine_is_looked_for_at_DOCKER_HOST_or_at_the_usual_sockets()
    {
        static IEnumerable<string> Find(string name, string value) =>
            ContainerEngine.Addresses(variable => variable == name ? value : null).Select(address => address.ToString());

        Assert.Equal(["tcp://10.0.0.5:2375/"], Find("DOCKER_HOST", "tcp://10.0.0.5:2375"));
        Assert.Equal(
            ["unix:///var/run/docker.sock", "unix:///run/user/1000/docker.sock", "unix:///run/user/1000/podman/podman.sock"],
            Find("XDG_RUNTIME_DIR", "/run/user/1000"));
    }

    [Fact]
    public void Containers_have_the_versions_of_the_compose_file()
    {
        var compose = File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml"));

        Assert.Contains($"image: {ContainerServerProvider.PostgresImage}\n", compose, StringComparison.Ordinal);
        Assert.Contains($"image: {ContainerServerProvider.RabbitMqImage}\n", compose, StringComparison.Ordinal);
    }

    [Fact]
    public void Restart_delays_double_up_to_half_a_minute() =>
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(1, 7).Select(failures => Supervisor.PauseAfter(failures).TotalSeconds));

    [Fact]
    public void A_program_is_stale_when_a_source_of_it_or_of_what_it_references_is_newer()
    {
        var library = Path.Combine(_folder, "library");
        var program = Path.Combine(_folder, "program");
        Directory.CreateDirectory(library);
        Directory.CreateDirectory(program);
        File.WriteAllText(Path.Combine(library, "Library.csproj"), "<Project/>");
        File.WriteAllText(Path.Combine(library, "Code.cs"), "");
        File.WriteAllText(Path.Combine(library, "README.md"), "");
        var project = Path.Combine(program, "Program.csproj");
        File.WriteAllText(
            project, """<Project><ItemGroup><ProjectReference Include="../library/Library.csproj" /></ItemGroup></Project>""");
        var dll = Path.Combine(_folder, "Program.dll");
        var stamp = Path.Combine(_folder, "stamp");
        bool IsStale() => ProgramBuild.IsStale(project, dll, stamp);

        Assert.True(IsStale(), "not built");
        File.WriteAllText(dll, "");
        var future = DateTime.UtcNow.AddHours(1);
        File.SetLastWriteTimeUtc(dll, future);
        Assert.False(IsStale(), "built after every source");

        File.SetLastWriteTimeUtc(Path.Combine(library, "README.md"), future.AddMinutes(1));
        Assert.False(IsStale(), "prose is no source");
        File.SetLastWriteTimeUtc(Path.Combine(library, "Code.cs"), future.AddMinutes(1));
        Assert.True(IsStale(), "a source of the library is newer");

        File.WriteAllText(stamp, "");
        File.SetLastWriteTimeUtc(stamp, future.AddMinutes(2));
        Assert.False(IsStale(), "a later build found nothing to compile");
        Directory.SetLastWriteTimeUtc(library, future.AddMinutes(3));
        Assert.True(IsStale(), "a file was added or removed");
    }

    [Theory]
    [InlineData("2026-11-22T11:17:25.796Z fail: Passinstance.X[1] broken", true)]
    [InlineData("2026-11-22T11:17:25.796Z info: Passinstance.X[1] fail: is only said here", false)]
    [InlineData("Unhandled exception. System.InvalidOperationException: ConnectionStrings:Postgres is missing.", true)]
    [InlineData("2026-11-22 11:07:17.044915+00:00 [error] <0.976.0> no space", true)]
    [InlineData("2026-11-22 12:38:03.301020+00:00 [error] <0.691.0> operation exchange.declare caused a channel exception not_found: no "
        + "exchange 'x'", false)]
    [InlineData("2026-11-22 12:38:03.301020+00:00 [error] <0.691.0> Channel error on connection <0.682.0> (127.0.0.1:46888 -> "
        + "127.0.0.1:21069)", false)]
    [InlineData("2026-11-22 11:07:17.044915+00:00 [warning] <0.976.0> rebuilding indices from scratch", false)]
    [InlineData("2026-11-22 11:17:25 UTC [12] FATAL:  could not write lock file", true)]
    [InlineData("2026-11-22 11:17:25 UTC [12] FATAL:  the database system is starting up", false)]
    [InlineData("2026-11-22 11:17:25 UTC [12] ERROR:  duplicate key value violates unique constraint", false)]
    public void Error_lines_are_recognized(string line, bool shown) => Assert.Equal(shown, ErrorLine.Is(line));

    [Fact]
    public void A_log_keeps_text_and_drops_colors()
    {
        using var log = new ProcessLog();
        log.Write("\u001b[38;5;160mno space\u001b[0m");

        Assert.Equal(["no space"], log.LastLines());
    }

    [Fact]
    public void A_program_inherits_none_of_its_own_variables_from_the_shell()
    {
        Assert.True(ProgramVariables.MustNotBeInherited("ASPNETCORE_ENVIRONMENT"));
        Assert.True(ProgramVariables.MustNotBeInherited("Outbound__AllowedNetworks__1"));
        Assert.True(ProgramVariables.MustNotBeInherited("Encryption__Keys__k0"));
        Assert.False(ProgramVariables.MustNotBeInherited("PATH"));
        Assert.False(ProgramVariables.MustNotBeInherited("OTEL_EXPORTER_OTLP_ENDPOINT"));
    }

    [Fact]
    public void Saved_secrets_can_be_read_again_and_only_by_their_owner()
    {
        var path = Path.Combine(_folder, "secrets.json");
        var made = Secrets.LoadOrCreate(path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(made.EncryptionKeys, Secrets.LoadOrCreate(path).EncryptionKeys);
        // No program has another's key.
        string[] keys = [.. made.EncryptionKeys.Values, made.EventEncryptionKey, .. made.ServiceCallKeys.Values];
        Assert.Equal(9, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Equal(32, Convert.FromBase64String(key).Length));
        Assert.Equal(5, made.DatabasePasswords.Values.Distinct().Count());
        File.WriteAllText(path, "{");
        Assert.Throws<LocalSetupException>(() => Secrets.LoadOrCreate(path));
    }

    private static LauncherCommand Command() => new(_ => Task.FromResult(0));

    private static LauncherOptions Read(params string[] arguments)
    {
        var command = Command();
        var result = command.Parse(arguments);
        Assert.Empty(result.Errors);
        return command.Read(result);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void MakePrograms(string path, params string[] names)
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder, path)).FullName;
        foreach (var name in names)
            File.WriteAllText(Path.Combine(target, name), "");
    }
}
