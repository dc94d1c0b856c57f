using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Security.Outbound;

namespace Passinstance.Messaging.Bus;

/// <summary>Section <c>RabbitMq</c>: files for a broker with certificates of its own, when its address is <c>amqps</c>.</summary>
internal sealed class RabbitMqOptions
{
    /// <summary>PEM file with the roots that the broker's certificate must lead to; empty: the system's.</summary>
    public string TrustedRootsFile { get; set; } = "";

    /// <summary>PEM file with the certificate that this program shows, when the broker asks for one.</summary>
    public string ClientCertificateFile { get; set; } = "";

    /// <summary>PEM file with its private key.</summary>
    public string ClientKeyFile { get; set; } = "";
}

/// <summary>What a TLS connection to the broker is checked by and shows.</summary>
internal sealed class BrokerTls
{
    private readonly string? _trustedRoots;

    private BrokerTls(string? trustedRoots, X509Certificate2? certificate) => (_trustedRoots, Certificate) = (trustedRoots, certificate);

    /// <summary>The system's roots and no certificate of our own.</summary>
    internal static BrokerTls Default { get; } = new(null, null);

    /// <summary>The certificate to show; null for none.</summary>
    internal X509Certificate2? Certificate { get; }

    /// <exception cref="InvalidOperationException">A file cannot be read; the message names the setting.</exception>
    internal static BrokerTls Read(RabbitMqOptions options)
    {
        if (options.ClientCertificateFile.Length > 0 != options.ClientKeyFile.Length > 0)
            throw new InvalidOperationException("Set RabbitMq__ClientCertificateFile and RabbitMq__ClientKeyFile together, or neither.");
        return new BrokerTls(
            options.TrustedRootsFile.Length == 0 ? null : ReadFile("TrustedRootsFile", options.TrustedRootsFile, ReadRoots),
            options.ClientCertificateFile.Length == 0 ? null : ReadFile(
                "ClientCertificateFile", options.ClientCertificateFile,
                file => X509Certificate2.CreateFromPemFile(file, options.ClientKeyFile)));
    }

    /// <summary>Accepts a certificate that leads to the roots, has the broker's name and has not expired.</summary>
    internal bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var leaf = new X509Certificate2(certificate);
        using var own = new X509Chain { ChainPolicy = CertificateChecks.CreatePolicy(_trustedRoots) };
        // What the broker sent besides its certificate.
        foreach (var sent in chain?.ChainElements.Select(element => element.Certificate) ?? [])
            own.ChainPolicy.ExtraStore.Add(sent);
        return own.Build(leaf);
    }

    private static string ReadRoots(string file)
    {
        var pem = File.ReadAllText(file);
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(pem);
        return roots.Count > 0 ? pem : throw new CryptographicException("It holds no certificate.");
    }

    private static T ReadFile<T>(string setting, string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidOperationException(
                $"RabbitMq:{setting} names {file}, which cannot be used: {exception.Message} Set RabbitMq__{setting} to a PEM file.",
                exception);
        }
    }
}
