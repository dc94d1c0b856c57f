using System.Text;
using DotNet.Testcontainers.Configurations;
using Passinstance.LocalServers.Processes;

namespace Passinstance.LocalServers.Containers;

/// <summary>Writes a container's output into the server's log.</summary>
internal sealed class LogConsumer(ProcessLog log) : IOutputConsumer
{
    public bool Enabled => true;

    public Stream Stdout { get; } = new LineStream(log);

    public Stream Stderr { get; } = new LineStream(log);

    public void Dispose()
    {
        Stdout.Dispose();
        Stderr.Dispose();
    }

    private sealed class LineStream(ProcessLog log) : MemoryStream
    {
        private readonly StringBuilder _line = new();
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var characters = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
            foreach (var character in characters.AsSpan(0, _decoder.GetChars(buffer, characters, flush: false)))
            {
                if (character != '\n')
                {
                    _line.Append(character);
                    continue;
                }

                log.Write(_line.ToString().TrimEnd('\r'));
                _line.Clear();
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
