using NetArchTest.Rules;
using Passinstance.Wallet.Model;

namespace Passinstance.Architecture.Tests;

/// <summary>The wallet engine: Apple and Google are siblings on top of what they share, and nothing reaches outside.</summary>
[Trait("Category", "Unit")]
public sealed class WalletDependencyTests
{
    private const string Engine = "Passinstance.Wallet";
    private const string Apple = $"{Engine}.Apple";
    private const string Google = $"{Engine}.Google";

    [Theory]
    [InlineData(Google, Apple)]
    [InlineData(Apple, Google)]
    [InlineData($"{Engine}.Rules", Apple, Google)]
    [InlineData($"{Engine}.Barcodes", $"{Engine}.Rules", Apple, Google)]
    [InlineData($"{Engine}.Json", $"{Engine}.Model", $"{Engine}.Rules", Apple, Google)]
    [InlineData($"{Engine}.Model", $"{Engine}.Barcodes", $"{Engine}.Rules", Apple, Google)]
    public void A_part_of_the_engine_uses_only_what_stands_below_it(string part, params string[] above)
    {
        Assert.NotEmpty(Types.InAssembly(typeof(WalletTemplate).Assembly).That().ResideInNamespace(part).GetTypes());

        AssertNone(Types.InAssembly(typeof(WalletTemplate).Assembly).That().ResideInNamespace(part).ShouldNot().HaveDependencyOnAny(above));
    }

    [Fact]
    public void Only_the_rules_for_whole_templates_and_passes_know_both_wallets()
    {
        var both = Types.InAssembly(typeof(WalletTemplate).Assembly).That().HaveDependencyOnAll(Apple, Google).GetTypes();

        Assert.Equal(["WalletPassRules", "WalletTemplateRules"], both.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.EntityFrameworkCore")]
    [InlineData("Microsoft.Extensions")]
    [InlineData("MassTransit")]
    [InlineData("Npgsql")]
    [InlineData("System.Net.Http")]
    [InlineData("System.TimeProvider")]
    public void The_engine_has_no_web_database_bus_or_clock(string outside) =>
        AssertNone(Types.InAssembly(typeof(WalletTemplate).Assembly).ShouldNot().HaveDependencyOn(outside));

    private static void AssertNone(ConditionList rule) => Assert.Equal([], rule.GetResult().FailingTypeNames ?? []);
}
