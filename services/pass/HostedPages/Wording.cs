namespace Passinstance.Passes.HostedPages;

/// <summary>The pages' own texts in one language.</summary>
internal sealed record Wording
{
    internal required string Language { get; init; }
    /// <summary>The other language's own name, for the link to it.</summary>
    internal required string OtherName { get; init; }
    internal required string OtherLanguage { get; init; }
    internal required string AddToApple { get; init; }
    internal required string SaveToGoogle { get; init; }
    internal required string GoogleDemo { get; init; }
    internal required string PassFile { get; init; }
    internal required string TakeHeading { get; init; }
    internal required string ScanHeading { get; init; }
    internal required string ScanText { get; init; }
    internal required string AppleOnly { get; init; }
    internal required string OneVisitor { get; init; }
    internal required string FrontHeading { get; init; }
    internal required string BackHeading { get; init; }
    internal required string Voided { get; init; }
    internal required string Expired { get; init; }
    internal required string BarcodeName { get; init; }
    internal required string BarcodeInWallet { get; init; }
    internal required string To { get; init; }
    internal required string Today { get; init; }
    internal required string Tomorrow { get; init; }
    internal required string Yesterday { get; init; }
    internal required string FormButton { get; init; }
    internal required string FormIntro { get; init; }
    internal required string FormErrors { get; init; }
    internal required string Optional { get; init; }
    internal required string Choose { get; init; }
    internal required string Required { get; init; }
    internal required string WrongEmail { get; init; }
    internal required string WrongPhone { get; init; }
    internal required string WrongDate { get; init; }
    internal required string WrongChoice { get; init; }
    internal required string WrongAnswer { get; init; }
    internal required string TooLong { get; init; }
    internal required string NotIssued { get; init; }
    internal required IReadOnlyDictionary<string, (string Heading, string Text)> Notices { get; init; }

    internal (string Heading, string Text) Notice(string code) => Notices.GetValueOrDefault(code, Notices[""]);

    /// <summary>Null for a language without texts.</summary>
    internal static Wording? Find(string language) => language.Split('-', '_')[0].ToUpperInvariant() switch
    {
        "EN" => English,
        "FR" => French,
        _ => null,
    };

    internal static Wording English { get; } = new()
    {
        Language = "en",
        OtherName = "Français",
        OtherLanguage = "fr",
        AddToApple = "Add to Apple Wallet",
        SaveToGoogle = "Save to Google Wallet",
        GoogleDemo = "This is a test: only the issuer's test accounts can save it to Google Wallet.",
        PassFile = "Download the pass file",
        TakeHeading = "Get this pass",
        ScanHeading = "On your phone",
        ScanText = "Scan this code with your phone's camera to open this page there.",
        AppleOnly = "This pass is made for Apple Wallet. Open this page on an iPhone, or use an app that opens pass files.",
        OneVisitor = "This link works for one person: once you have added the pass, no one else can use it.",
        FrontHeading = "Front of the pass",
        BackHeading = "Back of the pass",
        Voided = "This pass is no longer valid: its issuer has withdrawn it.",
        Expired = "This pass has expired.",
        BarcodeName = "Barcode",
        BarcodeInWallet = "Your wallet shows the barcode.",
        To = "to",
        Today = "Today",
        Tomorrow = "Tomorrow",
        Yesterday = "Yesterday",
        FormButton = "Get my pass",
        FormIntro = "Fill in the form and add the pass to your phone.",
        FormErrors = "Please correct the fields marked below.",
        Optional = "optional",
        Choose = "Choose…",
        Required = "Please fill in this field.",
        WrongEmail = "Enter an email address, such as name@example.com.",
        WrongPhone = "Enter a phone number with digits, spaces and +.",
        WrongDate = "Write a date, such as 2026-12-31.",
        WrongChoice = "Choose one of the options.",
        WrongAnswer = "This text cannot be shown on the pass. Please enter it differently.",
        TooLong = "Please enter a shorter text.",
        NotIssued = "The pass could not be created. Please try again later, or ask the person who gave you the link.",
        Notices = new Dictionary<string, (string, string)>
        {
            [""] = ("This page cannot be shown now", "Please try again later, or ask the sender of the link."),
            ["unknown_link"] = ("This link does not work", "Check that the address is complete, or ask the sender for a new one."),
            ["no_page"] = ("This pass has no page", "Ask the sender of the link how to get the pass."),
            ["link_expired"] = (
                "This link has expired",
                "Ask the sender for a new one. If the pass is already in your wallet, it stays there."),
            ["link_used"] = (
                "This link has been used",
                "It works for one person only. If that was you, the pass is in your wallet; if not, ask the sender for another link."),
            ["link_for_people"] = (
                "Open this link yourself",
                "It works for one person and was opened by a program. Open it in a browser on the phone."),
            ["no_google_wallet"] = (
                "Not for Google Wallet",
                "This pass cannot be saved to Google Wallet. Open the link on an iPhone, or ask the sender."),
            ["google_wallet_pending"] = (
                "One moment",
                "Google Wallet is preparing this pass. Please try again in a minute."),
            ["certificate_unusable"] = (
                "Not available at the moment",
                "This pass cannot be downloaded at the moment. A pass that you have already keeps working. Please try again later, " +
                "or ask the sender."),
            ["form_unavailable"] = (
                "No passes at the moment",
                "This form cannot issue passes at the moment. Please try again later; if it still fails, inform the " +
                "person who gave you the link."),
            ["too_many_passes"] = ("Too many passes", "Many passes were created from your network within an hour. Please try again later."),
        },
    };

