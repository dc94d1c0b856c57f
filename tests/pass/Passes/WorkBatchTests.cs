using Passinstance.Passes.Passes;

namespace Passinstance.Passes.Tests.Passes;

[Trait("Category", "Unit")]
public sealed class WorkBatchTests
{
    [Fact]
    public void A_batch_is_small_enough_for_short_locks() => Assert.InRange(IWorkBatch.Size, 10, 500);
}
