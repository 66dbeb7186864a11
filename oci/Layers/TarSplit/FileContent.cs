using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>
/// The content of a file as tar-split describes it: reading it checks that it is not shorter and, where there is a checksum, neither longer
/// nor another.
/// </summary>
internal sealed class FileContent(Stream content, ReadOnlyMemory<byte> name, long size, ulong? checksum) : IDisposable
{
    private ulong _checksum;
    private long _read;

    /// <summary>The next bytes; 0 at the end, when all of them were right.</summary>
    public int Read(Span<byte> buffer)
    {
        Span<byte> wanted = buffer[..(int)Math.Min(buffer.Length, size - _read)];
        if (wanted.IsEmpty)
        {
            return 0;
        }

        int count = content.Read(wanted);
        if (count == 0)
        {
            throw Wrong($"is {_read} bytes long where the layer had {size}");
        }

        _read += count;
        if (checksum is { } expected)
        {
            _checksum = Crc64.Append(_checksum, wanted[..count]);
            if (_read == size)
            {
                CheckWhole(expected);
            }
        }

        return count;
    }

    public void Dispose() => content.Dispose();

    private void CheckWhole(ulong expected)
    {
        if (_checksum != expected)
        {
            throw Wrong("is not what the layer had: its checksum differs");
        }

        if (content.ReadByte() >= 0)
        {
            throw Wrong($"is longer than the {size} bytes that the layer had");
        }
    }

    private InvalidDataException Wrong(string what) => new($"file {ByteText.Quote(name.Span)} {what}");
}
