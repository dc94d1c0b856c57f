using System.Security.Cryptography;
using Npgsql;

namespace Passinstance.Kubernetes.Tests;

/// <summary>Whether the value of a variable is one that the programs accept.</summary>
internal static class ValueShapes
{
    internal static bool IsValid(string name, string value) => name switch
    {
        "ConnectionStrings__Postgres" => new NpgsqlConnectionStringBuilder(value) is { Host.Length: > 0, Password.Length: > 0 },
        "ConnectionStrings__RabbitMq" => Uri.TryCreate(value, UriKind.Absolute, out var broker) && (broker.Scheme is "amqp" or "amqps"),
        "InternalIdentity__PrivateKey" or "InternalIdentity__PublicKeys__0" => IsKey(value),
        "Apns__TrustedRoot" => true,
        "Deployment__Environment" => value is "staging" or "production" or "local",
        "Logging__Format" => value is "json" or "text",
        "Shutdown__DrainSeconds" => int.TryParse(value, out _),
        _ when name.EndsWith("__CurrentKey", StringComparison.Ordinal) => value.Length is > 0 and <= 32,
        _ when name.Contains("__Keys__", StringComparison.Ordinal) || name == "ApiKeys__Pepper" =>
            Convert.FromBase64String(value).Length == 32,
        _ when name.StartsWith("Forwarding__", StringComparison.Ordinal) => bool.TryParse(value, out _),
        // What is left are addresses.
        _ => Uri.TryCreate(value, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https"),
    };

    private static bool IsKey(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key.KeySize == 256;
    }
}
