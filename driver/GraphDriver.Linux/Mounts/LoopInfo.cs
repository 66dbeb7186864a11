using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Mounts;

/// <summary><c>struct loop_info64</c> of linux/loop.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LoopInfo
{
    public ulong Device;
    public ulong Inode;
    public ulong Rdevice;
    public ulong Offset;
    public ulong SizeLimit;
    public uint Number;
    public uint EncryptType;
    public uint EncryptKeySize;
    public LoopFlags Flags;
    public NameBuffer FileName;
    public NameBuffer CryptName;
    public KeyBuffer EncryptKey;
    public ulong Init0;
    public ulong Init1;

    [InlineArray(64)]
    public struct NameBuffer
    {
        private byte _first;
    }

    [InlineArray(32)]
    public struct KeyBuffer
    {
        private byte _first;
    }
}
