using RabbitMQ.Client;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// The broker's address from <c>ConnectionStrings:RabbitMq</c>: <c>amqp://user:password@host:port/vhost</c>, or <c>amqps</c> with TLS.
/// </summary>
internal sealed record BrokerAddress(string Host, ushort Port, string VirtualHost, string User, string Password, bool UseTls)
{
    /// <summary>How the broker's certificate is checked.</summary>
    internal BrokerTls Tls { get; init; } = BrokerTls.Default;

    private const ushort DefaultPort = 5672;
    private const ushort DefaultTlsPort = 5671;

    internal static BrokerAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps"))
            throw new InvalidOperationException(
                "ConnectionStrings:RabbitMq must be an AMQP address, for example amqp://user:password@host:5672/vhost.");
        var tls = address.Scheme == "amqps";
        var credentials = address.UserInfo.Split(':', 2);
        var vhost = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/'));
        return new BrokerAddress(
            address.Host, address.Port > 0 ? (ushort)address.Port : tls ? DefaultTlsPort : DefaultPort, vhost.Length > 0 ? vhost : "/",
            Uri.UnescapeDataString(credentials[0]), credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : "", tls);
    }

    /// <summary>A connection separate from MassTransit's; automatic recovery is off so that its loss is detected.</summary>
    internal Task<IConnection> ConnectAsync(string name, CancellationToken cancellationToken) => new ConnectionFactory
    {
        HostName = Host,
        Port = Port,
        VirtualHost = VirtualHost,
        UserName = User,
        Password = Password,
        Ssl = new SslOption(Host, enabled: UseTls)
        {
            CertificateValidationCallback = Tls.Validate,
            Certs = Tls.Certificate is { } certificate ? [certificate] : null,
        },
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        RequestedHeartbeat = TimeSpan.FromSeconds(10),
        ClientProvidedName = name,
    }.CreateConnectionAsync(cancellationToken);
}
