using System.Diagnostics;
using System.Globalization;
using GraphDriver.Savings.Memory;

namespace GraphDriver.Tests.Savings.Memory;

/// <summary>The memory of real processes, and which of them belong together.</summary>
public sealed class ContainerMemoryTests : IDisposable
{
    private const string NoContainer = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly Process _shell = Process.Start(
        new ProcessStartInfo("sh", ["-c", "sleep 60 & echo $!; sh -c 'sleep 60 & echo $!; wait' & wait"]) { RedirectStandardOutput = true })!;

    public void Dispose()
    {
        _shell.Kill(entireProcessTree: true);
        _shell.Dispose();
    }

    [Fact]
    public void Without_a_group_of_its_own_a_containers_processes_are_the_tree_below_its_first()
    {
        var children = Enumerable.Range(0, 2).Select(_ => int.Parse(_shell.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture)).ToList();
        var table = new ProcessTable();
        Assert.Null(table.GroupOf(_shell.Id, NoContainer));
        var processes = table.ProcessesOf(_shell.Id, NoContainer);
        Assert.Contains(_shell.Id, processes);
        Assert.All(children, child => Assert.Contains(child, processes));
        Assert.Equal(4, processes.Count);
        Assert.DoesNotContain(Environment.ProcessId, processes);
    }

    [Fact]
    public void A_containers_memory_is_the_sum_of_its_processes_without_those_that_are_gone()
    {
        var sleep = int.Parse(_shell.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        var measured = ContainerMemory.Measure(new Workload { Name = "two", Image = "none", Processes = [_shell.Id, sleep, sleep, int.MaxValue] });
        Assert.Equal([_shell.Id, sleep], measured.Processes.Select(process => process.Pid));
        Assert.Equal(measured.Processes[0].Memory.Rss + measured.Processes[1].Memory.Rss, measured.Memory.Rss);
        Assert.All(measured.Processes, process => Assert.InRange(process.Memory.Pss, process.Memory.Uss, process.Memory.Rss));
        Assert.All(measured.Processes, process => Assert.True(process.Memory.Uss > 0));
        Assert.Equal(measured.Memory + measured.Memory, ProcessMemory.Sum([measured.Memory, measured.Memory]));
    }

    [Fact]
    public void Processes_that_are_no_container_can_be_measured_and_their_page_cache_left_alone()
    {
        var report = MemoryReport.Measure([new Workload { Name = "shell", Image = "none", Processes = [_shell.Id] }], pageCache: false, [], CancellationToken.None);
        Assert.Null(report.PageCache);
        Assert.Equal(report.Containers[0].Memory, report.Total);
    }
}
