using System.Text;

namespace GraphDriver.Testing.Registry;

/// <summary>Answers requests for ranges of blobs.</summary>
internal static class TestRangeAnswer
{
    private const string Boundary = "3d6b6a416f9b5";

    public static TestResponse To(TestRanges behaviour, TestResponse whole, long first, long? asked)
    {
        var size = whole.Body.Length;
        if (first >= size)
        {
            return TestResponse.Text(416, "", "text/plain").With("Content-Range", $"bytes */{size}");
        }

        var last = Math.Min(asked ?? long.MaxValue, size - 1);
        var middle = first + ((last - first) / 2);
        return behaviour switch
        {
            TestRanges.Whole => whole,
            TestRanges.Multipart => Parts(whole, (first, last)),
            TestRanges.TwoParts => middle < last ? Parts(whole, (first, middle), (middle + 1, last)) : Parts(whole, (first, last)),
            TestRanges.EmptyMultipart => Parts(whole),
            TestRanges.Half => Part(whole, first, middle),
            TestRanges.TenBytes => Part(whole, first, Math.Min(last, first + 9)),
            TestRanges.ShortBody => Part(whole, first, last) with { CutAfter = last - first },
            TestRanges.WrongStart => Part(whole, first, last, $"bytes {first + 1}-{last + 1}/{size}"),
            TestRanges.WrongSize => Part(whole, first, last, $"bytes {first}-{last}/{size + 1}"),
            TestRanges.NoContentRange => Part(whole, first, last).Without("Content-Range"),
            TestRanges.BadRequest => TestResponse.Text(400, ""),
            TestRanges.NotSatisfiable => TestResponse.Text(416, "", "text/plain").With("Content-Range", $"bytes */{size}"),
            TestRanges.NotImplemented => TestResponse.Text(501, ""),
            _ => Part(whole, first, last),
        };
    }

    private static TestResponse Part(TestResponse whole, long first, long last, string? contentRange = null) =>
        (whole with { Status = 206, Body = Slice(whole, first, last) }).With("Content-Range", contentRange ?? $"bytes {first}-{last}/{whole.Body.Length}");

    private static TestResponse Parts(TestResponse whole, params (long First, long Last)[] parts)
    {
        var body = new MemoryStream();
        foreach (var (first, last) in parts)
        {
            body.Write(Encoding.ASCII.GetBytes($"\r\n--{Boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes {first}-{last}/{whole.Body.Length}\r\n\r\n"));
            body.Write(Slice(whole, first, last).Span);
        }

        body.Write(Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n"));
        return (whole.Without("Content-Type") with { Status = 206, Body = body.ToArray() }).With("Content-Type", $"multipart/byteranges; boundary=\"{Boundary}\"");
    }

    private static ReadOnlyMemory<byte> Slice(TestResponse whole, long first, long last) => whole.Body.Slice((int)first, (int)(last - first + 1));
}
