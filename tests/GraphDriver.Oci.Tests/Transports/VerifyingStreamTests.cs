using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Tests.Transports;

public sealed class VerifyingStreamTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];

    private static Descriptor Blob(byte[] content, long? size = null) =>
        new() { MediaType = MediaType.OciLayer, Digest = Digest.Sha256Of(content), Size = size ?? content.Length };

    private static async Task<byte[]> ReadAsync(Stream stream, bool async)
    {
        await using var _ = stream;
        using var copy = new MemoryStream();
        var buffer = new byte[999];
        for (int count; (count = async ? await stream.ReadAsync(buffer) : stream.Read(buffer)) > 0;)
        {
            copy.Write(buffer, 0, count);
        }

        return copy.ToArray();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Passes_the_right_bytes(bool async)
    {
        Assert.Equal(Content, await ReadAsync(new VerifyingStream(new MemoryStream(Content), Blob(Content), "dir:d"), async));
        Assert.Empty(await ReadAsync(new VerifyingStream(new MemoryStream([]), Blob([]), "dir:d"), async));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hashes_with_the_algorithm_of_the_digest(bool async)
    {
        var digest = Digest.Parse("sha512:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(Content)));
        var blob = Blob(Content) with { Digest = digest };
        Assert.Equal(Content, await ReadAsync(new VerifyingStream(new MemoryStream(Content), blob, "dir:d"), async));
    }

    public static readonly TheoryData<int, int, bool, string> Wrong = new()
    {
        // bytes that come, bytes in the descriptor, whether the first one is changed
        { 100_000, 100_000, true, "have the digest sha256:" },
        { 99_999, 100_000, false, "expected 100000 bytes, got 99999" },
        { 0, 100_000, false, "expected 100000 bytes, got 0" },
        { 100_000, 99_999, false, "have the digest sha256:" },
        { 1, 0, false, "expected 0 bytes, got more" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Fails_before_it_tells_the_end(int coming, int named, bool change, string reason)
    {
        var bytes = Content[..coming];
        if (change)
        {
            bytes[0] ^= 1;
        }

        var blob = Blob(Content, named);
        foreach (var async in new[] { true, false })
        {
            var stream = new VerifyingStream(new MemoryStream(bytes), blob, "dir:d");
            var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(stream, async));
            Assert.StartsWith($"dir:d: blob {blob.Digest}: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Refuses_what_follows_the_blob()
    {
        using var stream = new VerifyingStream(new MemoryStream([.. Content, 0]), Blob(Content), "dir:d");
        var buffer = new byte[Content.Length + 10];
        Assert.Equal(Content.Length, stream.Read(buffer));
        Assert.Contains("got more", Assert.Throws<InvalidDataException>(() => stream.Read(buffer)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => stream.Read(buffer));
    }

    [Fact]
    public void Hands_out_none_of_the_last_bytes_of_a_wrong_blob()
    {
        using var stream = new VerifyingStream(new MemoryStream(new byte[10]), Blob(Content, 10), "dir:d");
        Assert.Throws<InvalidDataException>(() => stream.Read(new byte[10]));
        Assert.Throws<InvalidDataException>(() => stream.Read(new byte[10]));
    }

    [Fact]
    public void Takes_a_read_of_nothing_for_no_end()
    {
        using var stream = new VerifyingStream(new MemoryStream(Content), Blob(Content), "dir:d");
        Assert.Equal(0, stream.Read([]));
        Assert.Equal(Content.Length, stream.Read(new byte[Content.Length]));
        Assert.Equal(0, stream.Read(new byte[1]));
    }
}
