using System.IO.Pipelines;
using System.Net;
using System.Runtime.ExceptionServices;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Http;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Registry.Uploads;

/// <summary>
/// Puts blobs into one repository (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs): by one
/// <c>PUT</c> where digest and size are known, else by a <c>PATCH</c> that is sent while the blob is made. What breaks on the way begins anew.
/// </summary>
internal sealed class BlobUploads(RegistryHost host, RegistryOptions options, string name, string path)
{
    // What lies between a writer and the network: enough for neither to wait for the other's every step.
    private const int PipeSize = 4 << 20;
    private const int PipeSegment = 128 << 10;

    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(5);
    private static readonly HttpStatusCode[] Stored = [HttpStatusCode.Created, HttpStatusCode.NoContent, HttpStatusCode.OK];

    /// <summary>Uploads a blob whose digest and size are known.</summary>
    /// <exception cref="RegistryException">The registry refuses, fails, or cannot be reached.</exception>
    public Task PutAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        var subject = $"{name}: blob {blob.Digest}";
        return RepeatAsync(subject, async () => { await PutOnceAsync(blob, open, subject, cancellationToken).ConfigureAwait(false); return blob; }, cancellationToken);
    }

    /// <summary>Uploads a blob while <paramref name="write"/> makes it.</summary>
    /// <exception cref="RegistryException">The registry refuses, fails, or cannot be reached.</exception>
    public Task<Descriptor> PutAsync(string what, Func<Stream, Descriptor> write, CancellationToken cancellationToken)
    {
        var subject = $"{name}: {what}";
        return RepeatAsync(subject, () => WriteOnceAsync(write, subject, cancellationToken), cancellationToken);
    }

    /// <summary>Has the registry take a blob over from another of its repositories; false where it does not.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="from">The other repository.</param>
    /// <param name="both">The registry, with tokens that open both repositories.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<bool> MountAsync(Descriptor blob, ImageReference from, RegistryHost both, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Method = HttpMethod.Post,
            Path = $"/v2/{path}/blobs/uploads/?mount={Uri.EscapeDataString(blob.Digest.ToString())}&from={Uri.EscapeDataString(from.Path)}",
            Subject = $"{name}: blob {blob.Digest}",
            Body = Nothing,
            Expected = [HttpStatusCode.Created, HttpStatusCode.Accepted],
        };
        try
        {
            using var response = await both.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Created)
            {
                return true;
            }

            // It opened an upload instead, which nobody needs.
            await AbortAsync(LocationOf(response, request.Subject), request.Subject).ConfigureAwait(false);
        }
        catch (RegistryException error) when (error.StatusCode is { } status && (int)status < 500)
        {
            options.Log?.Invoke($"{error.Message}; it is not mounted from {from.Name}");
        }

        return false;
    }

    private static ByteArrayContent Nothing() => new([]);

    private async Task<Descriptor> RepeatAsync(string subject, Func<Task<Descriptor>> attempt, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            TimeSpan delay;
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (UploadFailure failure) when (failures <= host.Retry.MaxRetries && (failure.IsTransient || (failure.IsOfToken && failures == 1)))
            {
                delay = host.Retry.Delay(failures, (failure.InnerException as RegistryException)?.RetryAfter);
                options.Log?.Invoke($"{subject}: {failure.Message}; uploading it again in {delay.TotalSeconds:0.0} s ({failures} of {host.Retry.MaxRetries})");
            }
            catch (UploadFailure failure)
            {
                throw host.Explain(failure.InnerException!, subject);
            }

            await host.Retry.WaitAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PutOnceAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, string subject, CancellationToken cancellationToken)
    {
        var location = await BeginAsync(subject, cancellationToken).ConfigureAwait(false);
        OpenedContent? content = null;
        var request = new RegistryRequest
        {
            Method = HttpMethod.Put,
            Path = WithDigest(location, blob.Digest),
            Subject = subject,
            Body = () => content = new OpenedContent(open, blob.Size),
            IsOneShot = true,
            Expected = Stored,
        };
        try
        {
            using var response = await host.SendAsync(request, cancellationToken).ConfigureAwait(false);
            CheckDigest(response, blob.Digest, subject);
        }
        catch (IOException error)
        {
            if (content?.ReadFailure is { } own)
            {
                ExceptionDispatchInfo.Throw(own);
            }

            throw new UploadFailure(error);
        }
    }

    private async Task<Descriptor> WriteOnceAsync(Func<Stream, Descriptor> write, string subject, CancellationToken cancellationToken)
    {
        var location = await BeginAsync(subject, cancellationToken).ConfigureAwait(false);
        var pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: PipeSize, resumeWriterThreshold: PipeSize / 2, minimumSegmentSize: PipeSegment, useSynchronizationContext: false));
        var sending = PatchAsync(location, pipe.Reader, subject, cancellationToken);
        Descriptor blob;
        try
        {
            blob = await BlobWriting.RunAsync(write, new PipeStream(pipe.Writer, sending), cancellationToken).ConfigureAwait(false);
            await pipe.Writer.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception own)
        {
            // Where the upload failed first, the writer only says so.
            var isOwn = !sending.IsFaulted;
            await pipe.Writer.CompleteAsync(own).ConfigureAwait(false);
            await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (isOwn)
            {
                await AbortAsync(location, subject).ConfigureAwait(false);
                throw;
            }

            await sending.ConfigureAwait(false);
            throw;
        }

        await EndAsync(await sending.ConfigureAwait(false), blob, subject, cancellationToken).ConfigureAwait(false);
        return blob;
    }

    /// <summary>Opens an upload and returns where it goes on.</summary>
    private async Task<string> BeginAsync(string subject, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Method = HttpMethod.Post,
            Path = $"/v2/{path}/blobs/uploads/",
            Subject = subject,
            Body = Nothing,
            Expected = [HttpStatusCode.Accepted],
        };
        using var response = await host.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return LocationOf(response, subject);
    }

    /// <summary>Sends what comes by the pipe, and returns where the upload goes on.</summary>
    /// <exception cref="UploadFailure">It broke; the pipe's writer is told.</exception>
    private async Task<string> PatchAsync(string location, PipeReader reader, string subject, CancellationToken cancellationToken)
    {
        using var content = new PipeContent(reader);
        var request = new RegistryRequest
        {
            Method = HttpMethod.Patch,
            Path = location,
            Subject = subject,
            Body = () => content,
            IsOneShot = true,
            Expected = [HttpStatusCode.Accepted, HttpStatusCode.NoContent],
        };
        try
        {
            using var response = await host.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return content.IsSent ? LocationOf(response, subject) : throw new IOException("the registry answered before the blob was whole");
        }
        catch (IOException error)
        {
            throw new UploadFailure(error);
        }
        finally
        {
            content.Abandon();
        }
    }

    private async Task EndAsync(string location, Descriptor blob, string subject, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Method = HttpMethod.Put,
            Path = WithDigest(location, blob.Digest),
            Subject = subject,
            Body = Nothing,
            Expected = [.. Stored, HttpStatusCode.NotFound],
        };
        using var response = await host.SendAsync(request, cancellationToken).ConfigureAwait(false);

        // Where the answer to a first try was lost, the upload is no more, but the blob is there.
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            CheckDigest(response, blob.Digest, subject);
        }
        else if (!await HasAsync(blob, cancellationToken).ConfigureAwait(false))
        {
            throw new UploadFailure(new RegistryException(subject, "the registry has lost the upload") { StatusCode = HttpStatusCode.RequestTimeout });
        }
    }

    /// <summary>Whether the repository has the blob.</summary>
    public async Task<bool> HasAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Method = HttpMethod.Head,
            Path = $"/v2/{path}/blobs/{blob.Digest}",
            Subject = $"{name}: blob {blob.Digest}",
            Expected = [HttpStatusCode.OK, HttpStatusCode.NotFound],
        };
        using var response = await host.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.OK && (response.Content.Headers.ContentLength ?? blob.Size) == blob.Size;
    }

    /// <summary>Tells the registry that nothing more comes; what it makes of that changes nothing here.</summary>
    private async Task AbortAsync(string location, string subject)
    {
        using var limit = new CancellationTokenSource(AbortTimeout);
        var request = new RegistryRequest { Method = HttpMethod.Delete, Path = location, Subject = subject, IsOneShot = true, Expected = [HttpStatusCode.NoContent, HttpStatusCode.Accepted, HttpStatusCode.OK] };
        try
        {
            (await host.SendAsync(request, limit.Token).ConfigureAwait(false)).Dispose();
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidDataException)
        {
            options.Log?.Invoke($"{subject}: the upload was not ended at the registry: {error.Message}");
        }
    }

    private static string LocationOf(HttpResponseMessage response, string subject)
    {
        var from = response.RequestMessage!.RequestUri!;
        var location = response.Headers.Location switch
        {
            null => throw new InvalidDataException($"{subject}: the registry does not say where the upload goes on"),
            { IsAbsoluteUri: true } absolute => absolute,
            var relative => new Uri(from, relative),
        };

        // A registry behind a proxy that speaks TLS for it often names itself by http.
        if (from.Scheme == Uri.UriSchemeHttps && location.Scheme == Uri.UriSchemeHttp && location.Host == from.Host)
        {
            location = new UriBuilder(location) { Scheme = Uri.UriSchemeHttps, Port = from.Port }.Uri;
        }

        return location.Scheme == Uri.UriSchemeHttps || (location.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp)
            ? location.AbsoluteUri
            : throw new InvalidDataException($"{subject}: the registry has the upload go to {RequestSender.Show(location)}: such a downgrade is refused");
    }

    private static string WithDigest(string location, Digest digest) =>
        $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={Uri.EscapeDataString(digest.ToString())}";

    private static void CheckDigest(HttpResponseMessage response, Digest digest, string subject)
    {
        if (response.Headers.TryGetValues("Docker-Content-Digest", out var values) && Digest.TryParse(values.First(), out var stored) && stored != digest && stored.Algorithm == digest.Algorithm)
        {
            throw new InvalidDataException($"{subject}: the registry has stored {stored}, not {digest}");
        }
    }
}
