using System.Text.Json;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Persistence.Idempotency;

/// <summary>The response that takes the place of stored ones whose resource was erased.</summary>
public sealed class ErasedResponse(SecretBox box)
{
    private const string Detail =
        "The result of this request was erased: nothing is known of it any more. The request is not executed again.";

    /// <summary>The sealed response for an organization: 410.</summary>
    public byte[] SealFor(Guid organizationId)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "/docs/errors#erased",
            title = "Gone",
            status = 410,
            detail = Detail,
            error = "Gone",
            message = Detail,
            code = "erased",
        });
        var response = new StoredResponse(410, new Dictionary<string, string> { ["Content-Type"] = Problem.ContentType }, body);
        return box.Seal(IdempotencyStore.Purpose, organizationId, response.ToJson());
    }
}
