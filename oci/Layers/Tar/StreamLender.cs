namespace GraphDriver.Oci.Layers.Tar;

/// <summary>Lends the bytes of any stream from a buffer of its own.</summary>
internal sealed class StreamLender(Stream stream) : IByteLender
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(256 << 10);
    private int _start;
    private int _end;
    private bool _ended;

    public ReadOnlySpan<byte> Borrow()
    {
        if (_start == _end && !_ended)
        {
            _start = 0;
            _end = stream.Read(_bytes);
            _ended = _end == 0;
        }

        return _bytes.AsSpan(_start, _end - _start);
    }

    public void GiveBack(int count) => _start += count;
}
