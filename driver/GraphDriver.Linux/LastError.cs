using System.Runtime.InteropServices;

namespace GraphDriver.Linux;

/// <summary>The error number that the last import of this thread left.</summary>
internal static class LastError
{
    public static Errno Value => (Errno)Marshal.GetLastPInvokeError();

    /// <summary>A signal came before the call did anything: it is made again.</summary>
    public static bool WasInterruption => Marshal.GetLastPInvokeError() == (int)Errno.EINTR;
}
