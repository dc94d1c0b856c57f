using System.Threading.Channels;
using Npgsql;

namespace Passinstance.Notifications.Apns;

/// <summary>Writes what became of pushes: all that is there at once in one statement, so that the database keeps up with Apple.</summary>
internal sealed partial class PushRecorder(PushStore store, TimeProvider time, ILogger<PushRecorder> logger) : BackgroundService
{
    private const int BatchSize = 500;
    private const int Tries = 3;
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(10);
    private readonly Channel<(SettledPush Settled, TaskCompletionSource Done)> _queue =
        Channel.CreateUnbounded<(SettledPush, TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Ends when it is written, or could not be: then the claim ends by its lease and the push is sent again.</summary>
    internal Task SettleAsync(SettledPush settled)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite((settled, done));
        return done.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<(SettledPush Settled, TaskCompletionSource Done)>(BatchSize);
        while (await WaitAsync(stoppingToken))
        {
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var settled))
                batch.Add(settled);
            await WriteAsync(batch.ConvertAll(item => item.Settled));
            batch.ForEach(item => item.Done.SetResult());
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

    private async Task WriteAsync(List<SettledPush> settled)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            using var deadline = new CancellationTokenSource(WriteTimeout, time);
            try
            {
                await store.SettleAsync(settled, deadline.Token);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
            {
                LogFailed(settled.Count, exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "What became of {Count} pushes could not be written; they are sent again when their claims run out.")]
    private partial void LogFailed(int count, Exception exception);
}
