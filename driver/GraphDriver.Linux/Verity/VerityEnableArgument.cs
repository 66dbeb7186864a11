using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Verity;

/// <summary><c>struct fsverity_enable_arg</c> of linux/fsverity.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VerityEnableArgument
{
    public uint Version;
    public uint HashAlgorithm;
    public uint BlockSize;
    public uint SaltSize;
    public ulong Salt;
    public uint SignatureSize;
    public uint Reserved1;
    public ulong Signature;
    public ReservedBuffer Reserved2;

    [InlineArray(11)]
    public struct ReservedBuffer
    {
        private ulong _first;
    }
}
