using System.Globalization;
using GraphDriver.Cli.Output;
using GraphDriver.Savings.Demo;

namespace GraphDriver.Cli.Demo;

/// <summary>The demo's figures beside those of the talk, in words and columns.</summary>
internal static class DemoText
{
    private const string NotMeasured = "-";

    public static void Write(DemoResult result, TextWriter output)
    {
        output.WriteLine(
            $"{result.Images} images of {HumanText.Size(result.ImageBytes)} in {result.Files} files of this machine, {HumanText.Size(result.DifferingBytes)} of them different in each, on {result.FileSystem}");
        output.WriteLine();
        WriteComparison(result, output);
        output.WriteLine();
        WriteDisk(result, output);
        output.WriteLine();
        WritePhases(result, output);
        output.WriteLine();
        WriteNotes(result, output);
    }

    /// <summary>What is to be known of how the figures came about.</summary>
    public static IEnumerable<string> Notes(DemoResult result)
    {
        yield return $"disk: every file and directory below the root of the store, as du counts them; the talk's numbers are of {TalkFigures.Images} images";
        yield return $"memory: {result.Program} of each image ran by chroot into its mount, all {result.Images} at once; what is its own is in no other process (USS), what it shares is in PSS in proportion";
        yield return "page cache: what the kernel holds of the images' files after they were written and run; nothing was dropped from it";
        if (result.Plain is { } plain && plain.Images < result.Images)
        {
            yield return $"plain overlay was measured with {plain.Images} of the {result.Images} images";
        }
    }

    private static void WriteComparison(DemoResult result, TextWriter output)
    {
        var (plain, composefs) = (result.Plain, result.Composefs);
        var table = new Table("", "TALK, PLAIN", "TALK, COMPOSEFS", "HERE, PLAIN", "HERE, COMPOSEFS");
        table.Add("images", $"{TalkFigures.Images}", $"{TalkFigures.Images}", plain is null ? NotMeasured : $"{plain.Images}", $"{composefs.Images}");
        table.Add("disk", HumanText.Size(TalkFigures.PlainDisk), HumanText.Size(TalkFigures.ComposefsDisk), Size(plain?.OnDisk), HumanText.Size(composefs.OnDisk));
        table.Add("first image", NotMeasured, NotMeasured, Size(plain?.FirstImage), HumanText.Size(composefs.FirstImage));
        table.Add("each further image", NotMeasured, NotMeasured, Further(plain), Further(composefs));
        table.Add("memory of a process, its own", HumanText.Size(TalkFigures.PlainMemory), HumanText.Size(TalkFigures.ComposefsMemory), Size(plain?.EachProcess.Uss), HumanText.Size(composefs.EachProcess.Uss));
        table.Add("memory of a process, PSS", NotMeasured, NotMeasured, Size(plain?.EachProcess.Pss), HumanText.Size(composefs.EachProcess.Pss));
        table.Add("memory of all processes, PSS", NotMeasured, NotMeasured, Size(plain?.Processes.Sum(process => process.Pss)), HumanText.Size(composefs.Processes.Sum(process => process.Pss)));
        table.Add("page cache of the images", NotMeasured, NotMeasured, Size(plain?.PageCache.CachedBytes), HumanText.Size(composefs.PageCache.CachedBytes));
        table.WriteTo(output);
    }

    private static void WriteDisk(DemoResult result, TextWriter output)
    {
        var table = new Table("PULL", "TIME", "FETCHED", "ADDED TO THE DISK", "OF THE FIRST");
        foreach (var (number, pull) in result.Pulls.Index().Where(pull => pull.Index < 3 || pull.Index == result.Pulls.Count - 1))
        {
            if (number == result.Pulls.Count - 1 && number > 3)
            {
                table.Add("…", "", "", "", "");
            }

            table.Add(pull.Name, Seconds(pull.Time), HumanText.Size(pull.Fetched), HumanText.Size(pull.OnDisk), Percent((double)pull.OnDisk / result.Composefs.FirstImage));
        }

        table.WriteTo(output);
    }

    private static void WritePhases(DemoResult result, TextWriter output)
    {
        var table = new Table("PHASE", "TIME");
        foreach (var phase in result.Phases)
        {
            table.Add(phase.Name, Seconds(phase.Time));
        }

        table.Add("all", Seconds(result.Time));
        table.WriteTo(output);
    }

    private static void WriteNotes(DemoResult result, TextWriter output)
    {
        foreach (var note in Notes(result))
        {
            output.WriteLine(note);
        }
    }

    private static string Size(long? bytes) => bytes is { } number ? HumanText.Size(number) : NotMeasured;

    private static string Further(DemoSide? side) => side is null or { Images: < 2 } ? NotMeasured : $"{HumanText.Size(side.EachFurtherImage)} ({Percent(side.FurtherPart)})";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture);

    private static string Percent(double part) => part.ToString("0.0# %", CultureInfo.InvariantCulture);
}
