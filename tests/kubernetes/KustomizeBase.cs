namespace Passinstance.Kubernetes.Tests;

/// <summary>The chart as plain objects, for those who use kustomize, as deploy/k8s/kustomize/render.sh writes them.</summary>
internal static class KustomizeBase
{
    internal static Task<string> RenderAsync() => RenderedChart.RenderAsync("default", "--skip-tests");
}
