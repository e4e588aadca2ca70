using MudBlazor;

namespace HotlineKb.Web.Shell;

/// <summary>A quiet instrument panel: white and light grey, one blue for what can be acted on, amber and red only for clocks, green only for done.</summary>
internal static class Theme
{
    private static readonly string[] Fonts = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];

    public static readonly MudTheme Hotline = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1d5fae",
            Secondary = "#4b5563",
            Info = "#1d5fae",
            Success = "#1b7a3d",
            Warning = "#9a5b00",
            Error = "#b3261e",
            Background = "#f5f6f8",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1f2937",
            DrawerBackground = "#ffffff",
            TextPrimary = "#1f2937",
            TextSecondary = "#55606e",
            ActionDefault = "#4b5563",
            Divider = "#e1e5ea",
            LinesDefault = "#e1e5ea",
            LinesInputs = "#b8c0ca",
            TableLines = "#e9ecf0",
            TableHover = "#f0f5fb",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#7fb2ee",
            PrimaryContrastText = "#10151c",
            Success = "#6fca8b",
            Warning = "#eab35c",
            Error = "#f2877f",
            Background = "#14181e",
            Surface = "#1b2028",
            AppbarBackground = "#1b2028",
            DrawerBackground = "#1b2028",
            TextPrimary = "#e3e7ec",
            TextSecondary = "#a6b0bc",
            LinesDefault = "#303844",
            LinesInputs = "#4a5564",
            TableLines = "#2a313b",
            Divider = "#303844",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "3px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "14px", LineHeight = "1.5" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "14px", LineHeight = "1.5" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = "13px", LineHeight = "1.5" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "14px", FontWeight = "500", TextTransform = "none", LetterSpacing = "0" },
            H5 = new H5Typography { FontFamily = Fonts, FontSize = "18px", FontWeight = "600" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "16px", FontWeight = "600" },
            Subtitle1 = new Subtitle1Typography { FontFamily = Fonts, FontSize = "14px", FontWeight = "600" },
            Caption = new CaptionTypography { FontFamily = Fonts, FontSize = "12px" },
        },
    };
}
