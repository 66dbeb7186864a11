namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>A set of 32-bit values that takes four to eight bytes a value.</summary>
internal sealed class FingerprintSet
{
    private uint[] _slots = new uint[1024];
    private int _count;
    private bool _hasZero;

    /// <summary>Adds a value; false where it is there already.</summary>
    public bool Add(uint value)
    {
        if (value == 0)
        {
            return !_hasZero && (_hasZero = true);
        }

        if (_count >= _slots.Length / 4 * 3)
        {
            Grow();
        }

        if (!Insert(value))
        {
            return false;
        }

        _count++;
        return true;
    }

    private bool Insert(uint value)
    {
        var mask = _slots.Length - 1;
        var index = (int)value & mask;
        for (; _slots[index] != 0; index = (index + 1) & mask)
        {
            if (_slots[index] == value)
            {
                return false;
            }
        }

        _slots[index] = value;
        return true;
    }

    private void Grow()
    {
        var former = _slots;
        _slots = new uint[former.Length * 2];
        foreach (var value in former)
        {
            if (value != 0)
            {
                Insert(value);
            }
        }
    }
}
