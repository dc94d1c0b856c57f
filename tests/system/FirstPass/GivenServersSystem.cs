using Passinstance.Testing.Servers;

namespace Passinstance.System.Tests.FirstPass;

/// <summary>The whole system on a PostgreSQL and a RabbitMQ of one test class, which its tests may stop.</summary>
public sealed class GivenServersSystem : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private RunningSystem? _system;

    internal PrivatePostgres Postgres { get; private set; } = null!;

    internal PrivateBroker Broker { get; private set; } = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<RunningSystem> GetAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_system is null)
            {
                Postgres = await PrivatePostgres.StartNewAsync();
                Broker = await PrivateBroker.StartNewAsync();
                _system = new RunningSystem(Postgres.ConnectionString, Broker.Url);
            }

            await _system.StartedAsync();
            return _system;
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
        if (Broker is not null)
            await Broker.DisposeAsync();
        if (Postgres is not null)
            await Postgres.DisposeAsync();
        _starting.Dispose();
    }
}
