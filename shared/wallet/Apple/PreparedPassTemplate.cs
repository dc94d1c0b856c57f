using System.Buffers;
using System.Security.Cryptography;
using Passinstance.Wallet.Apple.Archive;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Apple.PassJson;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple;

/// <summary>
/// A template version with all that its passes share computed once: archive entries, hashes, checksums, certificates, the constant part of
/// pass.json. Immutable and safe to use from many threads. A pass is <see cref="Prefix"/> followed by about 5 kB of its own.
/// </summary>
public sealed class PreparedPassTemplate
{
    private readonly ArchivePrefix _prefix;
    private readonly PassJsonTemplate _passJson;
    private readonly AppleSigningIdentity _identity;
    private IReadOnlyList<ArchiveFile> _files = [];

    private PreparedPassTemplate(
        ArchivePrefix prefix, IReadOnlyList<PassImage> images, PassJsonTemplate passJson, AppleSigningIdentity identity)
    {
        _prefix = prefix;
        _passJson = passJson;
        _identity = identity;
        Images = images;
    }

    /// <summary>The media type of a pass.</summary>
    public const string MediaType = "application/vnd.apple.pkpass";

    /// <summary>The first bytes of every pass of this template.</summary>
    public ReadOnlyMemory<byte> Prefix => _prefix.Bytes;

    /// <summary>
    /// The images in every pass, generated ones too, by the names of their files without <c>.png</c>: for pages that show the pass.
    /// </summary>
    public IReadOnlyList<PassImage> Images { get; }

    /// <summary>Those of <see cref="Images"/> that were given: Google Wallet gets the addresses of these.</summary>
    public IReadOnlyList<PassImage> GivenImages { get; private init; } = [];

    /// <summary>Prepares a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="images">Its images; an icon and a logo are drawn where there are none.</param>
    /// <param name="identity">The signing identity; the caller disposes of it after the result.</param>
    /// <exception cref="InvalidWalletTemplateException">Validation finds an error.</exception>
    public static PreparedPassTemplate Prepare(WalletTemplate template, IReadOnlyList<PassImage> images, AppleSigningIdentity identity)
    {
        var findings = WalletTemplateRules.Validate(template, images, identity);
        if (findings.Any(f => f.Severity == FindingSeverity.Error))
            throw new InvalidWalletTemplateException(findings);
        var files = ConstantFiles.Of(template, images);
        var prefix = new ArchivePrefix(files);
        var given = images.Select(ImageName.PathOf).ToHashSet(StringComparer.Ordinal);
        var all = ConstantFiles.Images(files, prefix.Contents);
        return new PreparedPassTemplate(prefix, all, new PassJsonTemplate(template), identity)
        {
            GivenImages = [.. all.Where(image => given.Contains(ImageName.PathOf(image)))],
            // An image is kept once, where it lies in the archive.
            _files = [.. files.Zip(prefix.Contents, (file, content) => file.Compress ? file : file with { Content = content })],
        };
    }

    /// <summary>
    /// The template as a pass sees it that has images of its own. It takes a millisecond or two, for the shared images are hashed anew.
    /// </summary>
    /// <param name="own">The pass's images.</param>
    public PreparedPassTemplate With(IReadOnlyList<PassImage> own)
    {
        if (own.Count == 0)
            return this;
        var names = own.Select(image => ImageName.BaseOf(image.Name)).ToHashSet(StringComparer.Ordinal);
        List<ArchiveFile> files =
        [
            .. _files.Where(file => !names.Contains(ConstantFiles.ImageNameOf(file.Path) ?? "")),
            .. own.Concat(BaseImages.MissingFrom(own))
                .Select(image => new ArchiveFile(ImageName.PathOf(image), image.Content, Compress: false)),
        ];
        files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        var prefix = new ArchivePrefix(files);
        return new PreparedPassTemplate(prefix, ConstantFiles.Images(files, prefix.Contents), _passJson, _identity)
        {
            GivenImages = OwnImage.Over(GivenImages, own),
            _files = files,
        };
    }

    /// <summary>Writes a whole pass, contiguous.</summary>
    /// <param name="pass">The pass; call <see cref="WalletPassRules.Validate(WalletTemplate, WalletPass)"/> on what came from
    /// outside.</param>
    /// <param name="signingTime">When it is signed, to the second.</param>
    /// <param name="destination">Gets the archive.</param>
    /// <returns>The archive's length.</returns>
    public int Write(WalletPass pass, DateTimeOffset signingTime, IBufferWriter<byte> destination)
    {
        var passJson = WritePassJson(pass);
        var tailLength = ArchiveTail.Length(_prefix, _identity.Cms, passJson.Length);
        var length = _prefix.Bytes.Length + tailLength;
        var archive = destination.GetSpan(length)[..length];
        _prefix.Bytes.CopyTo(archive);
        WriteTail(passJson, signingTime, archive[_prefix.Bytes.Length..]);
        destination.Advance(length);
        return length;
    }

