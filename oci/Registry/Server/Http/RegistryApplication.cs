using System.Net;
using GraphDriver.Oci.Registry.Server.Endpoints;
using GraphDriver.Oci.Registry.Server.Uploads;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GraphDriver.Oci.Registry.Server.Http;

/// <summary>Leads each request to its endpoint, and what goes wrong to the client.</summary>
internal sealed class RegistryApplication : IHttpApplication<HttpContext>
{
    private readonly RegistryServerOptions _options;
    private readonly BlobEndpoint _blobs;
    private readonly ManifestEndpoint _manifests;
    private readonly UploadEndpoint _uploads;
    private readonly ListEndpoint _lists;

    public RegistryApplication(IRegistryContent content, UploadSessions sessions, RegistryServerOptions options)
    {
        var writer = options.ReadOnly ? null : content.Writer;
        _options = options;
        _blobs = new BlobEndpoint(content, writer);
        _manifests = new ManifestEndpoint(content, writer);
        _uploads = new UploadEndpoint(sessions, writer);
        _lists = new ListEndpoint(content);
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        try
        {
            context.Response.Headers["Docker-Distribution-API-Version"] = "registry/2.0";
            await DispatchAsync(context, Route.Parse(target)).ConfigureAwait(false);
        }
        catch (RefusalException refusal)
        {
            await context.SendErrorAsync(refusal.Status, refusal.Code, refusal.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error)
        {
            await FailAsync(context, target, error, (HttpStatusCode)error.StatusCode).ConfigureAwait(false);
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, or the server stops: nobody is there to be told.
            _options.Log?.Invoke($"{context.Request.Method} {target}: ended early: {error.Message}");
            context.Abort();
            return;
        }
        catch (Exception error)
        {
            _options.Warn?.Invoke($"{context.Request.Method} {target}: {error.Message}");
            await FailAsync(context, target, error, HttpStatusCode.InternalServerError).ConfigureAwait(false);
        }

        _options.Log?.Invoke($"{context.Request.Method} {target}: {context.Response.StatusCode}, {context.Response.ContentLength ?? 0} bytes");
    }

    private Task DispatchAsync(HttpContext context, Route route)
    {
        var method = context.Request.Method;
        var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        return route.Kind switch
        {
            RouteKind.Root when isRead => context.SendJsonAsync(_ => { }),
            RouteKind.Catalog when isRead => _lists.ListRepositoriesAsync(context),
            RouteKind.Tags when isRead => _lists.ListTagsAsync(context, route.Repository),
            RouteKind.Referrers when isRead => _lists.ListReferrersAsync(context, route.Repository, route.Last),
            RouteKind.Manifest when isRead => _manifests.GetAsync(context, route.Repository, route.Last),
            RouteKind.Manifest when HttpMethods.IsPut(method) => _manifests.PutAsync(context, route.Repository, route.Last),
            RouteKind.Manifest when HttpMethods.IsDelete(method) => Done(() => _manifests.Delete(context, route.Repository, route.Last)),
            RouteKind.Blob when isRead => _blobs.GetAsync(context, route.Repository, route.Last),
            RouteKind.Blob when HttpMethods.IsDelete(method) => Done(() => _blobs.Delete(context, route.Repository, route.Last)),
            RouteKind.Uploads when HttpMethods.IsPost(method) => _uploads.BeginAsync(context, route.Repository),
            RouteKind.Upload when HttpMethods.IsPatch(method) => _uploads.AppendAsync(context, route.Repository, route.Last),
            RouteKind.Upload when HttpMethods.IsPut(method) => _uploads.EndAsync(context, route.Repository, route.Last),
            RouteKind.Upload when HttpMethods.IsGet(method) => Done(() => _uploads.Describe(context, route.Repository, route.Last)),
            RouteKind.Upload when HttpMethods.IsDelete(method) => Done(() => _uploads.Cancel(context, route.Repository, route.Last)),
            _ => throw RefusalException.WrongMethod(),
        };
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    /// <summary>Says that the registry failed, not how: that is for who runs it. Where the answer has begun, its connection is cut.</summary>
    private async Task FailAsync(HttpContext context, string target, Exception error, HttpStatusCode status)
    {
        _options.Log?.Invoke($"{context.Request.Method} {target}: {error}");
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        var message = status == HttpStatusCode.InternalServerError ? "the registry failed; it has said more to who runs it" : error.Message;
        await context.SendErrorAsync(status, "UNKNOWN", message).ConfigureAwait(false);
    }
}
