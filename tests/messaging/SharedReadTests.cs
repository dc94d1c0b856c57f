using System.Collections.Concurrent;
using Passinstance.Persistence;

namespace Passinstance.Messaging.Tests;

[Trait("Category", "Unit")]
public sealed class SharedReadTests
{
    private readonly ConcurrentQueue<TaskCompletionSource<int>> _reads = [];

    [Fact]
    public async Task A_request_is_never_answered_by_a_read_that_began_before_it()
    {
        var reads = new SharedReads<string, int>(ReadAsync);
        var first = reads.ReadAsync("a");
        var second = reads.ReadAsync("a");
        var third = reads.ReadAsync("a");
        Assert.Single(_reads);

        Next().SetResult(1);
        Assert.Equal(1, await first);
        Assert.False(second.IsCompleted);
        Next().SetResult(2);

        Assert.Equal(2, await second);
        Assert.Equal(2, await third);
        Assert.Empty(_reads);
    }

    [Fact]
    public async Task Other_keys_do_not_wait_and_a_key_that_is_done_is_read_anew()
    {
        var reads = new SharedReads<string, int>(ReadAsync);
        var slow = reads.ReadAsync("a");
        var slowRead = Next();
        var fast = reads.ReadAsync("b");
        Next().SetResult(2);
        Assert.Equal(2, await fast);
        Assert.False(slow.IsCompleted);

        var again = reads.ReadAsync("b");
        Next().SetResult(3);
        Assert.Equal(3, await again);
        slowRead.SetResult(1);
        Assert.Equal(1, await slow);
    }

    [Fact]
    public async Task A_failure_concerns_the_requests_of_its_read_alone()
    {
        var reads = new SharedReads<string, int>(ReadAsync);
        var first = reads.ReadAsync("a");
        var second = reads.ReadAsync("a");

        Next().SetException(new TimeoutException("The database does not respond."));
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        Next().SetResult(2);

        Assert.Equal(2, await second);
    }

    private TaskCompletionSource<int> Next()
    {
        TaskCompletionSource<int>? next = null;
        Assert.True(SpinWait.SpinUntil(() => _reads.TryDequeue(out next), TimeSpan.FromSeconds(10)), "No read began.");
        return next!;
    }

    private Task<int> ReadAsync(string key)
    {
        var read = new TaskCompletionSource<int>();
        _reads.Enqueue(read);
        return read.Task;
    }
}
