using System.Net;
using Passinstance.Security.Outbound;

namespace Passinstance.Webhooks.Tests.Outbound;

[Trait("Category", "Unit")]
public sealed class OutboundAddressTests
{
    public static readonly string[] Refused =
    [
        "127.0.0.1", "127.0.0.254", "10.254.0.0", "172.16.10.65", "172.31.255.255", "192.168.10.65", "169.254.169.254", "100.64.0.1",
        "100.127.255.255", "0.0.0.0", "0.1.2.3",
        "192.0.0.192", "192.0.2.1", "192.88.99.3", "198.18.0.1", "198.19.255.255", "198.51.100.5", "203.0.113.6", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "168.63.129.16", "::", "::1", "fc00::1", "fd7a:115c:a1e0::1", "fd00:ec2::254", "fe80::1", "febf:ffff::1", "fec0::1", "ff02::1",
        "100::1", "2001::1", "2001:db8::1",
        "2002:c0a8:1::", "2002:7f00:1::", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "3fff::1", "5f00::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "::127.0.0.1",
        "::5efe:10.0.0.1", "2606:4700::200:5efe:192.168.0.1", "4000::1", "::ffff:0:127.0.0.1",
    ];

    public static readonly string[] Allowed =
    [
        "8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.0", "169.253.0.1", "198.20.0.0", "223.255.255.255",
        "2001:4860:4860::8888", "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8", "2002:808:808::1",
    ];

    public static TheoryData<string> RefusedData => [.. Refused];

    public static TheoryData<string> AllowedData => [.. Allowed];

    [Theory]
    [MemberData(nameof(RefusedData))]
    public void What_is_not_public_is_refused(string address) => Assert.False(Rules().Allows(IPAddress.Parse(address)));

    [Theory]
    [MemberData(nameof(AllowedData))]
    public void What_is_public_is_allowed(string address) => Assert.True(Rules().Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.0.0/16", "10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "::ffff:10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "10.2.0.1", false)]
    [InlineData("10.1.0.0/16", "127.0.0.1", false)]
    [InlineData("10.1.0.0/16", "169.254.169.254", false)]
    [InlineData("0.0.0.0/0", "10.2.0.1", true)]
    [InlineData("0.0.0.0/0", "127.0.0.1", false)] // wide entries never open what an attacker wants most
    [InlineData("0.0.0.0/0", "169.254.169.254", false)]
    [InlineData("0.0.0.0/0", "168.63.129.16", false)]
    [InlineData("::/0", "::1", false)]
    [InlineData("::/0", "fd00:ec2::254", false)]
    [InlineData("::/0", "fe80::1", false)]
    [InlineData("127.0.0.0/8", "127.0.0.1", true)]
    [InlineData("127.0.0.1/32", "127.0.0.2", false)]
    [InlineData("169.254.169.254/32", "169.254.169.254", true)]
    public void Private_networks_are_allowed_one_by_one_and_the_worst_only_by_name(string network, string address, bool expected) =>
        Assert.Equal(expected, Rules(network).Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[::1%25lo]/")]
    [InlineData("https://1:2@[::1]:9876")]
    [InlineData("http://localhost.")]
    [InlineData("http://LOCALHOST")]
    [InlineData("http://x.localhost/")]
    [InlineData("http://１２７.０.０.１/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://evil.com#@127.0.0.1/")]
    [InlineData("http://127.0.0.1\\@evil.com")]
    [InlineData("http://evil.com@127.0.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://0/")]
    [InlineData("http://example.com\r\nHost: evil/")]
    [InlineData("http://exa mple.com/")]
    [InlineData("http://")]
    [InlineData("//example.com")]
    [InlineData("example.com")]
    public void Odd_spellings_change_nothing(string url) =>
        Assert.NotNull(OutboundHttp.Check(url, Rules(), new OutboundOptions { AllowHttp = true }));

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("ws://example.com/")]
    [InlineData("wss://example.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/plain,x")]
    [InlineData("http://example.com/")] // plain http only where the operator allows it
    public void Only_https_is_spoken(string url) => Assert.NotNull(OutboundHttp.Check(url, Rules(), new OutboundOptions()));

    [Theory]
    [InlineData(22)]
    [InlineData(25)]
    [InlineData(6379)]
    [InlineData(5432)]
    [InlineData(5672)]
    [InlineData(15672)]
    [InlineData(0)]
    [InlineData(1023)]
    [InlineData(2379)]
    [InlineData(10250)]
    public void Other_services_ports_are_refused(int port) =>
        Assert.NotNull(OutboundHttp.Check($"https://example.com:{port}/", Rules(), new OutboundOptions()));

    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("https://example.com:443/hook?x=1")]
    [InlineData("https://example.com:8443/")]
    [InlineData("https://example.com:1024/")]
    [InlineData("https://bücher.example/hook")]
    [InlineData("https://8.8.8.8/")]
    public void Good_addresses_are_taken(string url) => Assert.Null(OutboundHttp.Check(url, Rules(), new OutboundOptions()));

    [Fact]
    public void A_wrong_entry_in_the_allow_list_stops_the_start_and_is_named()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Rules("10.1.0.0"));

        Assert.Contains("10.1.0.0", exception.Message, StringComparison.Ordinal);
    }

    private static OutboundAddresses Rules(params string[] allowed) => new(new OutboundOptions { AllowedNetworks = allowed });
}
