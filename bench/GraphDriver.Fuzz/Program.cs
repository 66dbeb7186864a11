using System.Globalization;
using GraphDriver.Fuzz;

// GraphDriver.Fuzz TESTDATA [EXECUTIONS] [SEED]: see Fuzzer. TESTDATA is the repository's testdata; findings are written to the working
// directory. The exit code is 1 where something was found.
if (args is not [var folder, ..])
{
    Console.Error.WriteLine("usage: GraphDriver.Fuzz TESTDATA [EXECUTIONS] [SEED]");
    return 2;
}

var executions = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 10_000_000;
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Environment.TickCount;
return new Fuzzer([.. Corpus.Load(Path.Combine(folder, "composefs")), .. TocCorpus.Load(Path.Combine(folder, "zstd-chunked"))]).Run(executions, seed) ? 0 : 1;
