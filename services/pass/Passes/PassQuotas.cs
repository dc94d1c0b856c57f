using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Passinstance.Persistence.Quotas;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>Section <c>Quotas</c> of the configuration.</summary>
internal sealed class PassQuotas
{
    /// <summary>Bytes of JSON of one pass's content.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int PassBytes { get; set; } = 100_000;

    /// <summary>Devices that may hold one pass.</summary>
    [Range(1, int.MaxValue)]
    public int DevicesPerPass { get; set; } = 100;

    /// <summary>Null when the content is within the limit.</summary>
    internal Problem? CheckSize(PassContent content) =>
        JsonSerializer.SerializeToUtf8Bytes(content, ApiJson.Options).Length > PassBytes
            ? Quota.Exceeded("bytes of JSON per pass", PassBytes, nameof(PassBytes))
            : null;

    /// <summary>Null when one more device may hold the pass.</summary>
    internal Problem? CheckDevices(Pass pass) => pass.Installs - pass.GoogleInstalls >= DevicesPerPass
        ? Quota.Exceeded("devices per pass", DevicesPerPass, nameof(DevicesPerPass))
        : null;
}
