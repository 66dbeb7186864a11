using System.Buffers;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using GraphDriver.Composefs.Verity;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Checks;

/// <summary>Looks at single objects: whether they are there, have their size and, where content is read, are what their names say. Safe for several threads.</summary>
/// <param name="digests">What reads content; null where presence and sizes suffice.</param>
internal sealed class ObjectVerifier(ContentDigests? digests)
{
    private const OpenFlags Flags = OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking;

    /// <summary>Looks at an object.</summary>
    /// <param name="folder">The <c>diff/</c>, or the pool.</param>
    /// <param name="path">Its path there, which cannot lead out.</param>
    /// <param name="size">The length that it should have; null where that is not known.</param>
    /// <param name="verity">The fs-verity digest that it should have; null where that is not known.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LinuxException">A call failed, but for reading, which is damage.</exception>
    public ObjectState Look(SafeFileHandle folder, ReadOnlySpan<byte> path, long? size, VerityDigest? verity, CancellationToken cancellationToken)
    {
        var errno = OpenAt2.TryOpen(folder, path, digests is null ? OpenFlags.PathOnly | OpenFlags.NoFollow : Flags, 0, ResolveFlags.InRoot | ResolveFlags.NoSymlinks, out var file);
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return ObjectState.Missing;
        }

        if (errno is Errno.ELOOP or Errno.ENXIO)
        {
            return ObjectState.Damaged("is no regular file");
        }

        LinuxException.ThrowIfError(errno, "open", path);
        using (file)
        {
            var status = Statx.Query(file!);
            if (!status.IsRegularFile)
            {
                return ObjectState.Damaged("is no regular file");
            }

            var state = LookInto(file!, status, path, verity, cancellationToken);
            if (size is not { } expected || status.Size == expected || state.Kind == FindingKind.DamagedObject)
            {
                return state;
            }

            return digests is null
                ? ObjectState.Damaged(string.Create(CultureInfo.InvariantCulture, $"has {status.Size} bytes instead of {expected}"))
                : ObjectState.OtherInBlob($"gives the object {Encoding.ASCII.GetString(path)} another size than its content has");
        }
    }

    private ObjectState LookInto(SafeFileHandle file, in FileStatus status, ReadOnlySpan<byte> path, VerityDigest? verity, CancellationToken cancellationToken)
    {
        if (digests is null)
        {
            return ObjectState.Sound;
        }

        try
        {
            var actual = digests.Of(file, status, cancellationToken);
            if (TryGetName(path) is { } name && name != actual.Sha256)
            {
                return ObjectState.Damaged("its content is not what its name says");
            }

            return verity is { } expected && ContentDigests.ToVector(expected) != actual.Verity
                ? ObjectState.OtherInBlob($"gives the object {Encoding.ASCII.GetString(path)} another fs-verity digest than its content has")
                : ObjectState.Sound;
        }
        catch (LinuxException error) when (error.Errno == Errno.EIO)
        {
            return ObjectState.Damaged("cannot be read from the disk, or is not what it was sealed with");
        }
    }

    /// <summary>The SHA-256 that a path <c>xx/rest</c> says; null where it is no such path.</summary>
    private static Vector256<byte>? TryGetName(ReadOnlySpan<byte> path)
    {
        if (path.Length != ObjectPath.Length || path[ObjectPath.ShardLength] != (byte)'/' || !ObjectPath.IsObject(path[..ObjectPath.ShardLength], path[(ObjectPath.ShardLength + 1)..]))
        {
            return null;
        }

        Span<byte> hex = stackalloc byte[2 * Vector256<byte>.Count];
        path[..ObjectPath.ShardLength].CopyTo(hex);
        path[(ObjectPath.ShardLength + 1)..].CopyTo(hex[ObjectPath.ShardLength..]);
        Span<byte> name = stackalloc byte[Vector256<byte>.Count];
        return Convert.FromHexString(hex, name, out _, out _) == OperationStatus.Done ? Vector256.Create<byte>(name) : null;
    }
}
