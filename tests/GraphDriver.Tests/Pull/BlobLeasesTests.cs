using GraphDriver.Oci.Model;
using GraphDriver.Pull;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Pull;

/// <summary>Two pulls of one blob at once: one fetches it, the other waits.</summary>
public sealed class BlobLeasesTests : IDisposable
{
    private static readonly Digest X = Digest.Sha256Of("x"u8);
    private static readonly Digest Y = Digest.Sha256Of("y"u8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    private readonly TemporaryStore _store = new();
    private int _waits;

    [Fact]
    public async Task The_second_waits_until_the_first_is_done()
    {
        using var first = NewPull();
        using var second = NewPull();
        await Take(first, 0, X);
        var waiting = Take(second, 0, X);
        await Task.Delay(Moment);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, _waits);
        first.Release(0);
        await waiting.WaitAsync(Patience);
        second.Release(0);
        Assert.Empty(Directory.GetFiles(Path.Combine(_store.RunRoot, "graphdriver/leases")));
    }

    [Fact]
    public async Task Other_blobs_are_free()
    {
        using var first = NewPull();
        using var second = NewPull();
        await Take(first, 0, X);
        await Take(second, 0, Y).WaitAsync(Patience);
        Assert.Equal(0, _waits);
    }

    [Fact]
    public async Task A_pull_that_ends_gives_all_back()
    {
        using var second = NewPull();
        Task waiting;
        using (var first = NewPull())
        {
            await Take(first, 3, X);
            waiting = Take(second, 0, X);
        }

        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var first = NewPull();
        using var second = NewPull();
        using var cancel = new CancellationTokenSource();
        await Take(first, 0, X);
        var waiting = second.TakeAsync(0, X, () => _waits++, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
    }

    [Fact]
    public async Task Two_that_wait_for_each_other_do_not_wait_for_ever()
    {
        using var first = NewPull();
        using var second = NewPull();

        // The images have the same layers in another order: each holds its upper one and cannot commit it before its lower one.
        await Take(first, 1, Y);
        await Take(second, 1, X);
        var firstWaits = Take(first, 0, X);
        var secondWaits = Take(second, 0, Y);
        await (await Task.WhenAny(firstWaits, secondWaits)).WaitAsync(Patience);
        first.Release(1);
        second.Release(1);
        await Task.WhenAll(firstWaits, secondWaits).WaitAsync(Patience);
    }

    [Fact]
    public async Task One_that_only_holds_lower_layers_is_waited_for()
    {
        using var first = NewPull();
        using var second = NewPull();
        await Take(first, 0, X);
        await Take(second, 1, Y);
        var firstWaits = Take(first, 1, Y);
        var secondWaits = Take(second, 0, X);
        await Task.Delay(Moment);
        Assert.False(firstWaits.IsCompleted || secondWaits.IsCompleted);
        first.Release(0);
        await secondWaits.WaitAsync(Patience);
        second.Release(1);
        await firstWaits.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_same_blob_twice_in_one_image_is_fetched_by_one_of_its_layers()
    {
        using var pull = NewPull();
        await Take(pull, 1, X);
        await Take(pull, 0, X).WaitAsync(Patience);
    }

    public void Dispose() => _store.Dispose();

    private BlobLeases NewPull() => new(_store.Storage.Root.RunRoot, log: null);

    private Task Take(BlobLeases pull, int layer, Digest blob) => pull.TakeAsync(layer, blob, () => Interlocked.Increment(ref _waits), CancellationToken.None);
}
