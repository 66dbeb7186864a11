using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers.Monitor;

/// <summary>The streams that a container's are connected to.</summary>
/// <param name="Input">What is sent to it; null for nothing.</param>
/// <param name="Output">Where its output goes, and all of a terminal's.</param>
/// <param name="Error">Where its error output goes.</param>
public sealed record AttachStreams(SafeFileHandle? Input, SafeFileHandle Output, SafeFileHandle Error)
{
    /// <summary>This process's own streams.</summary>
    public static AttachStreams Standard(bool withInput) =>
        new(withInput ? new SafeFileHandle(0, ownsHandle: false) : null, new SafeFileHandle(1, ownsHandle: false), new SafeFileHandle(2, ownsHandle: false));
}
