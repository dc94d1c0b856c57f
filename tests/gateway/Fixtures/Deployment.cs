using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.Testing.Servers;

namespace Passinstance.Gateway.Tests.Fixtures;

/// <summary>What the gateways of one deployment share: the database, the pepper and the key pair.</summary>
internal sealed record Deployment(string Postgres, string Pepper, string PrivateKey, string PublicKey)
{
    private static readonly Lazy<Task<Deployment>> Shared = new(CreateAsync);

    /// <summary>One deployment for all tests that see only what they have created.</summary>
    public static Task<Deployment> SharedAsync() => Shared.Value;

    /// <summary>A deployment with a database of its own.</summary>
    public static async Task<Deployment> CreateAsync()
    {
        var servers = await TestServers.GetAsync();
        return await CreateAsync(await servers.CreateDatabaseAsync("gateway"));
    }

    public static async Task<Deployment> CreateAsync(string postgres)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var db = new GatewayDbContext(new DbContextOptionsBuilder<GatewayDbContext>().UseNpgsql(postgres).Options);
        await db.Database.MigrateAsync();
        await using var database = NpgsqlDataSource.Create(postgres);
        await AuditTables.PrepareAsync(database);
        return new Deployment(
            postgres, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), key.ExportPkcs8PrivateKeyPem(),
            key.ExportSubjectPublicKeyInfoPem());
    }
}
