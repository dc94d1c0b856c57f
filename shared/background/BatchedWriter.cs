using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Passinstance.Background;

/// <summary>How a <see cref="BatchedWriter{T}"/> writes.</summary>
public sealed record BatchedWriterOptions
{
    /// <summary>Maximum number of items per write.</summary>
    public int MaxBatch { get; init; } = 200;

    /// <summary>Attempts per write.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>Timeout of one attempt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Writes what many workers submit at the same time in one transaction: all items that wait when a write begins form its batch. The caller
/// waits for its write, so that a slow database slows the work down instead of losing results.
/// </summary>
/// <typeparam name="T">What is written.</typeparam>
public abstract partial class BatchedWriter<T>(BatchedWriterOptions options, TimeProvider time, ILogger logger) : BackgroundService
{
    private readonly Channel<Item> _queue = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });

    private sealed record Item(T Value, TaskCompletionSource Written);

    /// <summary>Writes one batch in one transaction. Called again with the same items when the database fails.</summary>
    protected abstract Task WriteAsync(IReadOnlyList<T> batch, CancellationToken cancellationToken);

    /// <summary>
    /// Submits <paramref name="value"/>; returns when it is written, or when all attempts failed: then the lease of its claim expires and
    /// the work is done again.
    /// </summary>
    protected Task EnqueueAsync(T value)
    {
        var item = new Item(value, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _queue.Writer.TryWrite(item);
        return item.Written.Task;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Item>(options.MaxBatch);
        // Workers are stopped before their writer and wait for what they submitted, so nothing is left when this returns.
        while (await WaitAsync(stoppingToken))
        {
            while (batch.Count < options.MaxBatch && _queue.Reader.TryRead(out var item))
                batch.Add(item);
            await TryWriteAsync(batch.ConvertAll(item => item.Value));
            batch.ForEach(item => item.Written.SetResult());
            batch.Clear();
        }
    }

    private async Task<bool> WaitAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await _queue.Reader.WaitToReadAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task TryWriteAsync(List<T> values)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var deadline = new CancellationTokenSource(options.Timeout, time);
            try
            {
                await WriteAsync(values, deadline.Token);
                return;
            }
            catch (Exception exception) when (IsDatabaseFailure(exception))
            {
                LogWriteFailed(GetType().Name, values.Count, attempt, options.Tries, exception);
                if (attempt == options.Tries)
                    return;
            }
        }
    }

    // EF wraps the database's exception into one of its own.
    private static bool IsDatabaseFailure(Exception exception) =>
        exception is DbException or OperationCanceledException or TimeoutException || exception.InnerException is DbException;

    [LoggerMessage(LogLevel.Error, "{Writer}: {Count} results could not be written (attempt {Attempt} of {Tries}).")]
    private partial void LogWriteFailed(string writer, int count, int attempt, int tries, Exception exception);
}
