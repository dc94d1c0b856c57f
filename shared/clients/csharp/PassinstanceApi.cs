using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Passinstance.Client;

/// <summary>The operations of the API, one method each.</summary>
public partial class PassinstanceApi
{
    /// <summary>How the API's JSON is read and written.</summary>
    internal static JsonSerializerOptions Json => _settings.Value;

    // In an update null means to remove a member; what the caller did not set must not be sent.
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) =>
        settings.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ExplicitNulls.Apply } };
}
