using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GraphDriver.Tests.Architecture;

/// <summary>What the architecture says of projects and files: dependencies point one way, unsafe code has one place, files stay short.</summary>
public partial class ArchitectureTests
{
    private const int MaxLines = 400;
    private const string Unsafe = "driver/GraphDriver.Linux/";

    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["GraphDriver.Oci"] = [],
        ["GraphDriver.Composefs"] = [],
        ["GraphDriver.Linux"] = [],
        ["GraphDriver"] = ["GraphDriver.Oci", "GraphDriver.Composefs", "GraphDriver.Linux"],
        ["GraphDriver.Cli"] = ["GraphDriver"],
    };

    private static string Root { get; } = FindRoot();

    public static TheoryData<string> Projects() => [.. Files("*.csproj")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Dependencies_point_one_way(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var references = XDocument.Load(Path.Combine(Root, project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .ToList();
        if (AllowedReferences.TryGetValue(name, out var allowed))
        {
            Assert.Empty(references.Except(allowed));
            return;
        }

        Assert.True(IsTestOrBenchmark(project), $"{project} is not one of the architecture's projects");
        Assert.DoesNotContain(references, reference => reference.EndsWith(".Tests", StringComparison.Ordinal));
    }

    [Fact]
    public void All_projects_of_the_architecture_are_there() =>
        Assert.Empty(AllowedReferences.Keys.Except(Files("*.csproj").Select(project => Path.GetFileNameWithoutExtension(project))));

    [Fact]
    public void Unsafe_blocks_are_allowed_in_one_project() =>
        Assert.Equal(
            [Unsafe + "GraphDriver.Linux.csproj"],
            Files("*.csproj").Concat(Files("Directory.*.props")).Where(file => Read(file).Contains("AllowUnsafeBlocks", StringComparison.Ordinal)));

    [Fact]
    public void System_calls_are_made_in_one_project()
    {
        var files = SourceFiles().Where(file => UnsafeCode().IsMatch(Read(file))).ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.StartsWith(Unsafe, file, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_are_short() =>
        Assert.DoesNotContain(SourceFiles(), file => File.ReadLines(Path.Combine(Root, file)).Count() > MaxLines);

    [Fact]
    public void Namespaces_are_folders()
    {
        var sources = SourceFiles().Where(file => file.StartsWith("oci/", StringComparison.Ordinal) || file.StartsWith("driver/", StringComparison.Ordinal));
        Assert.DoesNotContain(sources, file => Namespace().Match(Read(file)) is { Success: true } match && match.Groups[1].Value != ExpectedNamespace(file));
    }

    private static string ExpectedNamespace(string file)
    {
        var folders = Path.GetDirectoryName(file)!.Split('/');
        return string.Join('.', folders[0] == "oci" ? ["GraphDriver.Oci", .. folders[1..]] : folders[1..]);
    }

    private static bool IsTestOrBenchmark(string project) =>
        project.StartsWith("tests/", StringComparison.Ordinal) || project.StartsWith("bench/", StringComparison.Ordinal);

    private static IEnumerable<string> SourceFiles() => Files("*.cs");

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.Split('/').Any(part => part is "obj" or "bin" or "out" || part.StartsWith('.')))
            .Order(StringComparer.Ordinal);

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "GraphDriver.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("GraphDriver.sln is in no parent folder of the tests");
        }

        return folder;
    }

    // Attributes and keywords at the start of a line or after modifiers, not words in a comment or a string.
    [GeneratedRegex(@"^\s*(\[(LibraryImport|DllImport)\(|unsafe\b|((public|internal|private|protected|static|sealed|partial)\s+)+unsafe\b)", RegexOptions.Multiline)]
    private static partial Regex UnsafeCode();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
