using k8s;
using k8s.Models;

namespace Passinstance.Kubernetes.Tests;

/// <summary>What make-secrets.sh prints.</summary>
internal static class MadeSecrets
{
    private static readonly Lazy<Task<IReadOnlyList<V1Secret>>> Made = new(MakeAsync);

    internal static Task<IReadOnlyList<V1Secret>> AllAsync() => Made.Value;

    private static async Task<IReadOnlyList<V1Secret>> MakeAsync()
    {
        var (code, output, errors) = await KubernetesTools.RunAsync(
            Path.Combine(RenderedChart.Root, "make-secrets.sh"), RenderedChart.Root, "--servers");
        Assert.True(code == 0, errors);
        return [.. KubernetesYaml.LoadAllFromString(output, typeMap: null, strict: true).Cast<V1Secret>()];
    }
}
