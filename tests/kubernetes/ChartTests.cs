using System.Text.Json;
using k8s.Models;
using Passinstance.Local.Programs;
using Passinstance.Testing;

namespace Passinstance.Kubernetes.Tests;

/// <summary>
/// The Helm chart with every example of values: what a cluster would refuse, and what it would accept although it is wrong.
/// </summary>
[Trait("Category", "System")]
public sealed class ChartTests
{
    // What the program needs after the drain to end its work.
    private const int ShutdownSeconds = 8;

    private static readonly string[] Names = [.. ProgramTable.All.Select(program => program.Name)];

    public static TheoryData<string> Examples { get; } = new(RenderedChart.All);

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_program_is_a_Deployment_whose_selectors_match_its_pods(string example)
    {
        var chart = await RenderedChart.OfAsync(example);

        Assert.Equal(Names.Order(), chart.Deployments.Select(NameOf).Order());
        foreach (var deployment in chart.Deployments)
        {
            var pod = deployment.Spec.Template;
            AssertSelects(deployment.Spec.Selector.MatchLabels, pod);
            Assert.All(pod.Spec.TopologySpreadConstraints, spread => AssertSelects(spread.LabelSelector.MatchLabels, pod));
        }

        foreach (var budget in chart.Objects.OfType<V1PodDisruptionBudget>())
            Assert.Single(chart.Deployments, deployment => Selects(budget.Spec.Selector.MatchLabels, deployment.Spec.Template));
        foreach (var policy in chart.Objects.OfType<V1NetworkPolicy>())
            Assert.Single(chart.Deployments, deployment => Selects(policy.Spec.PodSelector.MatchLabels, deployment.Spec.Template));
    }

