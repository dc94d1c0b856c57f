using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Passinstance.Background;

/// <summary>Settings of a <see cref="ClaimedWorkLoop{TClaim}"/>.</summary>
public record ClaimedWorkOptions : WorkLoopOptions
{
    /// <summary>How many claims run at the same time in this process.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>
    /// How long a claim lasts without being renewed; it is renewed three times as often. After it, another process may claim the row.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause after a claim that found work: claims of several rows cost little more than claims of one.</summary>
    public TimeSpan BatchDelay { get; init; }

    /// <summary>How long a stopping process lets running work finish before it is canceled and its claims are released.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long releasing one claim may take.</summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>
/// Claims due rows and works on them, with bounded concurrency. Replicas share the work by claims: a row belongs to one claim until it is
/// settled or its lease expires, so rows of a killed process are claimed again after the lease. Each kind of work supplies its SQL and its
/// handler.
/// </summary>
/// <typeparam name="TClaim">A claimed row; compared by reference.</typeparam>
public abstract partial class ClaimedWorkLoop<TClaim>(WorkSignal signal, ClaimedWorkOptions options, TimeProvider time, ILogger logger)
    : WorkLoop(signal, options, time, logger)
    where TClaim : class
{
    private readonly ConcurrentDictionary<TClaim, Task> _running = new(ReferenceEqualityComparer.Instance);
    private readonly CancellationTokenSource _interrupt = new();
    private int _ended;

    /// <summary>Claims that are being worked on.</summary>
    protected IReadOnlyCollection<TClaim> Running => [.. _running.Keys];

    /// <summary>Claims up to <paramref name="free"/> due rows.</summary>
    protected abstract Task<IReadOnlyList<TClaim>> ClaimAsync(int free, CancellationToken cancellationToken);

    /// <summary>
    /// Does the work of a claim and settles it. An exception is logged and the row is claimed again when its lease expires; expected
    /// failures are settled here.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="cancellationToken">Canceled when the process has waited <see cref="ClaimedWorkOptions.ShutdownTimeout"/> for the
    /// work.</param>
    protected abstract Task RunAsync(TClaim claim, CancellationToken cancellationToken);

    /// <summary>Renews claims for another lease.</summary>
    protected abstract Task RenewAsync(IReadOnlyCollection<TClaim> claims, CancellationToken cancellationToken);

    /// <summary>Releases a claim whose work was interrupted by shutdown, so that another process need not wait for the lease.</summary>
    protected abstract Task ReleaseAsync(TClaim claim, CancellationToken cancellationToken);

    /// <summary>The claim's public ids, for log messages.</summary>
    protected abstract string Describe(TClaim claim);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beating = new CancellationTokenSource();
        var heartbeat = BeatAsync(beating.Token);
        await base.ExecuteAsync(stoppingToken);
        await DrainAsync();
        await beating.CancelAsync();
        await heartbeat;
    }

    /// <inheritdoc />
    protected override async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var free = options.Concurrency - _running.Count;
        if (free <= 0)
            return false;
        Volatile.Write(ref _ended, 0);
        var claims = await ClaimAsync(free, cancellationToken);
        foreach (var claim in claims)
            Begin(claim);
        if (claims.Count == 0)
            // Work that ended during the claim has freed a slot or made more work due.
            return Volatile.Read(ref _ended) > 0;
        if (options.BatchDelay > TimeSpan.Zero)
            await Task.Delay(options.BatchDelay, Time, cancellationToken);
        return true;
    }

    private void Begin(TClaim claim)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[claim] = WorkAsync(start.Task, claim);
        // Add the entry before the work can finish and remove it.
        start.SetResult();
    }

    private async Task WorkAsync(Task start, TClaim claim)
    {
        await start;
        try
        {
            await RunAsync(claim, _interrupt.Token);
        }
        catch (OperationCanceledException) when (_interrupt.IsCancellationRequested)
        {
            await TryReleaseAsync(claim);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogWorkFailed(Logger, GetType().Name, Describe(claim), options.Lease, exception);
        }
        finally
        {
            _running.TryRemove(claim, out _);
            Interlocked.Increment(ref _ended);
            Signal.Set();
        }
    }

    private async Task TryReleaseAsync(TClaim claim)
    {
        using var deadline = new CancellationTokenSource(options.ReleaseTimeout, Time);
        try
        {
            await ReleaseAsync(claim, deadline.Token);
        }
        catch (Exception exception) when (exception is DbException or OperationCanceledException || exception.InnerException is DbException)
        {
            LogReleaseFailed(Logger, GetType().Name, Describe(claim), exception);
        }
    }

    private async Task DrainAsync()
    {
        var all = Task.WhenAll(_running.Values);
        try
        {
            await all.WaitAsync(options.ShutdownTimeout, Time);
        }
        catch (TimeoutException)
        {
            await _interrupt.CancelAsync();
            await all;
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Lease / 3, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    var claims = Running;
                    if (claims.Count > 0)
                        await RenewAsync(claims, cancellationToken);
                }
                catch (DbException exception)
                {
                    LogRenewFailed(Logger, GetType().Name, exception);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _interrupt.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    [LoggerMessage(LogLevel.Error, "{Worker}: {Claim} failed with an unexpected error; it is claimed again when its lease of {Lease} " +
        "ends.")]
    private static partial void LogWorkFailed(ILogger logger, string worker, string claim, TimeSpan lease, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Worker}: {Claim} could not be released; it is claimed again when its lease expires.")]
    private static partial void LogReleaseFailed(ILogger logger, string worker, string claim, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Worker}: claims could not be renewed; retrying before their lease expires.")]
    private static partial void LogRenewFailed(ILogger logger, string worker, Exception exception);
}
