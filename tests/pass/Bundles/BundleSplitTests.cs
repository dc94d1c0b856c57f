using Passinstance.Passes.Bundles;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Tests.Bundles;

[Trait("Category", "Unit")]
public sealed class BundleSplitTests
{
    [Fact]
    public void A_file_holds_at_most_ten_passes_and_as_many_bytes_as_wallets_take()
    {
        var passes = Enumerable.Range(0, 23).Select(_ => Guid.NewGuid()).ToList();

        Assert.Equal([10, 10, 3], Parts(BundleParts.Split(passes, _ => 1000)));
        Assert.Equal([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1], Parts(BundleParts.Split(passes, _ => PassBundle.MaxLength / 2)));
        Assert.Equal(passes, BundleParts.Split(passes, _ => PassBundle.MaxLength).Select(pass => pass.PassId));
    }

    private static IEnumerable<int> Parts(IEnumerable<(Guid PassId, int Part)> split) =>
        split.GroupBy(pass => pass.Part).OrderBy(part => part.Key).Select(part => part.Count());
}
