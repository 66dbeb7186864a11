namespace GraphDriver.Objects.Index;

/// <summary>Goes through the records of a run in their order. It ends before the first damaged block.</summary>
internal sealed class RunCursor(DigestRun run)
{
    private RunBlock? _block;
    private long _next;
    private int _inBlock;

    /// <summary>The record that it stands on: a digest and its value.</summary>
    public ReadOnlySpan<byte> Record => _block!.Record(_inBlock);

    /// <summary>Goes to the next record; false at the end.</summary>
    public bool MoveNext()
    {
        if (_block is not null && ++_inBlock < _block.Count)
        {
            return true;
        }

        try
        {
            _block = _next < run.BlockCount ? run.ReadBlock(_next++) : null;
            _inBlock = 0;
            return _block is not null;
        }
        catch (InvalidDataException)
        {
            _block = null;
            return false;
        }
    }
}
