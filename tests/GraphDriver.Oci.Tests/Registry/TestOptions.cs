using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Registry.Configuration;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry;

/// <summary>Short time limits, and an environment without this machine's configuration.</summary>
internal static class TestOptions
{
    /// <summary>An environment with these variables, whose files are all below <paramref name="root"/>.</summary>
    public static HostEnvironment Environment(string root = "/nonexistent", params (string Name, string Value)[] variables) => new()
    {
        UserId = 1000,
        SystemRoot = root,
        Variable = name => name == "HOME" ? root + "/home" : variables.FirstOrDefault(variable => variable.Name == name).Value,
    };

    public static RegistryOptions Create(bool? tlsVerify = false, int stallMilliseconds = 20_000, Action<string>? log = null) => new()
    {
        TlsVerify = tlsVerify,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(20),
        StallTimeout = TimeSpan.FromMilliseconds(stallMilliseconds),
        HeaderTimeout = TimeSpan.FromSeconds(20),
        Environment = Environment(),
        Log = log,
    };

    public static Task<RegistryImageSource> OpenAsync(TestRegistry registry, string name, RegistryOptions? options = null) =>
        RegistryImageSource.OpenAsync(ImageReference.Parse($"{registry.Host}/{name}"), options ?? Create(), CancellationToken.None);

    public static Descriptor Blob(byte[] content) =>
        new() { MediaType = MediaType.OciLayer, Digest = Digest.Sha256Of(content), Size = content.Length };

    public static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }

    public static async Task<byte[]> ReadAsync(Stream stream, bool async)
    {
        await using var _ = stream;
        using var copy = new MemoryStream();
        var buffer = new byte[10_000];
        // Blocking reads get a thread of their own: that is how layers are read.
        await (async ? CopyAsync() : Task.Factory.StartNew(Copy, TaskCreationOptions.LongRunning));
        return copy.ToArray();

        void Copy()
        {
            for (int count; (count = stream.Read(buffer)) > 0;)
            {
                copy.Write(buffer, 0, count);
            }
        }

        async Task CopyAsync()
        {
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
            {
                copy.Write(buffer, 0, count);
            }
        }
    }
}
