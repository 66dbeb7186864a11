using System.Numerics;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Finds files by the bytes of their names: a hash table of indices, two slots a file.</summary>
internal sealed class NameTable
{
    private readonly IReadOnlyList<TocFile> _files;
    private readonly int[] _slots;

    /// <exception cref="InvalidDataException">Two files have one name.</exception>
    public NameTable(IReadOnlyList<TocFile> files)
    {
        _files = files;
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, 2 * files.Count))];
        for (var i = 0; i < files.Count; i++)
        {
            var slot = SlotOf(files[i].Name.Span);
            if (_slots[slot] != 0)
            {
                throw new InvalidDataException($"table of contents: {ByteText.Quote(files[i].Name.Span)} stands there twice");
            }

            _slots[slot] = i + 1;
        }
    }

    public TocFile? Find(ReadOnlySpan<byte> name) => _slots[SlotOf(name)] is > 0 and int found ? _files[found - 1] : null;

    // Where the name is, or where it would be.
    private uint SlotOf(ReadOnlySpan<byte> name)
    {
        var mask = (uint)_slots.Length - 1;
        var slot = (uint)SeededHash.Of(name) & mask;
        while (_slots[slot] is > 0 and int found && !_files[found - 1].Name.Span.SequenceEqual(name))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}
