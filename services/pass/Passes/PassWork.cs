using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>What the verbs that change a pass work with, the same for a request of its own and for an item of a batch.</summary>
internal sealed record PassWork(PassesDbContext Db, PassTemplates Templates, PassSecret Secret, TimeProvider Time);

/// <summary>What a verb did: the pass as it is now, or why it did nothing.</summary>
internal readonly record struct PassOutcome(Pass? Pass, Problem? Refusal)
{
    public static implicit operator PassOutcome(Pass pass) => new(pass, null);

    public static implicit operator PassOutcome(Problem refusal) => new(null, refusal);
}
