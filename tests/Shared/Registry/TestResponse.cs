using System.Collections.Immutable;
using System.Text;

namespace GraphDriver.Testing.Registry;

/// <summary>What a <see cref="TestHttpServer"/> sends, and where it breaks off.</summary>
public sealed record TestResponse
{
    public int Status { get; init; } = 200;

    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The length that the headers name; null names the body's, -1 none, so that the connection's end is the body's.</summary>
    public long? DeclaredLength { get; init; }

    /// <summary>Sends the body in chunks, without its length.</summary>
    public bool Chunked { get; init; }

    /// <summary>Closes the connection after so many bytes of the body; -1 before the headers.</summary>
    public long? CutAfter { get; init; }

    /// <summary>Sends nothing more after so many bytes of the body, until the client gives up; -1 before the headers.</summary>
    public long? StallAfter { get; init; }

    /// <summary>How long it waits before the headers.</summary>
    public TimeSpan Delay { get; init; }

    public static TestResponse Text(int status, string body, string contentType = "application/json") =>
        new TestResponse { Status = status, Body = Encoding.UTF8.GetBytes(body) }.With("Content-Type", contentType);

    /// <summary>An error of the distribution API.</summary>
    public static TestResponse Error(int status, string code, string message) =>
        Text(status, $$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""");

    public static TestResponse Redirect(string location, int status = 307) =>
        new TestResponse { Status = status }.With("Location", location);

    /// <summary>With one more header.</summary>
    public TestResponse With(string name, string value) => this with { Headers = Headers.Add((name, value)) };

    /// <summary>Without a header.</summary>
    public TestResponse Without(string name) =>
        this with { Headers = Headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) };
}
