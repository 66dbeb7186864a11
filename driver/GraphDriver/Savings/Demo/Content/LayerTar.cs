using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers.Tar;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Demo.Content;

/// <summary>
/// The tars of images that differ in one file. What all have is written to a file once, so that they have it alike though the machine's files may
/// change meanwhile; what is an image's own follows it.
/// </summary>
internal sealed class LayerTar : IDisposable
{
    /// <summary>The file in which the images differ, and the folder that it is in.</summary>
    private const string OwnFolder = "etc/";
    private const string OwnFile = "etc/graphdriver-demo";
    private const uint FolderMode = 0x1ED;
    private const uint FileMode = 0x1A4;
    private const uint OwnerOnly = 0x180;
    private const int EndOfArchive = 2 * 512;
    private const int BufferSize = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly long _length;
    private readonly int _differing;

    private LayerTar(SafeFileHandle file, long length, int differing) => (_file, _length, _differing) = (file, length, differing);

    /// <summary>How many bytes a tar has.</summary>
    public long Size { get; private init; }

    /// <summary>Regular files in an image.</summary>
    public int Files { get; private init; }

    /// <summary>The bytes of their contents.</summary>
    public long ContentBytes { get; private init; }

    /// <summary>Files that went away, or could not be read, while they were.</summary>
    public int Skipped { get; private init; }

    /// <summary>Writes what all images have.</summary>
    /// <param name="path">A file that is not there yet.</param>
    /// <param name="entries">What it is.</param>
    /// <param name="differing">How many bytes the file has in which they differ.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">A file that has to be there cannot be read, or the tar not be written.</exception>
    public static LayerTar Write(string path, LayerEntries entries, int differing, CancellationToken cancellationToken)
    {
        var file = OpenAt.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive, OwnerOnly);
        try
        {
            using var tar = new TarStream(entries.Read());
            var length = Copy(tar, file, cancellationToken) - EndOfArchive;
            return new LayerTar(file, length, differing)
            {
                Size = length + Tail(1, differing).Length,
                Files = entries.Files + 1,
                ContentBytes = entries.ContentBytes + differing,
                Skipped = entries.Skipped,
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The whole tar of an image.</summary>
    /// <param name="number">Which.</param>
    public Stream Open(int number) => new TailedFile(_file, _length, Tail(number, _differing));

    public void Dispose() => _file.Dispose();

    private static long Copy(TarStream tar, SafeFileHandle file, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        var length = 0L;
        int count;
        while ((count = tar.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteFile.WriteAt(file, buffer.AsSpan(0, count), length);
            length += count;
        }

        return length;
    }

    private static byte[] Tail(int number, int size)
    {
        TarStreamEntry[] entries =
        [
            new(new TarEntryDescription { Type = TarEntryType.Directory, Name = Encoding.ASCII.GetBytes(OwnFolder), Mode = FolderMode }),
            new(
                new TarEntryDescription { Type = TarEntryType.RegularFile, Name = Encoding.ASCII.GetBytes(OwnFile), Mode = FileMode, Size = size },
                new MemoryStream(Noise(number, size), writable: false)),
        ];
        using var tar = new TarStream(entries);
        using var bytes = new MemoryStream();
        tar.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Bytes that no compression makes fewer, and that are no other image's.</summary>
    private static byte[] Noise(int number, int size)
    {
        var noise = new byte[size];
        Span<byte> seed = stackalloc byte[2 * sizeof(int)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(seed, number);
        for (var at = 0; at < size; at += hash.Length)
        {
            BinaryPrimitives.WriteInt32LittleEndian(seed[sizeof(int)..], at);
            SHA256.HashData(seed, hash);
            hash[..Math.Min(hash.Length, size - at)].CopyTo(noise.AsSpan(at));
        }

        return noise;
    }
}
