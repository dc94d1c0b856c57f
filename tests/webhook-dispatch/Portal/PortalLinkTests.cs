using Microsoft.Extensions.Time.Testing;
using Passinstance.Security.Secrets;
using Passinstance.Webhooks.Portal;

namespace Passinstance.Webhooks.Tests.Portal;

[Trait("Category", "Unit")]
public sealed class PortalLinkTests
{
    [Fact]
    public void A_link_expires()
    {
        var box = new SecretBox(new() { CurrentKey = "k1", Keys = { ["k1"] = Convert.ToBase64String(new byte[32]) } });
        var clock = new FakeTimeProvider();
        var link = new PortalLink(
            Guid.CreateVersion7(), Guid.CreateVersion7(), clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(5), CanWrite: true, new());
        var token = link.Seal(box);

        clock.Advance(TimeSpan.FromMinutes(4.9));
        Assert.NotNull(PortalLink.TryOpen(box, token, clock));
        clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Null(PortalLink.TryOpen(box, token, clock));
    }
}
