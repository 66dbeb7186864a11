namespace GraphDriver.Objects.Index;

/// <summary>
/// Keeps the blocks that were read last, up to 4 MiB of them: each in the one place that its number gives it, from which the next one with that
/// place displaces it. Safe for several threads without a lock.
/// </summary>
internal sealed class BlockCache
{
    private const int Places = 1024; // a power of two

    private readonly RunBlock?[] _blocks = new RunBlock?[Places];

    /// <summary>The block where it is kept.</summary>
    public RunBlock? Find(DigestRun run, long index) =>
        Volatile.Read(ref _blocks[PlaceOf(run, index)]) is { } block && block.Run == run && block.Index == index ? block : null;

    /// <summary>Keeps a block.</summary>
    public void Keep(RunBlock block) => Volatile.Write(ref _blocks[PlaceOf(block.Run, block.Index)], block);

    private static int PlaceOf(DigestRun run, long index) => (int)((run.Seed + index) & (Places - 1));
}
