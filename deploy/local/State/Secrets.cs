using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Local.Programs;
using Passinstance.LocalServers;

namespace Passinstance.Local.State;

/// <summary>The secrets of one local instance: generated once, stored beside its data, readable by its owner only.</summary>
internal sealed record Secrets
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Password of the private PostgreSQL's administrator.</summary>
    public required string PostgresPassword { get; init; }

    public required string RabbitMqPassword { get; init; }

    /// <summary>Passwords on RabbitMQ by program.</summary>
    public required IReadOnlyDictionary<string, string> BrokerPasswords { get; init; }

    /// <summary>Passwords by database (and role).</summary>
    public required IReadOnlyDictionary<string, string> DatabasePasswords { get; init; }

    /// <summary>By program: base64 of the 32 bytes that seal its own secrets. No program has another's.</summary>
    public required IReadOnlyDictionary<string, string> EncryptionKeys { get; init; }

    /// <summary>Base64 of the 32 bytes that seal links in events.</summary>
    public required string EventEncryptionKey { get; init; }

    /// <summary>By calling program: base64 of the 32 bytes that it shares with the program it calls.</summary>
    public required IReadOnlyDictionary<string, string> ServiceCallKeys { get; init; }

    /// <summary>Base64 of 32 bytes.</summary>
    public required string ApiKeyPepper { get; init; }

    /// <summary>PKCS#8 PEM of the gateway's P-256 key.</summary>
    public required string InternalIdentityPrivateKey { get; init; }

    /// <summary>SPKI PEM of the same key.</summary>
    public required string InternalIdentityPublicKey { get; init; }

    /// <summary>PKCS#8 PEM of the key of the service account that the sample passes use with the simulated Google Wallet.</summary>
    public required string GoogleAccountKey { get; init; }

    /// <summary>The organization the launcher created for its user; null until then.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The API key the launcher created for its user.</summary>
    public string? ApiKey { get; init; }

    public static Secrets Create()
    {
        using var identity = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new()
        {
            PostgresPassword = NewPassword(),
            RabbitMqPassword = NewPassword(),
            BrokerPasswords = ProgramTable.Services.ToDictionary(program => program.Name, _ => NewPassword()),
            DatabasePasswords = ProgramTable.Migrated.ToDictionary(program => program.Database, _ => NewPassword()),
            EncryptionKeys = ProgramTable.All.ToDictionary(program => program.Name, _ => NewKey()),
            EventEncryptionKey = NewKey(),
            ServiceCallKeys = new Dictionary<string, string>
            {
                [ProgramTable.Pass.Name] = NewKey(),
                [ProgramTable.Notification.Name] = NewKey(),
            },
            ApiKeyPepper = NewKey(),
            InternalIdentityPrivateKey = identity.ExportPkcs8PrivateKeyPem(),
            InternalIdentityPublicKey = identity.ExportSubjectPublicKeyInfoPem(),
            GoogleAccountKey = NewAccountKey(),
        };
    }

    public static Secrets LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            var created = Create();
            created.Save(path);
            return created;
        }

        try
        {
            var stored = JsonSerializer.Deserialize<Secrets>(File.ReadAllText(path), Format)!;
            var completed = stored.WithKeysOfAll();
            if (completed.EncryptionKeys.Count > stored.EncryptionKeys.Count)
                completed.Save(path);
            return completed;
        }
        catch (Exception exception) when (exception is JsonException or UnauthorizedAccessException)
        {
            throw new LocalSetupException(
                $"{path} cannot be read: {exception.Message}\nWithout it the data of earlier starts cannot be opened. Restore it, or "
                + $"start with --reset to begin empty.", exception);
        }
    }

    // A program that came later than the instance.
    private Secrets WithKeysOfAll() => this with
    {
        EncryptionKeys = ProgramTable.All.ToDictionary(
            program => program.Name, program => EncryptionKeys.GetValueOrDefault(program.Name) ?? NewKey()),
    };

    public void Save(string path) => OwnerFile.Write(path, JsonSerializer.Serialize(this, Format));

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static string NewAccountKey()
    {
        using var account = RSA.Create(2048);
        return account.ExportPkcs8PrivateKeyPem();
    }

    // Hexadecimal: it needs no escaping in connection strings and addresses.
    private static string NewPassword() => RandomNumberGenerator.GetHexString(40, lowercase: true);
}
