using System.CommandLine;
using System.CommandLine.Parsing;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary>The options of commands that compute fs-verity digests.</summary>
internal sealed class VerityOptions
{
    private readonly Option<string> _hash = new("--hash") { Description = "sha256 or sha512", DefaultValueFactory = _ => "sha256" };

    private readonly Option<int> _blockSize = new("--block-size")
    {
        Description = "The bytes that are hashed together: a power of two up to 65536",
        DefaultValueFactory = _ => VerityParameters.Default.BlockSize,
        HelpName = "BYTES",
    };

    private readonly Option<string> _salt = new("--salt") { Description = "Up to 32 bytes that go before each block", DefaultValueFactory = _ => "", HelpName = "HEX" };

    public void AddTo(Command command)
    {
        _hash.AcceptOnlyFromAmong("sha256", "sha512");
        command.Add(_hash);
        command.Add(_blockSize);
        command.Add(_salt);
        command.Validators.Add(result =>
        {
            try
            {
                Parse(result);
            }
            catch (Exception error) when (error is ArgumentException or FormatException)
            {
                result.AddError(error.Message);
            }
        });
    }

    public VerityParameters Get(ParseResult parsed) => Parse(parsed.CommandResult);

    private VerityParameters Parse(CommandResult result) => new(
        result.GetValue(_hash) == "sha512" ? VerityAlgorithm.Sha512 : VerityAlgorithm.Sha256,
        result.GetValue(_blockSize),
        Convert.FromHexString(result.GetValue(_salt)!));
}
