using GraphDriver.Oci.Transports.Files;

namespace GraphDriver.Oci.Tests.Transports;

public sealed class WriterLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => $"{_folder.Path}/lock";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_writer_at_a_time_has_it()
    {
        var inside = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var held = WriterLock.Acquire(File);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                Thread.SpinWait(20);
                Interlocked.Decrement(ref inside);
            }
        })));

        Assert.Equal(1, most);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Who_waits_gets_it_when_it_is_given_back()
    {
        var first = WriterLock.Acquire(File);
        var second = Task.Run(() => WriterLock.Acquire(File));
        Assert.NotSame(second, await Task.WhenAny(second, Task.Delay(100)));
        first.Dispose();
        (await second).Dispose();
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void A_file_that_cannot_be_made_is_an_error_at_once() =>
        Assert.Throws<DirectoryNotFoundException>(() => WriterLock.Acquire($"{_folder.Path}/missing/lock"));
}
