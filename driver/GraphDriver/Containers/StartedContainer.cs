using GraphDriver.Containers.Monitor;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers;

/// <summary>A container whose process runs, with what is needed to talk to it.</summary>
internal sealed record StartedContainer(Container Container, int Pid, SafeFileHandle? Process, AttachSession? Session) : IDisposable
{
    public void Dispose()
    {
        Session?.Dispose();
        Process?.Dispose();
    }
}
