using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Tree;

/// <summary>
/// A regular file. Its content is elsewhere, below a data directory at <see cref="Redirect"/>, or small and here
/// (<see cref="InlineContent"/>), or nothing but zeros (neither).
/// </summary>
public sealed class RegularFileNode : Node
{
    private const int ObjectNameSize = 32;
    private const int ObjectPathLength = 1 + 2 + 1 + 62;

    private Vector256<byte> _object;
    private Vector256<byte> _verity;
    private object? _payload;
    private long _size;

    public RegularFileNode()
        : base(FileType.RegularFile)
    {
    }

    /// <summary>The size of the content in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public long Size
    {
        get => _size;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _size = value;
        }
    }

    /// <summary>The fs-verity digest that the content must have when it is opened, if one is known.</summary>
    /// <exception cref="ArgumentException">The digest is not SHA-256, the only algorithm that the composefs format knows.</exception>
    public VerityDigest? Verity
    {
        get => Has(NodeFlags.HasVerity) ? VerityDigest.FromSha256(_verity) : null;
        set
        {
            if (value is { Algorithm: not VerityAlgorithm.Sha256 })
            {
                throw new ArgumentException("a composefs image holds SHA-256 digests only", nameof(value));
            }

            _verity = value?.Low ?? default;
            Set(NodeFlags.HasVerity, value is not null);
        }
    }

    /// <summary>
    /// Where the content lies below the data directories, as overlayfs' <c>redirect</c> attribute has it: absolute, <c>/ab/cdef…</c>. Null: nowhere.
    /// Each call for an object's path makes a new array; <see cref="WriteRedirect"/> makes none.
    /// </summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "names are bytes")]
    public byte[]? Redirect
    {
        get
        {
            if (!Has(NodeFlags.HasObject))
            {
                return _payload as byte[];
            }

            var path = new byte[ObjectPathLength];
            WriteRedirect(path);
            return path;
        }

        set
        {
            Set(NodeFlags.HasObject, false);
            _payload = InlineContent is null || value is not null ? value : _payload;
            if (value is not null && ObjectPath.TryParse(value, out var name))
            {
                (_object, _payload) = (name, null);
                Set(NodeFlags.HasObject);
            }
        }
    }

    /// <summary>The length of <see cref="Redirect"/>; 0 where there is none.</summary>
    public int RedirectLength => Has(NodeFlags.HasObject) ? ObjectPathLength : (_payload as byte[])?.Length ?? 0;

    /// <summary>The whole content, of <see cref="Size"/> bytes, kept in the image itself. Setting it sets the size and drops the redirect.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "kept, not copied")]
    public byte[]? InlineContent
    {
        get => (_payload as InlineData)?.Bytes;
        set
        {
            if (value is null)
            {
                _payload = InlineContent is null ? _payload : null;
                return;
            }

            Redirect = null;
            _payload = new InlineData(value);
            _size = value.Length;
        }
    }

    /// <summary>
    /// Sets the redirect to the object of a 32-byte name, <c>/&lt;2 hex&gt;/&lt;62 hex&gt;</c>, which costs 32 bytes of memory instead of the path's 90.
    /// </summary>
    /// <exception cref="ArgumentException">The name does not have 32 bytes.</exception>
    public void SetObject(ReadOnlySpan<byte> name)
    {
        if (name.Length != ObjectNameSize)
        {
            throw new ArgumentException("an object's name has 32 bytes", nameof(name));
        }

        (_object, _payload) = (Vector256.Create(name), null);
        Set(NodeFlags.HasObject);
    }

    /// <summary>The 32-byte name of the object where the redirect is one, <c>/&lt;2 hex&gt;/&lt;62 hex&gt;</c>.</summary>
    public bool TryGetObject(Span<byte> name)
    {
        if (Has(NodeFlags.HasObject))
        {
            _object.CopyTo(name);
        }

        return Has(NodeFlags.HasObject);
    }

    /// <summary>Writes <see cref="Redirect"/> and returns its length; 0 where there is none.</summary>
    public int WriteRedirect(Span<byte> destination)
    {
        if (Has(NodeFlags.HasObject))
        {
            ObjectPath.Write(_object, destination);
        }
        else
        {
            (_payload as byte[])?.CopyTo(destination);
        }

        return RedirectLength;
    }

    private sealed record InlineData(byte[] Bytes);
}
