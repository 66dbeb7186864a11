using GraphDriver.Oci.Registry.Auth;

namespace GraphDriver.Oci.Tests.Registry.Auth;

public sealed class AuthChallengeParserTests
{
    [Theory]
    [InlineData("""Bearer realm="https://auth.example.com/token",service="registry",scope="repository:a/b:pull,push" """, "bearer[realm=https://auth.example.com/token;service=registry;scope=repository:a/b:pull,push]")]
    [InlineData("""Basic realm="x", Bearer realm="y" """, "basic[realm=x] bearer[realm=y]")]
    [InlineData("""Negotiate YII=, Basic realm=x""", "negotiate[] basic[realm=x]")]
    [InlineData("""Negotiate, Basic realm="a \"quoted\" \\ text, with commas" """, """negotiate[] basic[realm=a "quoted" \ text, with commas]""")]
    [InlineData("""BEARER  Realm = "x" ,,  Service=y""", "bearer[Realm=x;Service=y]")]
    [InlineData("""Bearer realm="" """, "bearer[realm=]")]
    [InlineData("""Bearer realm="unfinished""", "bearer[]")]
    [InlineData("Basic", "basic[]")]
    [InlineData("", "")]
    [InlineData(", ,", "")]
    [InlineData("\u00e9\u0001", "")]
    public void Reads_challenges(string header, string expected)
    {
        var challenges = AuthChallengeParser.Parse(header);
        Assert.Equal(expected, string.Join(' ', challenges.Select(challenge =>
            $"{challenge.Scheme}[{string.Join(';', challenge.Parameters.Select(parameter => $"{parameter.Key}={parameter.Value}"))}]")));
    }

    [Fact]
    public void Names_of_parameters_have_no_case() =>
        Assert.Equal("x", AuthChallengeParser.Parse("Bearer REALM=x")[0]["realm"]);

    [Fact]
    public void The_number_of_challenges_is_bounded() =>
        Assert.Equal(32, AuthChallengeParser.Parse(string.Concat(Enumerable.Repeat("Basic realm=x,", 10_000))).Count);
}