    /// <summary>Writes what follows <see cref="Prefix"/>: all that needs to be stored of a pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="signingTime">When it is signed, to the second.</param>
    /// <param name="destination">Gets the tail.</param>
    /// <returns>The tail's length.</returns>
    public int WriteTail(WalletPass pass, DateTimeOffset signingTime, IBufferWriter<byte> destination)
    {
        var passJson = WritePassJson(pass);
        var length = ArchiveTail.Length(_prefix, _identity.Cms, passJson.Length);
        WriteTail(passJson, signingTime, destination.GetSpan(length)[..length]);
        destination.Advance(length);
        return length;
    }

    /// <summary>
    /// Writes a whole pass as two pieces, without copying what is constant, and without holding a thread for an external signer.
    /// </summary>
    /// <param name="pass">The pass.</param>
    /// <param name="signingTime">When it is signed, to the second.</param>
    /// <param name="destination">Gets the archive.</param>
    /// <returns>The archive's length.</returns>
    public async ValueTask<int> WriteAsync(
        WalletPass pass, DateTimeOffset signingTime, Stream destination, CancellationToken cancellationToken)
    {
        var (tail, length) = await RentTailAsync(pass, signingTime, cancellationToken);
        try
        {
            await destination.WriteAsync(Prefix, cancellationToken);
            await destination.WriteAsync(tail.AsMemory(0, length), cancellationToken);
            return _prefix.Bytes.Length + length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(tail);
        }
    }

    /// <summary>
    /// A whole pass as two pieces, signed: the shared one is not copied, so that a pass which waits for a slow reader takes little memory.
    /// </summary>
    /// <param name="pass">The pass.</param>
    /// <param name="signingTime">When it is signed, to the second.</param>
    public async ValueTask<PassFile> GetFileAsync(WalletPass pass, DateTimeOffset signingTime, CancellationToken cancellationToken)
    {
        var (tail, length) = await RentTailAsync(pass, signingTime, cancellationToken);
        try
        {
            return new PassFile(Prefix, tail.AsSpan(0, length).ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(tail);
        }
    }

    /// <summary>The pass's pass.json alone, unsigned: for previews and tests.</summary>
    /// <param name="pass">The pass.</param>
    public byte[] GetPassJson(WalletPass pass) => WritePassJson(pass).ToArray();

    private ReadOnlySpan<byte> WritePassJson(WalletPass pass)
    {
        if (string.IsNullOrEmpty(pass.SerialNumber))
            throw new ArgumentException("A pass needs a serial number.", nameof(pass));
        return PassScratch.Write(_passJson, pass);
    }

    private void WriteTail(ReadOnlySpan<byte> passJson, DateTimeOffset signingTime, Span<byte> tail)
    {
        var cms = _identity.Cms;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var signatureAt = ArchiveTail.WriteUnsigned(tail, _prefix, cms, passJson, signingTime, hash);
        _identity.SignHash(hash, tail.Slice(signatureAt, cms.Length)[cms.SignatureRange]);
        ArchiveTail.Finish(tail, _prefix, cms, passJson.Length, signatureAt);
    }

    private async ValueTask<(byte[] Tail, int Length)> RentTailAsync(
        WalletPass pass, DateTimeOffset signingTime, CancellationToken cancellationToken)
    {
        var cms = _identity.Cms;
        var hash = _identity.IsExternal ? new byte[SHA256.HashSizeInBytes] : null;
        var tail = RentTail(pass, signingTime, hash, out var passJsonLength, out var length, out var signatureAt);
        if (hash is not null)
        {
            try
            {
                await _identity.SignHashAsync(
                    hash, tail.AsMemory(signatureAt, cms.Length)[cms.SignatureRange], cancellationToken);
            }
            catch
            {
                ArrayPool<byte>.Shared.Return(tail);
                throw;
            }

            ArchiveTail.Finish(tail.AsSpan(0, length), _prefix, cms, passJsonLength, signatureAt);
        }

        return (tail, length);
    }

    /// <summary>A tail in a rented array: signed, or with the hash that an external signer is still to sign.</summary>
    private byte[] RentTail(
        WalletPass pass, DateTimeOffset signingTime, byte[]? hashToSign, out int passJsonLength, out int length, out int signatureAt)
    {
        var passJson = WritePassJson(pass);
        passJsonLength = passJson.Length;
        length = ArchiveTail.Length(_prefix, _identity.Cms, passJsonLength);
        signatureAt = 0;
        var tail = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (hashToSign is null)
                WriteTail(passJson, signingTime, tail.AsSpan(0, length));
            else
                signatureAt = ArchiveTail.WriteUnsigned(tail.AsSpan(0, length), _prefix, _identity.Cms, passJson, signingTime, hashToSign);
            return tail;
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(tail);
            throw;
        }
    }
}
