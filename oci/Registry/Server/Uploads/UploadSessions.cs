using System.Collections.Concurrent;
using System.Net;
using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Registry.Server.Uploads;

/// <summary>The uploads that are under way. One that its client has left is dropped when another begins after the time-out, or when the registry stops.</summary>
internal sealed class UploadSessions(TimeProvider time, TimeSpan timeout) : IDisposable
{
    private const int MaxSessions = 1000;

    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new(StringComparer.Ordinal);

    public int Count => _sessions.Count;

    /// <summary>Begins an upload, which the caller has taken.</summary>
    /// <exception cref="RefusalException">There are too many.</exception>
    public UploadSession Begin(RepositoryName repository, IContentWriter writer)
    {
        DropOld();
        if (_sessions.Count >= MaxSessions)
        {
            throw new RefusalException(HttpStatusCode.TooManyRequests, "TOOMANYREQUESTS", $"{MaxSessions} uploads are under way");
        }

        var session = new UploadSession(repository, writer.StageBlob(repository)) { LastUse = time.GetUtcNow() };
        session.TryTake();
        _sessions[session.Id] = session;
        return session;
    }

    /// <summary>Takes an upload.</summary>
    /// <exception cref="RefusalException">There is none, or another request has it.</exception>
    public UploadSession Take(RepositoryName repository, string id)
    {
        var session = _sessions.TryGetValue(id, out var found) && found.Repository == repository ? found : throw RefusalException.UnknownUpload();
        if (!session.TryTake())
        {
            throw new RefusalException(HttpStatusCode.Conflict, "BLOB_UPLOAD_INVALID", "another request works on this upload");
        }

        if (_sessions.ContainsKey(id))
        {
            return session;
        }

        // The request that had it before has ended it.
        throw RefusalException.UnknownUpload();
    }

    /// <summary>Gives an upload back for the next request, where it is still of use.</summary>
    public void Leave(UploadSession session)
    {
        if (session.IsBroken)
        {
            End(session);
            return;
        }

        session.LastUse = time.GetUtcNow();
        session.Leave();
    }

    /// <summary>Ends an upload, which the caller has taken.</summary>
    public void End(UploadSession session)
    {
        if (_sessions.TryRemove(session.Id, out _))
        {
            session.Dispose();
        }
    }

    /// <summary>Drops all of them; no request is under way any more.</summary>
    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            End(session);
        }
    }

    private void DropOld()
    {
        var oldest = time.GetUtcNow() - timeout;
        foreach (var session in _sessions.Values.Where(session => session.LastUse < oldest && session.TryTake()))
        {
            End(session);
        }
    }
}
