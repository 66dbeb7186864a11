using System.Buffers;
using System.Runtime.Intrinsics;

namespace GraphDriver.Composefs.Tree;

/// <summary>The path of an object by its 32-byte name: <c>/&lt;2 hex&gt;/&lt;62 hex&gt;</c>, in lower case.</summary>
internal static class ObjectPath
{
    private const int Length = 66;

    public static void Write(Vector256<byte> name, Span<byte> path)
    {
        Span<byte> raw = stackalloc byte[Vector256<byte>.Count];
        name.CopyTo(raw);
        path[0] = path[3] = (byte)'/';
        Convert.TryToHexStringLower(raw[..1], path.Slice(1, 2), out _);
        Convert.TryToHexStringLower(raw[1..], path.Slice(4, 62), out _);
    }

    public static bool TryParse(ReadOnlySpan<byte> path, out Vector256<byte> name)
    {
        name = default;
        if (path.Length != Length || path[0] != '/' || path[3] != '/')
        {
            return false;
        }

        Span<byte> hex = stackalloc byte[64];
        path.Slice(1, 2).CopyTo(hex);
        path[4..].CopyTo(hex[2..]);
        Span<byte> raw = stackalloc byte[Vector256<byte>.Count];
        if (hex.ContainsAnyInRange((byte)'A', (byte)'F') || Convert.FromHexString(hex, raw, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        name = Vector256.Create<byte>(raw);
        return true;
    }
}
