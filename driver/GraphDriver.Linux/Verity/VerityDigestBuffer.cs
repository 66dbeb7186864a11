using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Verity;

/// <summary><c>struct fsverity_digest</c> of linux/fsverity.h, with room for the longest digest.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VerityDigestBuffer
{
    public const int Capacity = 64;

    public ushort Algorithm;
    public ushort Size;
    public DigestBytes Digest;

    [InlineArray(Capacity)]
    public struct DigestBytes
    {
        private byte _first;
    }
}
