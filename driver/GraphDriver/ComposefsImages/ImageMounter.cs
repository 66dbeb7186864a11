using System.Globalization;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.ComposefsImages;

/// <summary>
/// Mounts a stand-alone composefs image over directories of objects, as mount.composefs(8) does: an overlay whose one lower is the image and whose
/// data-only lowers hold the contents.
/// </summary>
public static class ImageMounter
{
    private const string RequireVerity = "verity=require";

    /// <summary>Mounts an image on a directory.</summary>
    /// <exception cref="VerityMismatchException">The image is not sealed with the digest that it has to have.</exception>
    /// <exception cref="InvalidDataException">The file is no composefs image.</exception>
    /// <exception cref="LinuxException">The kernel refuses; nothing is mounted.</exception>
    public static void Mount(string imagePath, string target, ImageMountOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentNullException.ThrowIfNull(options);
        using var image = ImageFile.Open(imagePath);
        CheckDigest(image, options);
        using var userNamespace = options.UserNamespace is { } path ? OpenAt.Open(path, OpenFlags.ReadOnly | OpenFlags.NoControllingTerminal) : null;
        var plan = Plan(image, target, options);
        if (options.Verity != VerityPolicy.RequireIfSupported || options.Digest is not null)
        {
            Mount(plan, userNamespace);
            return;
        }

        try
        {
            Mount(plan, userNamespace);
        }
        catch (LinuxException error) when (error.Path.EndsWith(RequireVerity, StringComparison.Ordinal))
        {
            Mount(plan with { Options = [.. plan.Options.Where(option => option.ToString() != RequireVerity)] }, userNamespace);
        }
    }

    /// <summary>The mount as data. The image goes in by its open file, so that what is mounted is what was checked.</summary>
    internal static MountPlan Plan(ImageFile image, string target, ImageMountOptions options)
    {
        var isVerified = options.Verity != VerityPolicy.Ignore || options.Digest is not null;
        return new MountPlan
        {
            Target = Path.GetFullPath(target),
            Source = "composefs",
            Lowers = [new ErofsLower(PathOf(image.Handle), new ImageReader(image).HasAcl)],
            DataLowers = [.. options.ObjectDirectories.Select(Path.GetFullPath)],
            Upper = options.Upper is { } upper ? new UpperLayer(Path.GetFullPath(upper.Path), Path.GetFullPath(upper.WorkPath)) : null,
            Options = [new("metacopy", "on"), new("redirect_dir", "on"), .. isVerified ? [MountOption.Parse(RequireVerity)] : Array.Empty<MountOption>()],
            Attributes = options.Attributes,
        };
    }

    private static void CheckDigest(ImageFile image, ImageMountOptions options)
    {
        if (options.Digest is { } expected && FileDigest.Measure(image.Handle) is var actual && actual != expected)
        {
            throw new VerityMismatchException(expected, actual);
        }
    }

    // The layers pass by as detached mounts before they are stacked, which is when their owners can still be mapped.
    private static void Mount(MountPlan plan, SafeFileHandle? userNamespace) =>
        Mounter.Mount(plan, userNamespace is null ? null : (_, layer) => MountSetAttr.MapIds(layer, userNamespace));

    private static string PathOf(SafeFileHandle file) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");
}
