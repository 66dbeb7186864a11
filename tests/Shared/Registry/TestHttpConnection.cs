using System.Globalization;
using System.Net;
using System.Text;

namespace GraphDriver.Testing.Registry;

/// <summary>One connection's requests and responses, byte by byte.</summary>
internal sealed class TestHttpConnection(Stream stream) : IAsyncDisposable
{
    private const int MaxHead = 64 << 10;
    private const int PieceSize = 256 << 10;

    private readonly byte[] _buffer = new byte[MaxHead];
    private int _start;
    private int _end;
    private long _left;

    /// <summary>The next request; null where the client closed the connection.</summary>
    public async Task<TestRequest?> ReadRequestAsync(CancellationToken cancellationToken)
    {
        int headEnd;
        while ((headEnd = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellationToken))
            {
                return null;
            }

            if (!char.IsAsciiLetterUpper((char)_buffer[_start]))
            {
                throw new InvalidDataException("no HTTP request, but perhaps a TLS handshake");
            }
        }

        var lines = Encoding.Latin1.GetString(_buffer, _start, headEnd).Split("\r\n");
        _start += headEnd + 4;
        var words = lines[0].Split(' ');
        if (words is not [_, _, "HTTP/1.1"])
        {
            throw new InvalidDataException("no HTTP request");
        }

        var headers = lines.Skip(1)
            .Select(line => line.Split(':', 2))
            .GroupBy(line => line[0].Trim(), line => line[1].Trim(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(header => header.Key, header => string.Join(", ", header), StringComparer.OrdinalIgnoreCase);
        return new TestRequest(words[0], words[1], headers, []);
    }

    /// <summary>Reads the body that belongs to a request's head.</summary>
    /// <param name="head">The request without its body.</param>
    /// <param name="cutAfter">Stops after so many bytes, with an exception that ends the connection.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<TestRequest> ReadBodyAsync(TestRequest head, long? cutAfter, CancellationToken cancellationToken)
    {
        if (head.Header("Expect") == "100-continue")
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        _left = cutAfter ?? long.MaxValue;
        using var body = new MemoryStream();
        if (head.Header("Transfer-Encoding") == "chunked")
        {
            for (int size; (size = Convert.ToInt32(await ReadLineAsync(cancellationToken), 16)) > 0;)
            {
                await ReadAsync(body, size, cancellationToken);
                await ReadLineAsync(cancellationToken);
            }

            await ReadLineAsync(cancellationToken);
        }
        else
        {
            await ReadAsync(body, int.Parse(head.Headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture), cancellationToken);
        }

        return head with { Body = body.ToArray() };
    }

    /// <summary>Sends a response; false where the connection ends with it.</summary>
    public async Task<bool> SendAsync(TestRequest request, TestResponse response, CancellationToken cancellationToken)
    {
        if (response.Delay > TimeSpan.Zero)
        {
            await Task.Delay(response.Delay, cancellationToken);
        }

        if (response.CutAfter < 0)
        {
            return false;
        }

        if (response.StallAfter < 0)
        {
            return await StallAsync(cancellationToken);
        }

        await stream.WriteAsync(Head(response), cancellationToken);
        if (request.Method == "HEAD" || response.Status is 204 or 304)
        {
            return true;
        }

        var limit = Math.Min(response.CutAfter ?? long.MaxValue, response.StallAfter ?? long.MaxValue);
        var body = response.Body[..(int)Math.Min(response.Body.Length, limit)];
        await SendBodyAsync(body, response.Chunked, cancellationToken);
        if (response.StallAfter is not null)
        {
            return await StallAsync(cancellationToken);
        }

        if (response.CutAfter is not null || response.DeclaredLength is not null)
        {
            return false;
        }

        if (response.Chunked)
        {
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        return true;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static byte[] Head(TestResponse response)
    {
        var head = new StringBuilder($"HTTP/1.1 {response.Status} {(HttpStatusCode)response.Status}\r\n");
        foreach (var (name, value) in response.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(response switch
        {
            { Chunked: true } => "Transfer-Encoding: chunked\r\n",
            { DeclaredLength: < 0 } => "Connection: close\r\n",
            _ => $"Content-Length: {response.DeclaredLength ?? response.Body.Length}\r\n",
        });
        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    private async Task SendBodyAsync(ReadOnlyMemory<byte> body, bool chunked, CancellationToken cancellationToken)
    {
        while (!body.IsEmpty)
        {
            var piece = body[..Math.Min(body.Length, PieceSize)];
            body = body[piece.Length..];
            if (chunked)
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes($"{piece.Length:x}\r\n"), cancellationToken);
            }

            await stream.WriteAsync(piece, cancellationToken);
            if (chunked)
            {
                await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
            }
        }
    }

    private async Task<bool> StallAsync(CancellationToken cancellationToken)
    {
        await stream.FlushAsync(cancellationToken);
        while (await stream.ReadAsync(_buffer, cancellationToken) > 0)
        {
        }

        return false;
    }

    private async Task ReadAsync(MemoryStream body, int length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                throw new EndOfStreamException();
            }

            var count = Math.Min(length, _end - _start);
            body.Write(_buffer, _start, count);
            (_start, length, _left) = (_start + count, length - count, _left - count);
            if (_left <= 0)
            {
                throw new IOException("the connection is to be cut here");
            }
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellationToken))
            {
                throw new EndOfStreamException();
            }
        }

        var line = Encoding.Latin1.GetString(_buffer, _start, end);
        _start += end + 2;
        return line;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            throw new InvalidDataException("the request is too long");
        }

        var count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += count;
        return count > 0;
    }
}
