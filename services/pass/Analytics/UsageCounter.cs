using Passinstance.Passes.Passes;

namespace Passinstance.Passes.Analytics;

/// <summary>What is counted together: one row of the next write.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="TemplateId">Of which template.</param>
/// <param name="PassId">Of which pass; null for the template's own form.</param>
/// <param name="Day">In UTC.</param>
/// <param name="Source">The visitor's source tag; empty without one.</param>
/// <param name="IsByDevice">A device knows no source: the pass's last one counts.</param>
internal readonly record struct UsageKey(Guid OrganizationId, Guid TemplateId, Guid? PassId, DateOnly Day, string Source, bool IsByDevice);

/// <summary>The numbers under one key.</summary>
internal sealed class UsageNumbers
{
    internal int Views { get; set; }

    internal int AppleDownloads { get; set; }

    internal int GoogleDownloads { get; set; }

    internal int Installs { get; set; }

    internal int Removals { get; set; }

    internal int FormViews { get; set; }

    internal int FormIssues { get; set; }

    internal void Add(UsageNumbers other)
    {
        Views += other.Views;
        AppleDownloads += other.AppleDownloads;
        GoogleDownloads += other.GoogleDownloads;
        Installs += other.Installs;
        Removals += other.Removals;
        FormViews += other.FormViews;
        FormIssues += other.FormIssues;
    }
}

/// <summary>
/// Counts in memory for up to a second, since a view must not cost a transaction. <see cref="UsageWriter"/> takes what came together; a killed process loses that second.
/// </summary>
internal sealed class UsageCounter(TimeProvider time)
{
    // While the database does not answer, what is counted waits here; beyond this many keys, new ones are not begun.
    internal const int MaxKeys = 100_000;

    private readonly Lock _lock = new();
    private Dictionary<UsageKey, UsageNumbers> _counted = [];

    internal void Viewed(Pass pass, string source) => Count(pass, source, isByDevice: false, numbers => numbers.Views++);

    internal void TakenForApple(Pass pass, string source) => Count(pass, source, isByDevice: false, numbers => numbers.AppleDownloads++);

    internal void TakenForGoogle(Pass pass, string source) => Count(pass, source, isByDevice: false, numbers => numbers.GoogleDownloads++);

    internal void Installed(Pass pass) => Count(pass, "", isByDevice: true, numbers => numbers.Installs++);

    internal void Removed(IReadOnlyList<Pass> passes)
    {
        foreach (var pass in passes)
            Count(pass, "", isByDevice: true, numbers => numbers.Removals++);
    }

    internal void FormViewed(Guid organizationId, Guid templateId, string source) => CountForm(organizationId, templateId, source, numbers => numbers.FormViews++);

    internal void FormIssued(Pass pass, string source) => CountForm(pass.OrganizationId, pass.TemplateId, source, numbers => numbers.FormIssues++);

    /// <summary>All that was counted; the counter begins anew.</summary>
    internal Dictionary<UsageKey, UsageNumbers> Take()
    {
        lock (_lock)
        {
            var counted = _counted;
            _counted = [];
            return counted;
        }
    }

    /// <summary>What could not be written is counted on.</summary>
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

    private DateOnly Today() => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}
