using GraphDriver.Oci.Layers;
using GraphDriver.Pull;

namespace GraphDriver.Push;

/// <summary>A tar stream that is read ahead by a thread of its own, so that reading and proving it go on while it is compressed.</summary>
internal sealed class AheadTar(Stream tar) : ReadOnlyStream, IByteLender
{
    private const int BufferSize = 1 << 18;
    private const int BufferCount = 4;

    private readonly ReadAheadStream _ahead = new(tar, "layer tar", BufferSize, BufferCount);

    public override int Read(Span<byte> buffer) => _ahead.Read(buffer);

    public ReadOnlySpan<byte> Borrow() => _ahead.Borrow();

    public void GiveBack(int count) => _ahead.GiveBack(count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ahead.Dispose();
            tar.Dispose();
        }

        base.Dispose(disposing);
    }
}
