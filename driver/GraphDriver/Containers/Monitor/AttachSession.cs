using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers.Monitor;

/// <summary>
/// Streams between this process and a container, over conmon's socket: what is written to it is the container's input,
/// and every message from it is one stream's number and bytes of that stream.
/// </summary>
internal sealed class AttachSession : IDisposable
{
    private const byte OutputStream = 2;
    private const byte ErrorStream = 3;

    // Conmon's messages have at most 8192 bytes and the stream's number.
    private const int BufferSize = 8193;

    private readonly SafeFileHandle _socket;

    private AttachSession(SafeFileHandle socket) => _socket = socket;

    /// <summary>Connects to the socket in a bundle's folder.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static AttachSession Connect(SafeFileHandle bundle) => new(UnixSocket.Connect(bundle, "attach"));

    /// <summary>
    /// Copies until the container has closed its streams, or has ended and all that it wrote is here: conmon takes its time
    /// to close them. When the input ends, the container's ends too.
    /// </summary>
    /// <param name="streams">Our streams.</param>
    /// <param name="exit">Who knows that the container has ended; null where only conmon does.</param>
    /// <returns>False where our output was closed, so that nobody reads what the container still has to say.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public bool Run(AttachStreams streams, ExitWaiter? exit = null)
    {
        var buffer = new byte[BufferSize];
        var (input, exitHandle) = (streams.Input, exit?.Handle);
        var hasEnded = false;
        while (true)
        {
            Span<PollEntry> entries = [new PollEntry(_socket), new PollEntry(input), new PollEntry(exitHandle)];
            if (Poll.Wait(entries, hasEnded ? TimeSpan.Zero : null) == 0)
            {
                return true;
            }

            if (entries[2].IsReadable && exit!.HasCode())
            {
                // What is in the socket by now is all there will be.
                (input, exitHandle, hasEnded) = (null, null, true);
                continue;
            }

            if (entries[1].IsReadable && !SendInput(input!, buffer))
            {
                input = null;
            }

            if (entries[0].IsReadable)
            {
                switch (Receive(streams, buffer))
                {
                    case Received.End:
                        return true;
                    case Received.NobodyReads:
                        return false;
                }
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <returns>False once there is no more input.</returns>
    private bool SendInput(SafeFileHandle input, byte[] buffer)
    {
        var count = ReadInput(input, buffer);
        if (count == 0)
        {
            UnixSocket.ShutdownWrite(_socket);
            return false;
        }

        try
        {
            WriteFile.Write(_socket, buffer.AsSpan(0, count));
            return true;
        }
        catch (LinuxException error) when (error.Errno is Errno.EPIPE or Errno.ECONNRESET or Errno.ENOTCONN)
        {
            // The container has closed its input, as any program may; its output goes on.
            return false;
        }
    }

    private static int ReadInput(SafeFileHandle input, byte[] buffer)
    {
        try
        {
            // A byte less than the buffer: conmon reads messages of 8192 bytes and drops what is longer.
            return ReadFile.Read(input, buffer.AsSpan(0, BufferSize - 1));
        }
        catch (LinuxException error) when (error.Errno is Errno.EIO)
        {
            // The terminal is gone.
            return 0;
        }
    }

    private Received Receive(AttachStreams streams, byte[] buffer)
    {
        int count;
        try
        {
            count = ReadFile.Read(_socket, buffer);
        }
        catch (LinuxException error) when (error.Errno == Errno.ECONNRESET)
        {
            return Received.End;
        }

        if (count == 0)
        {
            return Received.End;
        }

        var target = buffer[0] switch
        {
            OutputStream => streams.Output,
            ErrorStream => streams.Error,
            _ => null,
        };
        if (target is null)
        {
            return Received.Data;
        }

        try
        {
            WriteFile.Write(target, buffer.AsSpan(1, count - 1));
            return Received.Data;
        }
        catch (LinuxException error) when (error.Errno == Errno.EPIPE)
        {
            return Received.NobodyReads;
        }
    }

    private enum Received
    {
        Data,
        End,
        NobodyReads,
    }
}
