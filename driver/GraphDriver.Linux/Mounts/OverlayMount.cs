using System.Text;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Mounts;

/// <summary>Makes an overlay from layers that are already there: directories, or mounts of images.</summary>
internal static class OverlayMount
{
    /// <summary>A detached overlay whose image layers are given as handles of detached mounts.</summary>
    public static SafeFileHandle FromHandles(MountPlan plan, IReadOnlyList<SafeFileHandle> images)
    {
        var image = 0;
        return Mount(plan, (context, _) => context.Set("lowerdir+", images[image++]));
    }

    /// <summary>A detached overlay whose image layers are mounted on directories.</summary>
    public static SafeFileHandle FromPaths(MountPlan plan, IReadOnlyList<string> images)
    {
        var image = 0;
        return Mount(plan, (context, held) => SetDirectory(context, "lowerdir+", images[image++], held));
    }

    private static SafeFileHandle Mount(MountPlan plan, Action<FileSystemContext, List<SafeFileHandle>> addImage)
    {
        var held = new List<SafeFileHandle>();
        try
        {
            using var context = FileSystemContext.Open("overlay");
            context.Set("source", plan.Source);
            AddLayers(plan, context, held, addImage);
            foreach (var option in plan.Options)
            {
                Set(context, option);
            }

            return context.Mount(plan.Attributes);
        }
        finally
        {
            held.ForEach(handle => handle.Dispose());
        }
    }

    private static void AddLayers(
        MountPlan plan,
        FileSystemContext context,
        List<SafeFileHandle> held,
        Action<FileSystemContext, List<SafeFileHandle>> addImage)
    {
        foreach (var lower in plan.Lowers)
        {
            if (lower is DirectoryLower directory)
            {
                SetDirectory(context, "lowerdir+", directory.Path, held);
            }
            else
            {
                addImage(context, held);
            }
        }

        foreach (var data in plan.DataLowers)
        {
            SetDirectory(context, "datadir+", data, held);
        }

        if (plan.Upper is { } upper)
        {
            SetDirectory(context, "upperdir", upper.Path, held);
            SetDirectory(context, "workdir", upper.WorkPath, held);
        }
    }

    /// <summary>
    /// The parameter takes 255 bytes and reads a backslash as an escape: other paths go by their handle's name, which is
    /// looked up at once.
    /// </summary>
    private static void SetDirectory(FileSystemContext context, string key, string path, List<SafeFileHandle> held)
    {
        if (Encoding.UTF8.GetByteCount(path) <= FsConfig.MaxTextLength
            && !path.Contains('\\', StringComparison.Ordinal))
        {
            context.Set(key, path);
            return;
        }

        var handle = OpenAt.Open(path, OpenFlags.PathOnly | OpenFlags.Directory);
        held.Add(handle);
        context.Set(key, HandleName.ProcPath(handle));
    }

    private static void Set(FileSystemContext context, MountOption option)
    {
        if (option.Value is null)
        {
            context.Set(option.Key);
        }
        else
        {
            context.Set(option.Key, option.Value);
        }
    }
}
