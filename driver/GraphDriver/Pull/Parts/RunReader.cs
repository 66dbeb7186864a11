using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.ZstdChunked;

namespace GraphDriver.Pull.Parts;

/// <summary>The bytes of a run of chunks, handed out as the range of one chunk after the other.</summary>
/// <param name="run">The run's bytes; not disposed here.</param>
/// <param name="start">Where in the blob they begin.</param>
internal sealed class RunReader(Stream run, long start) : ReadOnlyStream
{
    private const int ScratchSize = 4096;

    private long _read;
    private long _end;

    /// <summary>Goes to the range of a chunk, behind those before it; what reads from here then ends where that does.</summary>
    /// <exception cref="InvalidDataException">The bytes end before it.</exception>
    public void Enter(in TocChunk chunk)
    {
        _end = chunk.Offset - start;
        Span<byte> scratch = stackalloc byte[ScratchSize];
        while (_read < _end)
        {
            if (Read(scratch) == 0)
            {
                throw new InvalidDataException($"the range of the blob from byte {start} on has {_read} bytes and ends before the chunk at {chunk.Offset}");
            }
        }

        _end = chunk.EndOffset - start;
    }

    public override int Read(Span<byte> buffer)
    {
        var count = run.Read(buffer[..(int)Math.Min(buffer.Length, _end - _read)]);
        _read += count;
        return count;
    }
}
