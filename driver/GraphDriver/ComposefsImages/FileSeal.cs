using GraphDriver.Composefs.Verity;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Verity;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.ComposefsImages;

/// <summary>Seals files by fs-verity, and checks that the kernel sealed what was meant.</summary>
public static class FileSeal
{
    private const int DescriptorSize = 256;

    /// <summary>Seals a file, unless it is sealed already, and returns its digest, which was computed here too and compared.</summary>
    /// <param name="path">A regular file that nobody has open for writing.</param>
    /// <param name="parameters">Those of composefs by default: SHA-256, blocks of 4 KiB, no salt. A file that is sealed keeps its own.</param>
    /// <exception cref="LinuxException">The kernel or the file system cannot, or the file is in use.</exception>
    /// <exception cref="InvalidDataException">The kernel's digest is not that of the content.</exception>
    public static VerityDigest Seal(string path, VerityParameters? parameters = null)
    {
        parameters ??= VerityParameters.Default;
        using var file = OpenAt.Open(path, OpenFlags.ReadOnly);
        var errno = EnableVerity.TryEnable(file, (Linux.Verity.VerityAlgorithm)parameters.Algorithm, (uint)parameters.BlockSize, parameters.Salt);
        if (errno is not (Errno.None or Errno.EEXIST))
        {
            var isMissing = errno is Errno.EOPNOTSUPP or Errno.ENOTTY;
            throw LinuxException.From(errno, "enable fs-verity", path, isMissing ? "the kernel or the file system has no fs-verity" : null);
        }

        var actual = FileDigest.Measure(file) ?? throw LinuxException.From(Errno.ENODATA, "measure fs-verity", path);
        var expected = FileDigest.Compute(file, errno == Errno.EEXIST ? ReadParameters(file) : parameters);
        return actual == expected ? actual : throw new InvalidDataException($"'{path}' is sealed with the digest {actual}, but its content has {expected}");
    }

    /// <summary>The parameters that a file is sealed with.</summary>
    /// <exception cref="LinuxException">The file is not sealed, or the kernel does not tell (it does from 5.12 on).</exception>
    /// <exception cref="InvalidDataException">What the kernel tells is no descriptor.</exception>
    public static VerityParameters ReadParameters(SafeFileHandle file)
    {
        Span<byte> descriptor = stackalloc byte[DescriptorSize];
        var length = 0;
        for (int count; length < descriptor.Length && (count = ReadVerityMetadata.Read(file, VerityMetadata.Descriptor, length, descriptor[length..])) > 0;)
        {
            length += count;
        }

        return VerityParameters.FromDescriptor(descriptor[..length]);
    }
}
