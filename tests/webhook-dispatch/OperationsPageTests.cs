using Passinstance.Testing;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests;

[Trait("Category", "Integration")]
public sealed class OperationsPageTests(WebhookFixture fixture)
{
    [Fact]
    public async Task The_statements_of_the_operations_page_run()
    {
        foreach (var statement in OperationsPage.StatementsOf("webhook_dispatch"))
            await fixture.Service.ScalarAsync<object>(statement);
    }
}
