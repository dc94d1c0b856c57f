using Passinstance.Passes.Passes;

namespace Passinstance.Passes.Tests.Passes;

[Trait("Category", "Unit")]
public sealed class PassWorkBatchTests
{
    [Fact]
    public void A_batch_is_small_enough_for_short_locks() => Assert.InRange(IPassWorkBatch.Size, 10, 500);
}
