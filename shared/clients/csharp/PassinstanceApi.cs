using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.Client;

/// <summary>The operations of the API, one method each.</summary>
public partial class PassinstanceApi
{
    // In an update null means to remove a member; what the caller did not set must not be sent.
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) =>
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
}
