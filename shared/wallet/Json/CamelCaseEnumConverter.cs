using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.Wallet.Json;

/// <summary>
/// Writes an enum as its camelCase name and reads it by name only: a number on the wire would tie clients to our declaration order.
/// </summary>
/// <typeparam name="TEnum">The enum.</typeparam>
internal sealed class CamelCaseEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
