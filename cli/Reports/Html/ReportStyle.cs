namespace GraphDriver.Cli.Reports.Html;

/// <summary>How the page looks. The colours of series are told apart by people who see fewer colours, and stand out from either background three to one.</summary>
internal static class ReportStyle
{
    /// <summary>How many colours there are for series.</summary>
    public const int Colours = 6;

    /// <summary>The style sheet. It has neither <c>&lt;</c> nor <c>&amp;</c>, so that the page stays well-formed.</summary>
    public const string Sheet = """

        :root {
          color-scheme: light dark;
          --page: #ffffff; --card: #f6f7f9; --line: #d5dae1; --text: #1c2128; --soft: #57606a;
          --s1: #0069b4; --s2: #c4520a; --s3: #007a5a; --s4: #a2407c; --s5: #806300; --s6: #66707c;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #12161c; --card: #1b2129; --line: #353d48; --text: #e8ecf1; --soft: #a5afbb;
            --s1: #56b0ee; --s2: #f08b45; --s3: #3fc496; --s4: #e392c4; --s5: #e0c24a; --s6: #98a3b1;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
        main, footer { max-width: 66rem; margin: 0 auto; padding: 0 1rem; }
        header { padding: 2rem 0 .5rem; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .75rem; }
        h2 { font-size: 1.25rem; margin: 2.25rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
        p { margin: .5rem 0; overflow-wrap: anywhere; }
        .summary:first-of-type { font-size: 1.2rem; font-weight: 600; }
        .note, .about, footer { color: var(--soft); font-size: .875rem; }
        footer { padding: 1.5rem 1rem 2.5rem; overflow-wrap: anywhere; }
        figure { margin: 1.25rem 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
        figcaption, caption { font-weight: 600; text-align: left; }
        caption { padding-bottom: .4rem; }
        svg.chart { display: block; margin-top: .75rem; font-size: 13px; font-variant-numeric: tabular-nums; overflow: hidden; }
        svg text { fill: var(--text); }
        svg .axis { fill: var(--soft); font-size: 12px; }
        svg .value { font-weight: 600; }
        svg .track { fill: var(--line); opacity: .45; }
        svg .grid { stroke: var(--line); stroke-width: 1; }
        svg polyline { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
        .s1 { fill: var(--s1); stroke: var(--s1); background: var(--s1); }
        .s2 { fill: var(--s2); stroke: var(--s2); background: var(--s2); }
        .s3 { fill: var(--s3); stroke: var(--s3); background: var(--s3); }
        .s4 { fill: var(--s4); stroke: var(--s4); background: var(--s4); }
        .s5 { fill: var(--s5); stroke: var(--s5); background: var(--s5); }
        .s6 { fill: var(--s6); stroke: var(--s6); background: var(--s6); }
        svg rect.bar { stroke: none; }
        polyline.s2 { stroke-dasharray: 7 4; } polyline.s3 { stroke-dasharray: 2 4; } polyline.s4 { stroke-dasharray: 9 3 2 3; }
        polyline.s5 { stroke-dasharray: 12 4; } polyline.s6 { stroke-dasharray: 4 2; }
        .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: .6rem 0 0; padding: 0; font-size: .875rem; }
        .legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .45rem; vertical-align: -1px; forced-color-adjust: none; }
        details { margin-top: .75rem; font-size: .875rem; }
        summary { cursor: pointer; color: var(--soft); }
        .scroll { overflow-x: auto; margin: .5rem 0; }
        table { border-collapse: collapse; width: 100%; font-size: .8125rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .5rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th[scope=row] { font-weight: 400; overflow-wrap: anywhere; min-width: 9rem; }
        th:first-child { padding-left: 0; }
        thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
        .number { text-align: right; white-space: nowrap; }
        .total th, .total td { font-weight: 600; border-bottom: 0; }
        @media print { figure, table { break-inside: avoid; } details { display: block; } }

        """;

    /// <summary>The class of the series with this number.</summary>
    public static string ClassOf(int number) => $"s{(number % Colours) + 1}";
}
