using System.Globalization;
using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using GraphDriver.Store;
using GraphDriver.Store.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Containers;

/// <summary>The two folders of a container: one that stays as long as the container does, and one that a reboot may lose.</summary>
internal sealed class ContainerFolders : IDisposable
{
    private const string Started = "started";
    private const string Processes = "state.json";
    private const string PidFile = "pidfile";
    private const string ConmonPid = "conmon.pid";
    private const string Lock = "lock";
    private const string Clients = "clients";
    private const string Mounted = "mounted";
    private const int MaxSmallFile = 4096;

    /// <summary>The name, in <see cref="Run"/>, of what the runtime writes when something goes wrong.</summary>
    public const string RuntimeLog = "oci-log";

    private readonly ContainerId _id;

    private ContainerFolders(ContainerId id, StoreFolder stays, StoreFolder run) => (_id, Stays, Run) = (id, stays, run);

    /// <summary>The folder that stays: the settings, the bundle, the log, the exit code, the container's own volumes.</summary>
    public StoreFolder Stays { get; }

    /// <summary>The folder for what only counts while the machine is up: process numbers, locks, the files bound into the container.</summary>
    public StoreFolder Run { get; }

    public string PidFilePath => Run.PathOf(PidFile);

    public string ConmonPidPath => Run.PathOf(ConmonPid);

    public string LogPath => Stays.PathOf("ctr.log");

    /// <summary>Makes the folders of a new container.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static ContainerFolders Create(ContainerStore store, ContainerId id)
    {
        store.MakeUserData(id);
        return Open(store, id);
    }

    /// <summary>Opens both; the one that a reboot loses is made anew.</summary>
    /// <exception cref="LinuxException">A call failed; <see cref="Errno.ENOENT"/> where the container is gone.</exception>
    public static ContainerFolders Open(ContainerStore store, ContainerId id)
    {
        var stays = StoreFolder.Open(store.Folder.Handle, store.Folder.FullPath, $"{id}/userdata");
        try
        {
            return new ContainerFolders(id, stays, OpenPath(store.MakeRunUserData(id)));
        }
        catch
        {
            stays.Dispose();
            throw;
        }
    }

    /// <summary>Excludes everyone else who starts, cleans up or removes the container.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public RecordLock AcquireLock() => RecordLock.Acquire(Run.Handle, Lock, LockMode.Exclusive);

    /// <summary>Shared while someone still wants the exit code; exclusive for who removes a container that goes when it ends.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public RecordLock AcquireClientLock(LockMode mode) => RecordLock.Acquire(Run.Handle, Clients, mode);

    /// <summary>Forgets how the container last ran, before it runs again.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void ForgetLastRun()
    {
        Stays.RemoveFile(_id.Hex);
        Stays.RemoveFile(Started);
        foreach (var name in (string[])[Processes, PidFile, ConmonPid, RuntimeLog])
        {
            Run.RemoveFile(name);
        }
    }

    /// <summary>Whether the container's last run has yet to give its mount back.</summary>
    public bool IsMounted => Run.ReadIfThere(Mounted, MaxSmallFile) is not null;

    /// <summary>Notes that a run is about to mount the container.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void MarkMounted() => Run.WriteWhole(Mounted, [], flush: false);

    /// <summary>Notes that the run's mount is given back.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void ForgetMounted() => Run.RemoveFile(Mounted);

    /// <summary>Notes the processes of a container that was made and may be started.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void WriteProcesses(int pid)
    {
        var conmon = ReadNumber(Run, ConmonPid) ?? 0;
        var json = new JObject
        {
            ["pid"] = pid,
            ["pidStart"] = ProcessIdentity.Of(pid).StartTime,
            ["conmon"] = conmon,
            ["conmonStart"] = conmon > 0 ? ProcessIdentity.Of(conmon).StartTime : 0,
        };
        Run.WriteWhole(Processes, Encoding.UTF8.GetBytes(json.ToString(Formatting.None)), flush: false);
    }

    /// <summary>The container's process and its monitor, as last noted; null where there are none.</summary>
    /// <exception cref="InvalidDataException">The note is damaged.</exception>
    public (ProcessIdentity Container, ProcessIdentity Monitor)? ReadProcesses()
    {
        if (Run.ReadIfThere(Processes, MaxSmallFile) is not { } content)
        {
            return null;
        }

        try
        {
            var json = JObject.Parse(Encoding.UTF8.GetString(content));
            return (new ProcessIdentity((int)json["pid"]!, (ulong)json["pidStart"]!), new ProcessIdentity((int)json["conmon"]!, (ulong)json["conmonStart"]!));
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidCastException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{Run.PathOf(Processes)}: not the process numbers of a container", error);
        }
    }

    /// <summary>Notes that the process runs.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void WriteStarted() => Stays.WriteWhole(Started, Encoding.ASCII.GetBytes(Timestamp.Now.ToString()), flush: false);

    public DateTimeOffset? ReadStarted() =>
        Stays.ReadIfThere(Started, MaxSmallFile) is { } content && Timestamp.TryParse(Encoding.ASCII.GetString(content), out var moment) ? moment.Moment : null;

    /// <summary>The exit code that conmon wrote, and when; null where it has not.</summary>
    public (int Code, DateTimeOffset Time)? ReadExit()
    {
        if (ReadNumber(Stays, _id.Hex) is not { } code)
        {
            return null;
        }

        var seconds = Stays.ModificationTime(_id.Hex)?.Seconds ?? 0;
        return (code, DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    public void Dispose()
    {
        Stays.Dispose();
        Run.Dispose();
    }

    private static int? ReadNumber(StoreFolder folder, string name) =>
        folder.ReadIfThere(name, MaxSmallFile) is { } content
        && int.TryParse(Encoding.ASCII.GetString(content).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static StoreFolder OpenPath(string path) => StoreFolder.Open(WorkingDirectory.Handle, "", path);
}
