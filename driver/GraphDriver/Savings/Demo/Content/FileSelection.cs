namespace GraphDriver.Savings.Demo.Content;

/// <summary>Chooses files so that both their number and their sum are about what is wanted. The same files give the same choice.</summary>
internal static class FileSelection
{
    /// <summary>A file that is larger than this part of the sum is not taken: a few of them would leave no room for the number.</summary>
    private const int LargestPart = 16;

    /// <summary>Chooses from files in their order: while the files so far are smaller than the average that is wanted, one of the large ones, else one of the small.</summary>
    /// <param name="files">What there is.</param>
    /// <param name="count">How many are wanted; fewer come where there are not so many.</param>
    /// <param name="size">How many bytes they are to have together, which they do not exceed.</param>
    public static IReadOnlyList<MachineFile> Choose(IReadOnlyList<MachineFile> files, int count, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var average = count == 0 ? 0 : size / count;
        var largest = Math.Max(average, size / LargestPart);
        var small = new Queue<MachineFile>(files.Where(file => file.Size <= average));
        var large = new Queue<MachineFile>(files.Where(file => file.Size > average && file.Size <= largest));
        var chosen = new List<MachineFile>(Math.Min(count, files.Count));
        var sum = 0L;
        while (chosen.Count < count && (large.Count > 0 || small.Count > 0))
        {
            var isLarge = large.TryPeek(out var next) && (small.Count == 0 || sum + next.Size <= average * (chosen.Count + 1L));
            var file = isLarge ? large.Dequeue() : small.Dequeue();
            if (sum + file.Size <= size)
            {
                chosen.Add(file);
                sum += file.Size;
            }
        }

        return chosen;
    }
}
