namespace GraphDriver.Oci.Layers;

/// <summary>A stream that also lends its bytes where they lie, so that whoever reads them need not copy them.</summary>
public interface IByteLender
{
    /// <summary>The next bytes, at least one, waiting for them; nothing at the end. They are valid until they are given back.</summary>
    ReadOnlySpan<byte> Borrow();

    /// <summary>Gives the first <paramref name="count"/> of the borrowed bytes back: they count as read.</summary>
    void GiveBack(int count);
}
