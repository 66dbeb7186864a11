using System.Net.Sockets;
using System.Text;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Linux.Tests.Processes;

public sealed class UnixSocketTests
{
    [Fact]
    public void A_socket_below_a_long_path_is_reached_and_keeps_messages_apart()
    {
        using var scratch = new ScratchDirectory();
        var name = new string('d', 200);
        MkdirAt.Make(scratch.Handle, name, 0x1C0);
        using var dir = OpenAt.Open(scratch.Handle, name, OpenFlags.Directory);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"/proc/self/fd/{dir.DangerousGetHandle()}/attach"));
        listener.Listen();

        using var client = UnixSocket.Connect(dir, "attach");
        using var server = listener.Accept();
        WriteFile.Write(client, "one"u8);
        WriteFile.Write(client, "two"u8);
        Assert.Equal(Errno.None, UnixSocket.ShutdownWrite(client));

        var buffer = new byte[100];
        Assert.Equal("one", Encoding.ASCII.GetString(buffer, 0, server.Receive(buffer)));
        Assert.Equal("two", Encoding.ASCII.GetString(buffer, 0, server.Receive(buffer)));
        Assert.Equal(0, server.Receive(buffer));

        server.Send("back"u8);
        Assert.Equal("back", Encoding.ASCII.GetString(buffer, 0, ReadFile.Read(client, buffer)));
    }

    [Fact]
    public void A_socket_that_is_not_there_is_an_error()
    {
        using var scratch = new ScratchDirectory();
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => UnixSocket.Connect(scratch.Handle, "attach")).Errno);
    }
}
