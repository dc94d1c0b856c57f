using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Bundles;

/// <summary>Section <c>Bundles</c> of the configuration.</summary>
internal sealed class BundleOptions
{
    /// <summary>Bytes that all downloads in progress may hold in this process.</summary>
    [Range(16L * 1024 * 1024, long.MaxValue)]
    public long BytesInProgress { get; set; } = 256L * 1024 * 1024;
}

/// <summary>
/// Bounds the memory of bundles that are being downloaded: a slow reader keeps the images of its templates in memory, also after they left
/// the cache. Images that several downloads share count once.
/// </summary>
internal sealed class BundleDownloads(IOptions<BundleOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<byte[], int> _shared = new(ReferenceEqualityComparer.Instance);
    private long _bytes;

    /// <summary>Bytes that downloads hold now.</summary>
    internal long BytesInProgress
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    /// <summary>Counts a download until the result is disposed; null when there are too many bytes in progress already.</summary>
    internal IDisposable? TryBegin(IReadOnlyList<PassFile> files)
    {
        var prefixes = files.Select(file => ArrayOf(file.Prefix)).Distinct<byte[]>(ReferenceEqualityComparer.Instance).ToArray();
        var own = files.Sum(file => (long)file.Tail.Length);
        lock (_lock)
        {
            var added = own + prefixes.Where(prefix => !_shared.ContainsKey(prefix)).Sum(prefix => (long)prefix.Length);
            // A single download always fits: a bundle has at most 150 MB.
            if (_bytes > 0 && _bytes + added > options.Value.BytesInProgress)
                return null;
            _bytes += added;
            foreach (var prefix in prefixes)
                CollectionsMarshal.GetValueRefOrAddDefault(_shared, prefix, out _)++;
        }

        return new Download(this, prefixes, own);
    }

    private void End(byte[][] prefixes, long own)
    {
        lock (_lock)
        {
            _bytes -= own;
            foreach (var prefix in prefixes)
            {
                if (--CollectionsMarshal.GetValueRefOrNullRef(_shared, prefix) > 0)
                    continue;
                _shared.Remove(prefix);
                _bytes -= prefix.Length;
            }
        }
    }

    private static byte[] ArrayOf(ReadOnlyMemory<byte> prefix) =>
        MemoryMarshal.TryGetArray(prefix, out var segment) ? segment.Array! : [];

    private sealed class Download(BundleDownloads downloads, byte[][] prefixes, long own) : IDisposable
    {
        private bool _isEnded;

        public void Dispose()
        {
            if (!_isEnded)
                downloads.End(prefixes, own);
            _isEnded = true;
        }
    }
}
