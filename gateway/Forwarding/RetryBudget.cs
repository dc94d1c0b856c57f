namespace Passinstance.Gateway.Forwarding;

/// <summary>Each request earns a tenth of a retry of what a destination has failed; at most ten retries are saved.</summary>
internal sealed class RetryBudget
{
    private const int Price = 10;
    private const int MaxSaved = 10 * Price;
    private int _saved = MaxSaved;

    public void Earn()
    {
        var saved = Volatile.Read(ref _saved);
        // A lost race costs a tenth of a retry.
        if (saved < MaxSaved)
            Interlocked.CompareExchange(ref _saved, saved + 1, saved);
    }

    public bool TrySpend()
    {
        int saved;
        do
        {
            saved = Volatile.Read(ref _saved);
            if (saved < Price)
                return false;
        }
        while (Interlocked.CompareExchange(ref _saved, saved - Price, saved) != saved);

        return true;
    }
}
