using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>What the verbs that change a pass work with, the same for a request of its own and for an item of a batch.</summary>
internal sealed record PassCommandContext(PassesDbContext Db, PassTemplates Templates, PassSecret Secret, TimeProvider Time);

/// <summary>What a verb did: the pass as it is now, or why it did nothing.</summary>
internal readonly record struct PassResult(Pass? Pass, Problem? Failure)
{
    public static implicit operator PassResult(Pass pass) => new(pass, null);

    public static implicit operator PassResult(Problem refusal) => new(null, refusal);
}
