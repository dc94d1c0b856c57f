using System.Collections.Concurrent;
using System.Text.Json;
using k8s;
using k8s.Models;
using Passinstance.LocalServers;
using YamlDotNet.Serialization;

namespace Passinstance.Kubernetes.Tests;

/// <summary>The objects that helm makes of the chart with one file of values.</summary>
internal sealed class RenderedChart
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<RenderedChart>>> Rendered = new();

    private static readonly string[] Custom =
        ["keda.sh/", "gateway.networking.k8s.io/", "monitoring.coreos.com/", "external-secrets.io/"];

    private RenderedChart(string yaml)
    {
        Documents = Split(yaml);
        // Strict: an unknown member or a wrong quantity is refused.
        Objects = [.. KubernetesYaml.LoadAllFromString(
            string.Join("\n---\n", Documents.Where(document => !IsCustom(document))), typeMap: null, strict: true)];
    }

    internal static string Root => Path.Combine(Repository.Root, "deploy", "k8s");

    /// <summary>Every file of values in examples/, and none: the defaults with the address that is required.</summary>
    internal static IReadOnlyList<string> All =>
        ["default", .. Directory.GetFiles(Path.Combine(Root, "examples"), "values-*.yaml").Select(Path.GetFileNameWithoutExtension)!];

    internal IReadOnlyList<string> Documents { get; }

    internal IReadOnlyList<object> Objects { get; }

    internal IReadOnlyList<V1Deployment> Deployments => [.. Objects.OfType<V1Deployment>()];

    /// <summary>Objects of operators, as JSON lines.</summary>
    internal string CustomObjects => CustomOf(Documents);

    internal static string CustomOf(IEnumerable<string> documents) =>
        string.Join('\n', documents.Where(IsCustom).Select(AsJson));

    internal static Task<RenderedChart> OfAsync(string values) =>
        Rendered.GetOrAdd(values, name => new(async () => new RenderedChart(await RenderAsync(name)))).Value;

    internal static async Task<string> RenderAsync(string values, params string[] arguments)
    {
        var (code, output, errors) = await TryRenderAsync(values, arguments);
        return code == 0 ? output : throw new InvalidOperationException(errors);
    }

    internal static Task<(int Code, string Output, string Errors)> TryRenderAsync(string values, params string[] arguments) =>
        KubernetesTools.HelmAsync(["template", "passinstance", Path.Combine(Root, "passinstance"), .. Values(values), .. arguments]);

    internal static string[] Values(string values) => values == "default"
        ? ["--set", "deployment.publicUrl=https://passes.example.com"]
        : ["--values", Path.Combine(Root, "examples", values + ".yaml")];

    internal static IReadOnlyList<string> Split(string yaml) =>
    [
        .. ("\n" + yaml).Split("\n---").Select(document => document.Trim('\n'))
            .Where(document => document.Split('\n').Any(line => line.Length > 0 && !line.StartsWith('#'))),
    ];

    private static bool IsCustom(string document) =>
        Custom.Any(group => document.Contains($"apiVersion: {group}", StringComparison.Ordinal));

    private static string AsJson(string document)
    {
        var value = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(document);
        return JsonSerializer.Serialize(value);
    }
}
