namespace GraphDriver.Savings.Disk.Counting;

/// <summary>The names on the way to a directory.</summary>
internal sealed record Trail(Trail? Above, byte[] Name)
{
    /// <summary>The names, the uppermost first.</summary>
    public Stack<byte[]> Names()
    {
        var names = new Stack<byte[]>();
        for (var trail = this; trail is not null; trail = trail.Above)
        {
            names.Push(trail.Name);
        }

        return names;
    }
}
