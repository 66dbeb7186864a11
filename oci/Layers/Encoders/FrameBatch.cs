namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>Frames that follow each other in a tar stream, as many as make it worth while to compress them elsewhere.</summary>
internal sealed class FrameBatch
{
    /// <summary>The most bytes of a frame.</summary>
    public const int MaxFrameLength = 4 << 20;

    /// <summary>The longest hole; a longer one is several.</summary>
    public const long MaxZeros = 64 << 20;

    private const int EnoughLength = 512 << 10;

    /// <summary>Where the bytes begin; before them there is room for those that cuts depend on.</summary>
    private const int InputStart = RollingSum.WindowLength;

    // The frame that makes it enough may be a whole one, with what was read after it.
    private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(InputStart + EnoughLength + MaxFrameLength + ZeroRun.MinLength);
    private readonly List<Frame> _frames = [];
    private readonly List<ChunkedFile> _files = [];
    private byte[] _output = [];
    private long _zeros;

    /// <summary>Frames that are cut.</summary>
    public IReadOnlyList<Frame> Frames => _frames;

    /// <summary>Entries of the tar that end in this batch, in their order.</summary>
    public IReadOnlyList<ChunkedFile> Files => _files;

    /// <summary>Where the frame begins that is not cut yet.</summary>
    public int FrameStart { get; private set; } = InputStart;

    /// <summary>The byte after the last one that is there.</summary>
    public int End { get; private set; } = InputStart;

    public ReadOnlySpan<byte> Input => _input.AsSpan(0, End);

    /// <summary>What of a frame is there.</summary>
    public ReadOnlySpan<byte> Bytes(Frame frame) => _input.AsSpan(frame.Start, frame.Length);

    /// <summary>What the frames came to, one after the other.</summary>
    public ReadOnlySpan<byte> Output => _output;

    /// <summary>Whether the frames make it worth while.</summary>
    public bool IsEnough => FrameStart - InputStart >= EnoughLength || _zeros >= MaxZeros || _files.Count >= 4096;

    /// <summary>Adds bytes to the frame that is not cut yet: as many as fit, whose number it returns.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(bytes.Length, Math.Min(_input.Length - End, MaxFrameLength + ZeroRun.MinLength - (End - FrameStart)));
        bytes[..count].CopyTo(_input.AsSpan(End));
        End += count;
        return count;
    }

    /// <summary>Cuts a frame of the next <paramref name="length"/> bytes, which are headers.</summary>
    public void Cut(int length)
    {
        _frames.Add(new Frame { Start = FrameStart, Length = length });
        FrameStart += length;
    }

    /// <summary>Cuts a frame of the next <paramref name="length"/> bytes and of <paramref name="zeros"/> that are not there: a chunk of a file.</summary>
    public void Cut(int length, long zeros, ChunkedFile file, bool isFirst, bool isLast)
    {
        _frames.Add(new Frame { Start = FrameStart, Length = length, Zeros = zeros, File = file, IsFirst = isFirst, IsLast = isLast });
        FrameStart += length;
        _zeros += zeros;
        if (isLast)
        {
            EndFile(file);
        }
    }

    /// <summary>Takes the next <paramref name="count"/> bytes, which were not cut, away.</summary>
    public void Remove(int count)
    {
        _input.AsSpan((FrameStart + count)..End).CopyTo(_input.AsSpan(FrameStart));
        End -= count;
    }

    /// <summary>Nothing follows of an entry.</summary>
    public void EndFile(ChunkedFile file) => _files.Add(file);

    /// <summary>Makes this the batch after <paramref name="before"/>: what was not cut there goes here, with what cuts depend on.</summary>
    public void Follow(FrameBatch before)
    {
        _frames.Clear();
        _files.Clear();
        _zeros = 0;
        ReadOnlySpan<byte> rest = before.Input[(before.FrameStart - InputStart)..];
        rest.CopyTo(_input);
        FrameStart = InputStart;
        End = rest.Length;
        before.End = before.FrameStart;
    }

    /// <summary>Room for another <paramref name="length"/> bytes of output after <paramref name="used"/>.</summary>
    public Span<byte> ReserveOutput(int used, int length)
    {
        if (_output.Length - used < length)
        {
            Array.Resize(ref _output, Math.Max(used + length, Math.Min(2 * _output.Length, Array.MaxLength)));
        }

        return _output.AsSpan(used);
    }
}
