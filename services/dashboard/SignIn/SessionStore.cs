using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Dashboard.SignIn;

/// <summary>The sessions in use on this replica. Nothing is lost with it: the cookie brings a session back.</summary>
internal sealed class SessionStore(GatewayClient gateway, TimeProvider time, IOptions<SessionStoreOptions> options) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    /// <summary>The session of a cookie, with the newer tokens of both.</summary>
    public Session Of(SessionCookie cookie)
    {
        var session = _sessions.GetOrAdd(cookie.Id, id => new Session(id, cookie.Tokens, gateway, time));
        session.Take(cookie.Tokens);
        session.Touch();
        return session;
    }

    /// <summary>The session with this id; null when this replica does not know it.</summary>
    public Session? Find(string? id) => id is not null && _sessions.TryGetValue(id, out var session) ? session : null;

    /// <summary>Forgets a session that has ended.</summary>
    public void Remove(string id) => _sessions.TryRemove(id, out _);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        Interval, time,
        _ =>
        {
            var oldest = time.GetUtcNow() - options.Value.IdleTimeout;
            foreach (var session in _sessions.Values.Where(session => session.LastUsed < oldest))
                Remove(session.Id);
            return Task.CompletedTask;
        },
        _ => { }, stoppingToken);
}
