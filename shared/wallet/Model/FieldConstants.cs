namespace Passinstance.Wallet.Model;

/// <summary>Values of <c>dateStyle</c> and <c>timeStyle</c>. iOS ignores any other, also these without their prefix.</summary>
public static class DateTimeStyle
{
    /// <summary>Not shown.</summary>
    public const string None = "PKDateStyleNone";

    /// <summary>11/23/26, 3:30 PM.</summary>
    public const string Short = "PKDateStyleShort";

    /// <summary>Nov 23, 2026, 3:30:32 PM.</summary>
    public const string Medium = "PKDateStyleMedium";

    /// <summary>November 23, 2026, 3:30:32 PM PST.</summary>
    public const string Long = "PKDateStyleLong";

    /// <summary>Monday, November 23, 2026, 3:30:42 PM Pacific Standard Time.</summary>
    public const string Full = "PKDateStyleFull";
}

/// <summary>Values of <c>numberStyle</c>.</summary>
public static class NumberStyle
{
    /// <summary>1,234.5.</summary>
    public const string Decimal = "PKNumberStyleDecimal";

    /// <summary>12 %.</summary>
    public const string Percent = "PKNumberStylePercent";

    /// <summary>1.2345E3.</summary>
    public const string Scientific = "PKNumberStyleScientific";

    /// <summary>One hundred.</summary>
    public const string SpellOut = "PKNumberStyleSpellOut";
}

/// <summary>Values of <c>textAlignment</c>.</summary>
public static class TextAlignment
{
    /// <summary>Left.</summary>
    public const string Left = "PKTextAlignmentLeft";

    /// <summary>Center.</summary>
    public const string Center = "PKTextAlignmentCenter";

    /// <summary>Right.</summary>
    public const string Right = "PKTextAlignmentRight";

    /// <summary>By the script's direction.</summary>
    public const string Natural = "PKTextAlignmentNatural";
}

/// <summary>Values of <c>dataDetectorTypes</c>.</summary>
public static class DataDetectorType
{
    /// <summary>Telephone numbers.</summary>
    public const string PhoneNumber = "PKDataDetectorTypePhoneNumber";

    /// <summary>Links.</summary>
    public const string Link = "PKDataDetectorTypeLink";

    /// <summary>Postal addresses.</summary>
    public const string Address = "PKDataDetectorTypeAddress";

    /// <summary>Dates and times.</summary>
    public const string CalendarEvent = "PKDataDetectorTypeCalendarEvent";
}

/// <summary>Values of <c>transitType</c>, required of every boarding pass.</summary>
public static class TransitType
{
    /// <summary>Air.</summary>
    public const string Air = "PKTransitTypeAir";

    /// <summary>Boat.</summary>
    public const string Boat = "PKTransitTypeBoat";

    /// <summary>Bus.</summary>
    public const string Bus = "PKTransitTypeBus";

    /// <summary>Anything else.</summary>
    public const string Generic = "PKTransitTypeGeneric";

    /// <summary>Train.</summary>
    public const string Train = "PKTransitTypeTrain";

    internal static readonly string[] All = ConstantsOfAttribute.ValuesOf(typeof(TransitType));
}

/// <summary>Values of <c>preferredStyleSchemes</c>, in order of preference; the older style comes last.</summary>
public static class StyleScheme
{
    /// <summary>Poster event ticket (iOS 18).</summary>
    public const string PosterEventTicket = "posterEventTicket";

    /// <summary>The older event ticket.</summary>
    public const string EventTicket = "eventTicket";

    /// <summary>Boarding pass drawn from semantic tags (iOS 26), air only.</summary>
    public const string SemanticBoardingPass = "semanticBoardingPass";

    /// <summary>The older boarding pass.</summary>
    public const string BoardingPass = "boardingPass";
}
