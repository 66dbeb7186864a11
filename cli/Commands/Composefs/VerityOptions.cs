using System.CommandLine;
using System.CommandLine.Parsing;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary>The options of commands that compute fs-verity digests.</summary>
internal sealed class VerityOptions
{
    private readonly Option<string?> _hash = new("--hash") { Description = "sha256 (as composefs has it) or sha512" };

    private readonly Option<int?> _blockSize = new("--block-size")
    {
        Description = "The bytes that are hashed together: 4096 (as composefs has it), or another power of two up to 65536",
        HelpName = "BYTES",
    };

    private readonly Option<string?> _salt = new("--salt") { Description = "Up to 32 bytes that go before each block", HelpName = "HEX" };

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
        result.GetValue(_blockSize) ?? VerityParameters.Default.BlockSize,
        Convert.FromHexString(result.GetValue(_salt) ?? ""));
}
