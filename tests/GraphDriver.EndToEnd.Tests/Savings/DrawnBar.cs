using System.Text.Json.Nodes;

namespace GraphDriver.EndToEnd.Tests.Savings;

/// <summary>A segment of a bar.</summary>
internal sealed record DrawnBar(string Label, string Series, long Value, double Width, double Height, string Colour)
{
    public static DrawnBar Of(JsonNode bar) => new(
        DrawnChart.Text(bar, "label"),
        DrawnChart.Text(bar, "series"),
        long.Parse(DrawnChart.Text(bar, "value")),
        bar["width"]!.GetValue<double>(),
        bar["height"]!.GetValue<double>(),
        DrawnChart.Text(bar, "colour"));
}
