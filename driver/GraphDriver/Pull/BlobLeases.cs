using GraphDriver.Oci.Model;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull;

/// <summary>
/// The leases of one pull, so that two pulls of one blob at once, in one process or in several, fetch it once: the second waits, and then
/// finds the layer.
/// </summary>
/// <remarks>
/// Layers are committed from the lowest up, so a lease may be held for long while a lower layer is waited for. Two pulls whose images
/// have the same layers in another order could wait for each other for ever. So every lease says which lower layer its pull waits for,
/// and whoever finds itself at the end of such a chain fetches without a lease.
/// </remarks>
/// <param name="runRoot">The folder that leases lie below.</param>
/// <param name="log">Hears what is told at debug level; may be null.</param>
internal sealed class BlobLeases(SafeFileHandle runRoot, Action<string>? log) : IDisposable
{
    /// <summary>More pulls than will ever wait for each other.</summary>
    private const int LongestChain = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<int, (Digest Blob, BlobLease Lease)> _held = [];
    private readonly SortedDictionary<int, Digest> _awaited = [];

    /// <summary>Takes the lease of a layer's blob, waiting while another pull has it.</summary>
    /// <param name="layer">The layer's place in the image, 0 for the lowest.</param>
    /// <param name="blob">The blob's digest.</param>
    /// <param name="waiting">Called once where it has to wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public async Task TakeAsync(int layer, Digest blob, Action waiting, CancellationToken cancellationToken)
    {
        if (TryTake(layer, blob))
        {
            return;
        }

        log?.Invoke($"layer {blob}: another pull fetches it; waiting");
        waiting();
        SetAwaited(layer, blob);
        try
        {
            while (!TryTake(layer, blob))
            {
                if (IsAwaitedByHolderOf(blob, layer))
                {
                    log?.Invoke($"layer {blob}: the pull that fetches it waits for this one; fetching it as well");
                    return;
                }

                await Task.Delay(Interval, cancellationToken);
            }
        }
        finally
        {
            SetAwaited(layer, null);
        }
    }

    /// <summary>Gives the lease of a layer back, if it was taken: it is committed, or will not be.</summary>
    public void Release(int layer)
    {
        lock (_gate)
        {
            if (_held.Remove(layer, out var held))
            {
                held.Lease.Dispose();
            }
        }
    }

    /// <summary>Gives back all that is held.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var held in _held.Values)
            {
                held.Lease.Dispose();
            }

            _held.Clear();
        }
    }

    private bool TryTake(int layer, Digest blob)
    {
        lock (_gate)
        {
            // The same blob twice in one image: the upper one waits for the lower one, which needs nothing of it.
            if (BlobLease.TryTake(runRoot, blob) is not { } lease)
            {
                return false;
            }

            _held.Add(layer, (blob, lease));
            lease.Note(LowestAwaitedBelow(layer));
            return true;
        }
    }

    private void SetAwaited(int layer, Digest? blob)
    {
        lock (_gate)
        {
            _awaited.Remove(layer);
            if (blob is { } digest)
            {
                _awaited.Add(layer, digest);
            }

            foreach (var (above, held) in _held)
            {
                held.Lease.Note(LowestAwaitedBelow(above));
            }
        }
    }

    private Digest? LowestAwaitedBelow(int layer)
    {
        foreach (var (awaited, digest) in _awaited)
        {
            return awaited < layer ? digest : null;
        }

        return null;
    }

    /// <summary>Whether the blob's holder waits, itself or by others, for a blob that this pull cannot commit before it has the layer.</summary>
    private bool IsAwaitedByHolderOf(Digest blob, int layer)
    {
        Digest? next = blob;
        for (var i = 0; i < LongestChain && next is { } current; i++)
        {
            next = BlobLease.ReadNote(runRoot, current);
            lock (_gate)
            {
                if (_held.Any(held => held.Key > layer && held.Value.Blob == next))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
