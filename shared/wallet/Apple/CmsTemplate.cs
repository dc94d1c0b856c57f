using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Passinstance.Wallet.Apple;

/// <summary>
/// A detached CMS signature (RFC 5652) of one identity as fixed bytes with three holes: the signing time, the manifest's digest and the
/// RSA signature. All three have a fixed length, so that everything else is encoded once.
/// </summary>
internal sealed class CmsTemplate
{
    private const int DigestLength = 32;
    private const int TimeLength = 13; // UTCTime: yyMMddHHmmssZ
    private static readonly int LastUtcTimeYear = 2049;

    private readonly byte[] _encoded;
    private readonly byte[] _attributes;
    private readonly int _attributesAt;
    private readonly int _signatureAt;

    public CmsTemplate(X509Certificate2 leaf, X509Certificate2 intermediate, int signatureLength)
    {
        _attributes = EncodeAttributes();
        _encoded = EncodeSignedData(leaf, intermediate, _attributes, signatureLength);

        // From the end: the signature, its header, the RSA algorithm, and before these the attributes.
        _signatureAt = _encoded.Length - signatureLength;
        _attributesAt = _encoded.AsSpan().LastIndexOf(_attributes.AsSpan(1));
    }

    /// <summary>Bytes of the whole signature; the same for every pass.</summary>
    public int Length => _encoded.Length;

    /// <summary>Where in the signature the RSA signature stands.</summary>
    public Range SignatureRange => _signatureAt.._encoded.Length;

    /// <summary>Writes all but the RSA signature, and returns the hash that it must sign.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <param name="manifestDigest">SHA-256 of the manifest.</param>
    /// <param name="signingTime">When it is signed.</param>
    /// <param name="hash">Gets the SHA-256 hash to sign.</param>
    public void Fill(Span<byte> destination, ReadOnlySpan<byte> manifestDigest, DateTimeOffset signingTime, Span<byte> hash)
    {
        Span<byte> attributes = stackalloc byte[_attributes.Length];
        _attributes.CopyTo(attributes);

        // The digest ends the attributes, the time ends before the digest's attribute (49 bytes: two headers, an OID, the value).
        manifestDigest.CopyTo(attributes[^DigestLength..]);
        WriteUtcTime(attributes.Slice(attributes.Length - 49 - TimeLength, TimeLength), signingTime);

        // What is signed is the attributes as a SET; what is embedded carries the tag [0] in its place (RFC 5652, 5.4).
        SHA256.HashData(attributes, hash);
        _encoded.CopyTo(destination);
        attributes[1..].CopyTo(destination[_attributesAt..]);
    }

    private static void WriteUtcTime(Span<byte> destination, DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        if (utc.Year is < 2000 || utc.Year > LastUtcTimeYear)
        {
            throw new ArgumentOutOfRangeException(
                nameof(time), time, "Sign with a time between the years 2000 and 2049: check this machine's clock.");
        }

        utc.TryFormat(destination, out _, "yyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture);
        destination[TimeLength - 1] = (byte)'Z';
    }

    private static byte[] EncodeAttributes()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);

        // DER orders a SET by its encodings; AsnWriter sorts. Verifiers that re-encode fail on any other order.
        using (writer.PushSetOf())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.9.3"); // contentType
                using (writer.PushSetOf())
                {
                    writer.WriteObjectIdentifier("1.2.840.113549.1.7.1"); // data
                }
            }

            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.9.5"); // signingTime
                using (writer.PushSetOf())
                    writer.WriteUtcTime(DateTimeOffset.UnixEpoch);
            }

            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.9.4"); // messageDigest
                using (writer.PushSetOf())
                    writer.WriteOctetString(new byte[DigestLength]);
            }
        }

        return writer.Encode();
    }

    private static byte[] EncodeSignedData(X509Certificate2 leaf, X509Certificate2 intermediate, byte[] attributes, int signatureLength)
    {
        var contextSpecific0 = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.7.2"); // signedData
            using (writer.PushSequence(contextSpecific0))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                    WriteSha256(writer);
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.2.840.113549.1.7.1"); // data, and no content: it is detached
                }

                using (writer.PushSetOf(contextSpecific0))
                {
                    writer.WriteEncodedValue(leaf.RawDataMemory.Span);
                    writer.WriteEncodedValue(intermediate.RawDataMemory.Span);
                }

                using (writer.PushSetOf())
                    WriteSignerInfo(writer, leaf, attributes, signatureLength);
            }
        }

        return writer.Encode();
    }

    private static void WriteSignerInfo(AsnWriter writer, X509Certificate2 leaf, byte[] attributes, int signatureLength)
    {
        byte[] tagged = [.. attributes];
        tagged[0] = 0xA0;
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                // By issuer and serial number: PKCS#7 readers cannot find a signer by its key identifier.
                writer.WriteEncodedValue(leaf.IssuerName.RawData);
                writer.WriteInteger(leaf.SerialNumberBytes.Span);
            }

            WriteSha256(writer);
            writer.WriteEncodedValue(tagged);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.1.1"); // rsaEncryption
                writer.WriteNull();
            }

            writer.WriteOctetString(new byte[signatureLength]);
        }
    }

    private static void WriteSha256(AsnWriter writer)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier("2.16.840.1.101.3.4.2.1");
    }
}
