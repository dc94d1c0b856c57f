using System.Diagnostics;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.Running;

/// <summary>
/// What every gateway must have heard of five seconds after it happened, on any machine: a request that begins later than that is answered by it, however long
/// the answer takes.
/// </summary>
internal static class WithinFiveSeconds
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    public static async Task HoldsAsync(Func<Task<bool>> holds, string what)
    {
        var watch = Stopwatch.StartNew();
        await Eventually.TrueAsync(
            async _ =>
            {
                var began = watch.Elapsed;
                var held = await holds();
                Assert.True(held || began < Promised, $"After {began.TotalSeconds:0.0} s it was not so: {what}.");
                return held;
            },
            Promised, what);
    }
}