    [Fact]
    public async Task Programs_that_act_for_Google_accounts_without_keys_have_the_token_where_their_settings_say()
    {
        var chart = await RenderedChart.OfAsync("values-google-without-keys");
        foreach (var deployment in chart.Deployments)
        {
            var container = Assert.Single(deployment.Spec.Template.Spec.Containers);
            var file = container.Env?.SingleOrDefault(one => one.Name.EndsWith("__File", StringComparison.Ordinal))?.Value;
            if (NameOf(deployment) is not ("template" or "pass" or "notification"))
            {
                Assert.Null(file);
                continue;
            }

            var mount = Assert.Single(container.VolumeMounts, one => file!.StartsWith(one.MountPath + "/", StringComparison.Ordinal));
            var volume = Assert.Single(deployment.Spec.Template.Spec.Volumes, one => one.Name == mount.Name);
            Assert.Equal(file, $"{mount.MountPath}/{Assert.Single(volume.Projected.Sources).ServiceAccountToken.Path}");
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Services_probes_and_policies_name_ports_that_exist(string example)
    {
        var chart = await RenderedChart.OfAsync(example);
        foreach (var service in chart.Objects.OfType<V1Service>())
        {
            var target = Assert.Single(chart.Deployments, deployment => Selects(service.Spec.Selector, deployment.Spec.Template));
            Assert.All(service.Spec.Ports, port => Assert.Contains(port.TargetPort.Value, Ports(target)));
        }

        foreach (var deployment in chart.Deployments)
        {
            var container = Assert.Single(deployment.Spec.Template.Spec.Containers);
            foreach (var probe in (V1Probe[])[container.StartupProbe, container.LivenessProbe, container.ReadinessProbe])
                Assert.Contains(probe.HttpGet.Port.Value, Ports(deployment));
            Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
            Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
        }

        foreach (var policy in chart.Objects.OfType<V1NetworkPolicy>())
        {
            var target = chart.Deployments.Single(deployment => Selects(policy.Spec.PodSelector.MatchLabels, deployment.Spec.Template));
            Assert.All(policy.Spec.Ingress.SelectMany(rule => rule.Ports), port => Assert.Contains(port.Port.Value, Ports(target)));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_Secret_and_ConfigMap_that_a_pod_names_is_made_by_the_chart_or_by_make_secrets(string example)
    {
        var chart = await RenderedChart.OfAsync(example);
        var configurations = chart.Objects.OfType<V1ConfigMap>().Select(map => map.Metadata.Name).ToList();
        var secrets = (await MadeSecrets.AllAsync()).Select(secret => secret.Metadata.Name).ToList();

        foreach (var container in chart.Deployments.SelectMany(Containers))
        {
            Assert.NotEmpty(container.EnvFrom);
            foreach (var source in container.EnvFrom)
                Assert.Contains(source.SecretRef?.Name ?? source.ConfigMapRef.Name, source.SecretRef is null ? configurations : secrets);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Pods_are_restricted_have_limits_and_name_a_version(string example)
    {
        var chart = await RenderedChart.OfAsync(example);
        var pods = chart.Deployments.Select(deployment => deployment.Spec.Template.Spec)
            .Concat(chart.Objects.OfType<V1Pod>().Select(pod => pod.Spec));
        foreach (var pod in pods)
        {
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.False(pod.EnableServiceLinks);
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.HostNetwork ?? false);
            // Nothing of the node, and no token but one for an audience that the operator names.
            Assert.All(pod.Volumes ?? [], volume => Assert.True(volume.EmptyDir is not null
                || volume.Projected?.Sources.All(source => source.ServiceAccountToken is { Audience.Length: > 0 }) == true));
            foreach (var container in pod.Containers.Concat(pod.InitContainers ?? []))
            {
                var security = container.SecurityContext;
                Assert.False(security.AllowPrivilegeEscalation);
                Assert.True(security.ReadOnlyRootFilesystem);
                Assert.True(security.RunAsNonRoot);
                Assert.Equal(["ALL"], security.Capabilities.Drop);
                Assert.Null(security.Capabilities.Add);
                Assert.False(security.Privileged ?? false);
                Assert.Matches("(:[^/:]+|@sha256:[0-9a-f]{64})$", container.Image);
                Assert.DoesNotContain(":latest", container.Image, StringComparison.Ordinal);
                Assert.True(container.Resources.Requests["memory"].ToInt64() <= container.Resources.Limits["memory"].ToInt64());
                Assert.True(container.Resources.Requests["memory"].ToInt64() > 0);
                Assert.True(container.Resources.Requests["cpu"].ToDecimal() > 0);
                if (container.Resources.Limits.TryGetValue("cpu", out var limit))
                    Assert.True(container.Resources.Requests["cpu"].ToDecimal() <= limit.ToDecimal());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task A_pod_has_time_to_drain_and_a_node_can_be_drained(string example)
    {
        var chart = await RenderedChart.OfAsync(example);
        foreach (var deployment in chart.Deployments)
        {
            var pod = deployment.Spec.Template.Spec;
            var drain = int.Parse(Variables(chart, deployment)["Shutdown__DrainSeconds"], null);
            var preStop = pod.Containers[0].Lifecycle.PreStop.Sleep.Seconds;
            Assert.True(pod.TerminationGracePeriodSeconds > preStop + drain + ShutdownSeconds, NameOf(deployment));
            // The gateway's own checks leave a pod after 10 s, even when the name server is late.
            Assert.True(preStop + drain >= 15);
            Assert.Equal("0", deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value);

            var budget = chart.Objects.OfType<V1PodDisruptionBudget>()
                .SingleOrDefault(one => Selects(one.Spec.Selector.MatchLabels, deployment.Spec.Template));
            Assert.Equal(MinReplicas(chart, deployment) > 1, budget is not null);
            if (budget is not null)
                Assert.Equal(("1", "AlwaysAllow"), (budget.Spec.MaxUnavailable.Value, budget.Spec.UnhealthyPodEvictionPolicy));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Replicas_are_set_by_one_of_the_chart_and_an_autoscaler(string example)
    {
        var chart = await RenderedChart.OfAsync(example);
        foreach (var deployment in chart.Deployments)
        {
            var name = deployment.Metadata.Name;
            var scalers = chart.Objects.OfType<V2HorizontalPodAutoscaler>().Count(one => one.Spec.ScaleTargetRef.Name == name)
                + Scaled(chart).Count(one => one.Target == name);
            Assert.Equal(deployment.Spec.Replicas is null ? 1 : 0, scalers);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task A_program_gets_the_variables_that_the_launcher_sets_in_the_same_shape(string example)
    {
        var chart = await RenderedChart.OfAsync(example);
        var secrets = (await MadeSecrets.AllAsync()).ToDictionary(secret => secret.Metadata.Name);
        foreach (var deployment in chart.Deployments)
        {
            var program = ProgramTable.All.Single(one => one.Name == NameOf(deployment));
            var secret = deployment.Spec.Template.Spec.Containers[0].EnvFrom.Single(one => one.SecretRef is not null).SecretRef.Name;
            var variables = Variables(chart, deployment).Concat(secrets[secret].StringData).ToDictionary();

            // Receivers on the developer's own machine.
            var expected = ProgramVariables.NamesFor(program)
                .Where(name => !name.StartsWith("Outbound__", StringComparison.Ordinal) && !IsOptional(name));
            Assert.Equal(expected.Order(), variables.Keys.Where(name => !IsOptional(name)).Order());
            Assert.All(variables.Where(variable => !IsOptional(variable.Key)), variable =>
                Assert.True(ValueShapes.IsValid(variable.Key, variable.Value), $"{program.Name}: {variable.Key}={variable.Value}"));
            if (program.HasDatabase)
                Assert.Contains($"Database={program.Database};Username={program.Database};", variables["ConnectionStrings__Postgres"],
                    StringComparison.Ordinal);
            Assert.Equal(program.HasDatabase, deployment.Spec.Template.Spec.InitContainers?.Any(one => one.Name == "migrate") ?? false);
            foreach (var (name, value) in variables.Where(one => one.Key.Contains("Clusters__", StringComparison.Ordinal)))
                Assert.Contains(chart.Objects.OfType<V1Service>(), service => value == $"http://{service.Metadata.Name}:8080");
        }

        // What only some deployments set.
        static bool IsOptional(string name) => name is "KEDA_POSTGRES" or "Telemetry__PrometheusPort"
            || name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("TrustedProxies__", StringComparison.Ordinal)
            || name.StartsWith("Administration__", StringComparison.Ordinal)
            || name.StartsWith("GoogleFederation__", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Objects_of_operators_match_their_published_schemas(string example)
    {
        var chart = await RenderedChart.OfAsync(example);
        await AssertSchemasAsync(chart.CustomObjects);
    }

    [Fact]
    public async Task The_examples_for_operators_match_their_published_schemas()
    {
        var files = Directory.GetFiles(Path.Combine(RenderedChart.Root, "examples"), "*.yaml")
            .Where(file => !Path.GetFileName(file).StartsWith("values-", StringComparison.Ordinal)).ToList();
        Assert.True(files.Count >= 5);
        var documents = files.SelectMany(file => RenderedChart.Split(File.ReadAllText(file)));
        await AssertSchemasAsync(RenderedChart.CustomOf(documents));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Helm_lint_finds_nothing(string example)
    {
        var (code, output, errors) = await KubernetesTools.HelmAsync(
            ["lint", "--strict", Path.Combine(RenderedChart.Root, "passinstance"), .. RenderedChart.Values(example)]);
        Assert.True(code == 0, output + errors);
    }

    [Theory]
    [InlineData("programs.pass.replica=3", "replica")]
    [InlineData("drainSecond=3", "drainSecond")]
    [InlineData("programs.pass.image.tag=latest", "tag")]
    [InlineData("deployment.environment=prod", "environment")]
    [InlineData("deployment.publicUrl=https://a.example/", "publicUrl")]
    [InlineData("ingress.enabled=true", "trustedProxies")]
    [InlineData("only={passes}", "only")]
    [InlineData("programs.pass.resources.limits.mem=1Gi", "mem")]
    public async Task A_misspelt_or_wrong_value_is_refused_and_named(string value, string named)
    {
        var (code, _, errors) = await RenderedChart.TryRenderAsync("default", "--set", value);
        Assert.NotEqual(0, code);
        Assert.Contains(named, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_program_can_be_a_release_of_its_own_with_its_own_version()
    {
        var yaml = await RenderedChart.RenderAsync(
            "values-production", "--set", "only={pass}", "--set", "programs.pass.image.tag=1.2.3");
        var all = await RenderedChart.OfAsync("values-production");
        var names = RenderedChart.Split(yaml)
            .Where(document => document.Contains("\nkind: Deployment\n", StringComparison.Ordinal)).ToList();

        Assert.Contains("/pass:1.2.3", Assert.Single(names), StringComparison.Ordinal);
        // The same names as in a release of all six, so that the others find it.
        Assert.Contains(
            all.Deployments, deployment => names[0].Contains($"  name: {deployment.Metadata.Name}\n", StringComparison.Ordinal));
        Assert.DoesNotContain("gateway:1", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_goes_before_a_tag()
    {
        var digest = "sha256:" + new string('a', 64);
        var yaml = await RenderedChart.RenderAsync("default", "--set", $"programs.pass.image.digest={digest}");
        Assert.Contains($"image: passinstance.local/pass@{digest}", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pools_of_all_pods_at_their_most_fit_into_the_databases_connections()
    {
        var chart = await RenderedChart.OfAsync("values-production");
        var database = await File.ReadAllTextAsync(Path.Combine(RenderedChart.Root, "examples", "cnpg.yaml"));
        var max = int.Parse(
            System.Text.RegularExpressions.Regex.Match(database, "max_connections: \"([0-9]+)\"").Groups[1].Value, null);

        // One pod more while a version is replaced, and one connection of its migration.
        var needed = chart.Deployments.Sum(deployment => (MaxReplicas(chart, deployment) + 1) * (Pools.Of(NameOf(deployment)) + 1));

        Assert.True(needed + 20 < max, $"{needed} connections and 20 for operators, {max} allowed");
    }

    [Fact]
    public async Task The_base_for_kustomize_is_the_rendered_chart()
    {
        var (code, output, errors) = await KubernetesTools.KustomizeAsync(Path.Combine(RenderedChart.Root, "kustomize", "base"));
        Assert.True(code == 0, errors);
        var rendered = RenderedChart.Split(await KustomizeBase.RenderAsync());
        Assert.Equal(rendered.Count, RenderedChart.Split(output).Count);
        Assert.Equal(
            await KustomizeBase.RenderAsync(),
            await File.ReadAllTextAsync(Path.Combine(RenderedChart.Root, "kustomize", "base", "passinstance.yaml")));
    }

    private static async Task AssertSchemasAsync(string objects)
    {
        var expected = objects.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        if (expected == 0)
            return;
        var lines = await new NodeFolder(Path.Combine(RenderedChart.Root, "../../tests/kubernetes/Schemas"))
            .RunAsync("check.mjs", objects);
        Assert.Equal(expected, lines.Count);
        Assert.All(lines, line => Assert.StartsWith("valid ", line, StringComparison.Ordinal));
    }

    private static string NameOf(V1Deployment deployment) => deployment.Metadata.Labels["app.kubernetes.io/name"];

    private static IEnumerable<V1Container> Containers(V1Deployment deployment) =>
        deployment.Spec.Template.Spec.Containers.Concat(deployment.Spec.Template.Spec.InitContainers ?? []);

    private static List<string> Ports(V1Deployment deployment) =>
        [.. deployment.Spec.Template.Spec.Containers.SelectMany(container => container.Ports).Select(port => port.Name)];

    private static Dictionary<string, string> Variables(RenderedChart chart, V1Deployment deployment)
    {
        var name = deployment.Spec.Template.Spec.Containers[0].EnvFrom.Single(one => one.ConfigMapRef is not null).ConfigMapRef.Name;
        return new(chart.Objects.OfType<V1ConfigMap>().Single(map => map.Metadata.Name == name).Data);
    }

    private static int MinReplicas(RenderedChart chart, V1Deployment deployment) => deployment.Spec.Replicas
        ?? chart.Objects.OfType<V2HorizontalPodAutoscaler>()
            .SingleOrDefault(one => one.Spec.ScaleTargetRef.Name == deployment.Metadata.Name)?.Spec.MinReplicas
        ?? Scaled(chart).Single(one => one.Target == deployment.Metadata.Name).Min;

    private static int MaxReplicas(RenderedChart chart, V1Deployment deployment) => deployment.Spec.Replicas
        ?? chart.Objects.OfType<V2HorizontalPodAutoscaler>()
            .SingleOrDefault(one => one.Spec.ScaleTargetRef.Name == deployment.Metadata.Name)?.Spec.MaxReplicas
        ?? Scaled(chart).Single(one => one.Target == deployment.Metadata.Name).Max;

    private static IEnumerable<(string Target, int Min, int Max)> Scaled(RenderedChart chart) =>
        chart.CustomObjects.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .Where(one => one.GetProperty("kind").GetString() == "ScaledObject").Select(one => one.GetProperty("spec"))
            .Select(spec => (
                spec.GetProperty("scaleTargetRef").GetProperty("name").GetString()!, spec.GetProperty("minReplicaCount").GetInt32(),
                spec.GetProperty("maxReplicaCount").GetInt32()));

    private static void AssertSelects(IDictionary<string, string> selector, V1PodTemplateSpec pod) =>
        Assert.True(Selects(selector, pod), string.Join(", ", selector));

    private static bool Selects(IDictionary<string, string> selector, V1PodTemplateSpec pod) => selector.Count > 0
        && selector.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
