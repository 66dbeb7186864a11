using System.Security.Cryptography;
using GraphDriver.Pull;

namespace GraphDriver.Tests.Pull;

public sealed class ReadAheadStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(1_000_003)]
    public void Hands_on_every_byte_once_and_in_order(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        var observed = new MemoryStream();
        using var stream = new ReadAheadStream(new MemoryStream(content), "test", 4096, 3, chunk => observed.Write(chunk));

        var read = new MemoryStream();
        stream.CopyTo(read);

        Assert.Equal(content, read.ToArray());
        Assert.Equal(content, observed.ToArray());
        Assert.Equal(0, stream.Read(new byte[1]));
    }

    [Fact]
    public void Throws_an_error_of_the_source_after_the_bytes_before_it()
    {
        using var stream = new ReadAheadStream(new FailingStream(10_000), "test", 4096, 2);
        var buffer = new byte[8192];

        stream.ReadExactly(buffer);

        var error = Assert.Throws<InvalidDataException>(() => stream.ReadExactly(buffer));
        Assert.Equal("broken here", error.Message);
    }

    [Fact]
    public void Ends_its_thread_when_the_reader_gives_up()
    {
        var source = new FailingStream(long.MaxValue);
        var stream = new ReadAheadStream(source, "test", 4096, 2);
        stream.ReadExactly(new byte[100]);

        stream.Dispose();

        var reads = source.Reads;
        Assert.True(reads <= 4, "the source was read on after the buffers were full");
    }

    /// <summary>Zeros up to a length, then an error.</summary>
    private sealed class FailingStream(long length) : MemoryStream
    {
        private long _left = length;

        public int Reads { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            Reads++;
            if (_left == 0)
            {
                throw new InvalidDataException("broken here");
            }

            var count = (int)Math.Min(_left, buffer.Length);
            buffer[..count].Clear();
            _left -= count;
            return count;
        }
    }
}
