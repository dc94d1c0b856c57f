using Passinstance.Passes.Passes;

namespace Passinstance.Passes.Analytics;

/// <summary>What is counted together: one row of the next write.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="TemplateId">The template.</param>
/// <param name="PassId">The pass; null for the template's own form.</param>
/// <param name="Day">In UTC.</param>
/// <param name="Source">The visitor's source tag; empty without one.</param>
/// <param name="IsByDevice">A device sends no source: the pass's last one is used.</param>
internal readonly record struct UsageKey(Guid OrganizationId, Guid TemplateId, Guid? PassId, DateOnly Day, string Source, bool IsByDevice);

/// <summary>The numbers of one key.</summary>
internal sealed class UsageNumbers
{
    internal int Views { get; set; }

    internal int AppleDownloads { get; set; }

    internal int GoogleDownloads { get; set; }

    internal int Installs { get; set; }

    internal int Removals { get; set; }

    internal int FormViews { get; set; }

    internal int FormIssues { get; set; }

    /// <summary>When the last of each happened.</summary>
    internal DateTimeOffset? ViewedAt { get; set; }

    internal DateTimeOffset? DownloadedAt { get; set; }

    internal DateTimeOffset? FetchedAt { get; set; }

    internal DateTimeOffset? RemovedAt { get; set; }

    internal void Add(UsageNumbers other)
    {
        Views += other.Views;
        AppleDownloads += other.AppleDownloads;
        GoogleDownloads += other.GoogleDownloads;
        Installs += other.Installs;
        Removals += other.Removals;
        FormViews += other.FormViews;
        FormIssues += other.FormIssues;
        ViewedAt = Later(ViewedAt, other.ViewedAt);
        DownloadedAt = Later(DownloadedAt, other.DownloadedAt);
        FetchedAt = Later(FetchedAt, other.FetchedAt);
        RemovedAt = Later(RemovedAt, other.RemovedAt);
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;
}

/// <summary>
/// Counts in memory for up to a second, because a view must not cost a transaction. <see cref="UsageWriter"/> writes the numbers; a killed
/// process loses that second.
/// </summary>
internal sealed class UsageCounter
{
    // While the database does not respond, numbers wait here; beyond this many keys, new keys are not counted.
    internal const int MaxKeys = 100_000;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private Dictionary<UsageKey, UsageNumbers> _counted = [];

    public UsageCounter(PassInstallEvents installs, TimeProvider time)
    {
        _time = time;
        installs.Installed += pass => Count(pass, "", isByDevice: true, numbers => numbers.Installs++);
        installs.Removed += pass => Count(pass, "", isByDevice: true, numbers =>
        {
            numbers.Removals++;
            numbers.RemovedAt = time.GetUtcNow();
        });
        installs.Fetched += pass => Count(pass, "", isByDevice: true, numbers => numbers.FetchedAt = time.GetUtcNow());
    }

    internal void CountView(Pass pass, string source) => Count(pass, source, isByDevice: false, numbers =>
    {
        numbers.Views++;
        numbers.ViewedAt = _time.GetUtcNow();
    });

    internal void CountAppleDownload(Pass pass, string source) => Count(pass, source, isByDevice: false, numbers =>
    {
        numbers.AppleDownloads++;
        numbers.DownloadedAt = _time.GetUtcNow();
    });

    internal void CountGoogleDownload(Pass pass, string source) => Count(pass, source, isByDevice: false, numbers =>
    {
        numbers.GoogleDownloads++;
        numbers.DownloadedAt = _time.GetUtcNow();
    });

    internal void CountFormView(Guid organizationId, Guid templateId, string source) =>
        CountForm(organizationId, templateId, source, numbers => numbers.FormViews++);

    internal void CountFormIssue(Pass pass, string source) =>
        CountForm(pass.OrganizationId, pass.TemplateId, source, numbers => numbers.FormIssues++);

    /// <summary>Takes all numbers; the counter starts again from zero.</summary>
    internal Dictionary<UsageKey, UsageNumbers> Take()
    {
        lock (_lock)
        {
            var counted = _counted;
            _counted = [];
            return counted;
        }
    }

    /// <summary>Adds numbers that could not be written.</summary>
    internal void PutBack(Dictionary<UsageKey, UsageNumbers> counted)
    {
        lock (_lock)
        {
            foreach (var (key, numbers) in counted)
                NumbersOf(key)?.Add(numbers);
        }
    }

    private void Count(Pass pass, string source, bool isByDevice, Action<UsageNumbers> count) =>
        Count(new UsageKey(pass.OrganizationId, pass.TemplateId, pass.Id, Today(), source, isByDevice), count);

    private void CountForm(Guid organizationId, Guid templateId, string source, Action<UsageNumbers> count) =>
        Count(new UsageKey(organizationId, templateId, null, Today(), source, IsByDevice: false), count);

    private void Count(UsageKey key, Action<UsageNumbers> count)
    {
        lock (_lock)
        {
            if (NumbersOf(key) is { } numbers)
                count(numbers);
        }
    }

    private UsageNumbers? NumbersOf(UsageKey key)
    {
        if (_counted.TryGetValue(key, out var numbers))
            return numbers;
        if (_counted.Count >= MaxKeys)
            return null;
        return _counted[key] = new UsageNumbers();
    }

    private DateOnly Today() => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
}