    internal static Wording French { get; } = new()
    {
        Language = "fr",
        OtherName = "English",
        OtherLanguage = "en",
        AddToApple = "Ajouter à Apple Wallet",
        SaveToGoogle = "Enregistrer dans Google Wallet",
        GoogleDemo = "Ceci est un test : seuls les comptes de test de l'émetteur peuvent l'enregistrer dans Google Wallet.",
        PassFile = "Télécharger le fichier de la carte",
        TakeHeading = "Obtenir cette carte",
        ScanHeading = "Sur votre téléphone",
        ScanText = "Scannez ce code avec l’appareil photo de votre téléphone pour y ouvrir cette page.",
        AppleOnly =
            "Cette carte est faite pour Apple Wallet. Ouvrez cette page sur un iPhone, ou utilisez une application qui ouvre ces fichiers.",
        OneVisitor = "Ce lien est destiné à une seule personne : une fois la carte prise, il ne fonctionne pour personne d’autre.",
        FrontHeading = "Recto de la carte",
        BackHeading = "Verso de la carte",
        Voided = "Cette carte n’est plus valable : son émetteur l’a annulée.",
        Expired = "Cette carte a expiré.",
        BarcodeName = "Code-barres",
        BarcodeInWallet = "Votre portefeuille affiche le code-barres.",
        To = "vers",
        Today = "Aujourd’hui",
        Tomorrow = "Demain",
        Yesterday = "Hier",
        FormButton = "Obtenir ma carte",
        FormIntro = "Remplissez le formulaire et ajoutez la carte à votre téléphone.",
        FormErrors = "Veuillez corriger les réponses signalées ci-dessous.",
        Optional = "facultatif",
        Choose = "Choisissez…",
        Required = "Veuillez répondre à cette question.",
        WrongEmail = "Écrivez une adresse e-mail, par exemple nom@exemple.fr.",
        WrongPhone = "Écrivez un numéro de téléphone avec des chiffres, des espaces et +.",
        WrongDate = "Écrivez une date, par exemple 2026-12-31.",
        WrongChoice = "Choisissez l’une des possibilités.",
        WrongAnswer = "Cette réponse ne peut pas figurer sur la carte. Écrivez-la autrement.",
        TooLong = "Veuillez écrire une réponse plus courte.",
        NotIssued = "La carte n’a pas pu être créée. Réessayez plus tard, ou demandez à la personne qui vous a donné le lien.",
        Notices = new Dictionary<string, (string, string)>
        {
            [""] = (
                "Cette page ne peut pas être affichée", "Réessayez plus tard, ou demandez à la personne qui vous a envoyé le lien."),
            ["unknown_link"] = (
                "Ce lien ne mène nulle part",
                "Vérifiez que l’adresse est complète, ou demandez-en une nouvelle à la personne qui l’a envoyée."),
            ["no_page"] = ("Cette carte n’a pas de page", "Demandez à la personne qui vous a envoyé le lien comment obtenir la carte."),
            ["link_expired"] = (
                "Ce lien a expiré",
                "Demandez-en un nouveau à la personne qui l’a envoyé. Si la carte est déjà dans votre portefeuille, elle y reste."),
            ["link_used"] = (
                "Ce lien a déjà servi",
                "Il n’est destiné qu’à une personne. Si c’était vous, la carte est dans votre portefeuille ; sinon, " +
                "demandez un lien à votre nom."),
            ["link_for_people"] = (
                "Ouvrez ce lien vous-même",
                "Il n’est destiné qu’à une personne et a été ouvert par un programme. Ouvrez-le dans un navigateur sur le téléphone."),
            ["no_google_wallet"] = (
                "Pas pour Google Wallet",
                "Cette carte ne peut pas être enregistrée dans Google Wallet. Ouvrez le lien sur un iPhone, ou " +
                "demandez à la personne qui l’a envoyé."),
            ["google_wallet_pending"] = (
                "Un instant",
                "Google Wallet prépare cette carte. Réessayez dans une minute."),
            ["certificate_unusable"] = (
                "Indisponible pour le moment",
                "Cette carte ne peut pas être téléchargée pour le moment. Une carte que vous avez déjà reste valable. Réessayez plus " +
                "tard, ou demandez à la personne qui l’a envoyée."),
            ["form_unavailable"] = (
                "Pas de carte pour le moment",
                "Ce formulaire ne peut pas créer de carte pour le moment. Réessayez plus tard ; si cela dure, " +
                "prévenez la personne qui vous a donné le lien."),
            ["too_many_passes"] = (
                "Trop de cartes",
                "Beaucoup de cartes ont été créées depuis votre réseau en une heure. Réessayez plus tard."),
        },
    };
}
