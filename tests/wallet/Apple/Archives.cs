using System.Buffers;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

internal static class Archives
{
    public static byte[] Write(Sample sample, AppleSigningIdentity identity) =>
        Write(PreparedPassTemplate.Prepare(sample.Template, sample.Images, identity), sample.Pass);

    public static byte[] Write(PreparedPassTemplate prepared, WalletPass pass)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var length = prepared.Write(pass, RichPasses.Signed, buffer);
        Assert.Equal(length, buffer.WrittenCount);
        return buffer.WrittenSpan.ToArray();
    }
}
