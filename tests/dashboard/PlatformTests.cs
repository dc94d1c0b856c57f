using Microsoft.Playwright;

namespace Passinstance.Dashboard.Tests;

/// <summary>The page of the people who operate the deployment.</summary>
[Trait("Category", "System")]
public sealed class PlatformTests(RunningDashboard system)
{
    [Fact]
    public async Task An_operator_sees_every_program_and_others_are_not_offered_the_page()
    {
        await using (var owner = await Person.SignInAsync(system))
        {
            var page = await owner.OpenAsync("/platform");
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("for the people who operate it");
            await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Platform", Exact = true })).ToHaveCountAsync(0);
        }

        await using var person = await Person.SignInAsync(system, isOperator: true);
        var platform = await person.OpenAsync("/");
        await platform.GetByRole(AriaRole.Link, new() { Name = "Platform", Exact = true }).ClickAsync();

        await Assertions.Expect(platform.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Platform");
        var programs = platform.GetByRole(AriaRole.Table, new() { Name = "Programs" });
        foreach (var program in (string[])["gateway", "template", "pass", "webhook-dispatch", "notification", "dashboard"])
            await Assertions.Expect(programs.GetByText(program, new() { Exact = true })).ToBeVisibleAsync();
        await programs.Locator("summary").Nth(2).ClickAsync();
        await Assertions.Expect(programs.GetByText("Messages in the queue").First).ToBeVisibleAsync();
        await Assertions.Expect(platform.GetByRole(AriaRole.Heading, new() { Name = "Dead letters" })).ToBeVisibleAsync();
        await platform.IsSoundEverywhereAsync("platform");
    }
}
