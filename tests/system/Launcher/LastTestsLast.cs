using Xunit.Sdk;
using Xunit.v3;

namespace Passinstance.System.Tests.Launcher;

/// <summary>Runs the tests marked with the trait last, which stop what the others of their class share; saves starting it again.</summary>
public sealed class LastTestsLast : ITestCaseOrderer
{
    internal const string Order = "Order";
    internal const string Last = "Last";

    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase =>
        [.. testCases.OrderBy(test => test.Traits.TryGetValue(Order, out var values) && values.Contains(Last))];
}
