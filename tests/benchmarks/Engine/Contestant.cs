using System.Buffers;
using System.Security.Cryptography;
using Passinstance.Wallet.Google;

namespace Passinstance.Benchmarks.Engine;

/// <summary>Something to measure: makes a worker for each thread; a worker makes one thing a call.</summary>
internal sealed record Contestant(string Name, Func<Action<int>> Worker)
{
    public static Contestant RawSignature(EngineWorkload workload) => new("raw RSA-2048", () =>
    {
        byte[] hash = RandomNumberGenerator.GetBytes(32);
        byte[] signature = new byte[256];
        return _ => workload.Key.TrySignHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out int _);
    });

    public static Contestant ScatterGather(EngineWorkload workload) => new("pass, scatter/gather", () => number =>
    {
        ValueTask<int> written = workload.Prepared.WriteAsync(
            workload.Passes[number % workload.Passes.Length], EngineWorkload.SigningTime, Stream.Null, CancellationToken.None);
        if (!written.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("Writing to memory does not wait.");
        }
    });

    public static Contestant Pooled(EngineWorkload workload) => new("pass, pooled buffer", () =>
    {
        var buffer = new ReusedBuffer();
        return number => workload.Prepared.Write(workload.Passes[number % workload.Passes.Length], EngineWorkload.SigningTime, buffer);
    });

    public static Contestant Straightforward(EngineWorkload workload) => new("ZipArchive + SignedCms", () => number =>
        StraightforwardPass.Write(workload, workload.Passes[number % workload.Passes.Length]));

    public static Contestant SaveLink(EngineWorkload workload) => new("save link, full", () => number =>
        GoogleSaveLink.Full(
            workload.Google, workload.Passes[number % workload.Passes.Length], workload.Account, EngineWorkload.SigningTime));

    public static Contestant SkinnySaveLink(EngineWorkload workload) => new("save link, skinny", () => number =>
        GoogleSaveLink.Skinny(
            workload.Google, workload.Passes[number % workload.Passes.Length], workload.Account, EngineWorkload.SigningTime));

    /// <summary>One buffer, overwritten by each pass, as a pool gives it.</summary>
    private sealed class ReusedBuffer : IBufferWriter<byte>
    {
        private readonly byte[] _bytes = new byte[512 * 1024];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes;

        public Span<byte> GetSpan(int sizeHint = 0) => _bytes;
    }
}
