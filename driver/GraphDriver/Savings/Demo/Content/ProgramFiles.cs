using GraphDriver.Linux.Files;

namespace GraphDriver.Savings.Demo.Content;

/// <summary>
/// Finds all that a program of this machine needs to run in an image: itself, its loader, the libraries that it and they need, and what is on the way
/// to them. Nothing is run for it.
/// </summary>
internal sealed class ProgramFiles
{
    private const int MaxFileSize = 64 << 20;
    private const int MaxFiles = 64;
    private const string Origin = "$ORIGIN";
    private const string OriginInBraces = "${ORIGIN}";

    private readonly IReadOnlyList<string> _folders;
    private readonly List<string> _paths = [];
    private readonly HashSet<string> _libraries = [];
    private readonly Queue<(string Path, ElfFile Elf)> _pending = new();
    private string? _loaderFolder;

    private ProgramFiles(IReadOnlyList<string> folders) => _folders = folders;

    /// <summary>The paths, absolute, those of symbolic links and directories on the way among them, each once.</summary>
    /// <param name="program">The program's path, absolute.</param>
    /// <exception cref="InvalidDataException">It, or a library, is of a kind that is not known; it is named.</exception>
    /// <exception cref="IOException">A file is not there, or cannot be read.</exception>
    public static IReadOnlyList<string> Of(string program)
    {
        var files = new ProgramFiles(LibraryFolders.Read());
        var elf = Read(program) ?? throw new InvalidDataException($"{program}: it is no ELF file");
        files.Add(program, elf);
        if (elf.Interpreter is { } loader)
        {
            files.Add(loader, Read(loader) ?? throw new InvalidDataException($"{loader}: it is no ELF file"));
            files._loaderFolder = Path.GetDirectoryName(files._paths[^1]);
        }

        files.AddLibraries(elf.Machine);
        return [.. files._paths.Distinct()];
    }

    private void Add(string path, ElfFile elf)
    {
        var way = MachinePath.WayTo(path);
        _paths.AddRange(way);
        _pending.Enqueue((way[^1], elf));
    }

    private void AddLibraries(int machine)
    {
        while (_pending.TryDequeue(out var user))
        {
            foreach (var name in user.Elf.Needed.Where(_libraries.Add))
            {
                if (_libraries.Count > MaxFiles)
                {
                    throw new InvalidDataException($"{user.Path}: it needs more than {MaxFiles} libraries");
                }

                var (path, elf) = Find(name, user.Path, user.Elf, machine);
                Add(path, elf);
            }
        }
    }

    private (string Path, ElfFile Elf) Find(string name, string user, ElfFile elf, int machine)
    {
        var candidates = name.Contains('/') ? [name] : FoldersOf(user, elf).Select(folder => $"{folder}/{name}");
        foreach (var candidate in candidates.Where(candidate => candidate.StartsWith('/') && File.Exists(candidate)))
        {
            if (Read(candidate) is { } found && found.Machine == machine)
            {
                return (candidate, found);
            }
        }

        throw new FileNotFoundException($"{user} needs the library {name}, which is in none of the folders for libraries");
    }

    private IEnumerable<string> FoldersOf(string user, ElfFile elf)
    {
        var own = elf.SearchPaths
            .SelectMany(paths => paths.Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Select(path => path.Replace(OriginInBraces, Origin, StringComparison.Ordinal).Replace(Origin, Path.GetDirectoryName(user), StringComparison.Ordinal));

        // glibc and musl lie beside their loaders.
        return own.Concat(_folders).Concat(_loaderFolder is { } folder ? [folder] : []);
    }

    /// <summary>Null where it is no ELF file of our kind, as a script of the linker's is none.</summary>
    private static ElfFile? Read(string path)
    {
        using var file = OpenAt.Open(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        if (!Statx.Query(file).IsRegularFile)
        {
            return null;
        }

        var bytes = ReadFile.ReadAll(file, MaxFileSize);
        return ElfFile.IsElf(bytes) && bytes.Length > 5 && bytes[4] == 2 ? ElfFile.Parse(bytes, path) : null;
    }
}
