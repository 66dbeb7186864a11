using System.CommandLine;
using GraphDriver.Mounts;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver unmount IMAGE|CONTAINER…</c>, also <c>umount</c>: takes one user off a mount, and the mount away with the last.</summary>
internal static class UnmountCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var names = new Argument<string[]>("IMAGE|CONTAINER") { Description = "What to unmount", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all", "-a") { Description = "Unmount everything that is mounted" };
        var force = new Option<bool>("--force", "-f") { Description = "Take the mount away whoever else uses it" };
        var command = new Command("unmount", "Unmount an image or a container") { names, all, force };
        command.Aliases.Add("umount");
        command.SetAction(parsed => Unmount(
            StoreAccess.Open(globals, parsed), parsed.GetValue(names) ?? [], parsed.GetValue(all), parsed.GetValue(force)));
        return command;
    }

    private static int Unmount(ContainerStorage opened, string[] names, bool all, bool force)
    {
        using var store = opened;
        if (names.Length > 0 == all)
        {
            throw new FormatException(all ? "name what to unmount, or give --all, not both" : "name what to unmount, or give --all");
        }

        var mounts = new StoreMounts(store);
        var targets = all
            ? mounts.List().Where(IsNamed).Select(mount => new MountTarget("", mount.Image, mount.Container)).DistinctBy(target => LayerOf(target))
            : names.Select(name => MountTarget.Find(store, name));
        foreach (var target in targets.ToList())
        {
            if (target.Unmount(mounts, force) is null && !all)
            {
                throw new IOException($"{target.Text} is not mounted");
            }

            Console.Out.WriteLine(target.Id);
        }

        return 0;
    }

    private static bool IsNamed(StoreMount mount) => mount.Image is not null || mount.Container is not null;

    private static LayerId LayerOf(MountTarget target) => target.Image?.TopLayer ?? target.Container!.LayerId;
}
