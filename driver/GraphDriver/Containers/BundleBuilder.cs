using GraphDriver.Containers.Files;
using GraphDriver.Containers.Runtime;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Model;
using GraphDriver.Store.Files;

namespace GraphDriver.Containers;

/// <summary>
/// Makes what a runtime needs to start a container: the files bound into it, at every start; its volumes, user, working
/// directory and <c>config.json</c>, at the first.
/// </summary>
internal sealed class BundleBuilder(HostFacts host)
{
    private const string ConfigFile = "config.json";
    private const string VolumesFolder = "volumes";

    /// <summary>The longest <c>config.json</c> that is read back.</summary>
    public const int MaxConfigSize = 16 << 20;

    private static readonly string[] TemporaryPaths = ["/tmp", "/var/tmp", "/run"];

    /// <param name="container">The container.</param>
    /// <param name="folders">Its folders.</param>
    /// <param name="rootPath">Where it is mounted.</param>
    /// <exception cref="ContainerRuntimeException">The image has no such user, or the working directory cannot be.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void Prepare(Container container, ContainerFolders folders, string rootPath)
    {
        var input = Input(container, folders, rootPath);
        RunFiles.Write(folders.Run, input.Options.Network, input.HostName, container.Name);
        if (folders.Stays.ReadIfThere(ConfigFile, MaxConfigSize) is not null)
        {
            return;
        }

        using var root = ContainerRoot.Open(rootPath);
        var users = root.ReadUsers();
        var user = users.Find(input.Options.User ?? input.Image.User);
        root.AddUser(user, users, input.WorkingDirectory);
        root.MakeDirectory(input.WorkingDirectory, user);
        using var json = new MemoryStream();
        RuntimeSpecWriter.Write(
            RuntimeSpecBuilder.Build(input with
            {
                User = user,
                Volumes = MakeVolumes(input.Volumes, folders.Stays, root),
                TemporaryPaths = input.Options.ReadOnly ? [.. TemporaryPaths.Select(root.Resolve).Distinct()] : [],
            }),
            json);
        folders.Stays.WriteWhole(ConfigFile, json.GetBuffer().AsSpan(0, (int)json.Length), flush: false);
    }

    private RuntimeSpecInput Input(Container container, ContainerFolders folders, string rootPath)
    {
        var settings = container.Settings;
        return new RuntimeSpecInput
        {
            Id = container.Id.Hex,
            Name = container.Name,
            Image = ImageConfig.Parse(System.Text.Encoding.UTF8.GetBytes(settings.ImageConfig), $"container {container.Id.ShortHex}").Config,
            Options = settings.Options,
            User = new Users.ContainerUser { Uid = 0, Gid = 0 },
            Host = host,
            RootPath = rootPath,
            RunDirectory = folders.Run.FullPath,
            Volumes = settings.Options.Volumes,
        };
    }

    /// <summary>Gives the volumes without a host path one in the container's folder, filled with what the image has in their place.</summary>
    private static List<Volume> MakeVolumes(IReadOnlyList<Volume> volumes, StoreFolder stays, ContainerRoot root)
    {
        var made = new List<Volume>();
        foreach (var volume in volumes)
        {
            made.Add(volume.Source is not null ? volume : volume with { Source = MakeVolume(volume.Destination, made.Count, stays, root) });
        }

        return made;
    }

    private static string MakeVolume(string destination, int number, StoreFolder stays, ContainerRoot root)
    {
        using var all = StoreFolder.OpenOrMake(stays.Handle, stays.FullPath, VolumesFolder);

        // A start that failed half-way may have left a part.
        all.RemoveTree($"{number}");
        using var volume = StoreFolder.OpenOrMake(all.Handle, all.FullPath, $"{number}");
        using var content = root.TryOpenDirectory(destination);
        if (content is not null)
        {
            TreeCopy.Copy(content, volume.Handle);
        }
        else
        {
            FChmod.Set(volume.Handle, 0x1ED);
        }

        return volume.FullPath;
    }
}
