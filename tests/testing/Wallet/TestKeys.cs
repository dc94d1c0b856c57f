using System.Security.Cryptography;

namespace Passinstance.Testing.Wallet;

/// <summary>
/// RSA keys for a test that asks for several different ones. Making a key takes more processor time than most tests, so all tests of a
/// process are given the same ones, each test from the first on.
/// </summary>
public sealed class TestKeys
{
    private static readonly Lazy<RSAParameters>[] Made = [.. Enumerable.Range(0, 8).Select(_ => new Lazy<RSAParameters>(Make))];
    private int _next = -1;

    /// <summary>The key that a test gets first; the caller disposes of it.</summary>
    public static RSA First => new TestKeys().Next();

    /// <summary>Another key than the seven before; the caller disposes of it.</summary>
    public RSA Next() => RSA.Create(Made[Interlocked.Increment(ref _next) % Made.Length].Value);

    private static RSAParameters Make()
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(includePrivateParameters: true);
    }
}
