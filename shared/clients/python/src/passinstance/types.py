# Generated from shared/openapi/v1.json by `dotnet run --project shared/openapi -- clients`. Do not edit.
"""The bodies of requests and responses, as plain dictionaries."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict, Union

__all__ = [
    "Account",
    "AccountMembership",
    "AccountOrganization",
    "AddBundlePassesRequest",
    "AnyJson",
    "ApiKey",
    "ApiKeyPage",
    "ApiKeySecret",
    "ApplePushCounts",
    "Attempt",
    "AuditActor",
    "AuditLogEntry",
    "AuditLogEntryPage",
    "BarcodeFormat",
    "Batch",
    "BatchCounts",
    "BatchItem",
    "BatchItemError",
    "BatchItemPage",
    "BatchItemRequest",
    "BatchItemStatus",
    "BatchOperation",
    "BatchPage",
    "BatchStatus",
    "Bundle",
    "BundleFilter",
    "BundlePage",
    "BundlePart",
    "CopyTemplateRequest",
    "CreateApiKeyRequest",
    "CreateBundleRequest",
    "CreateExportRequest",
    "CreateInvitationRequest",
    "CreateOAuthClientRequest",
    "CreateOrganizationRequest",
    "CreatePassRequest",
    "CreatePortalLinkRequest",
    "CreateTemplateRequest",
    "CreateWebhookRequest",
    "CreatedInvitation",
    "DataDetectorType",
    "DateTimeStyle",
    "DayCounts",
    "DeadLetterItem",
    "DeadLetters",
    "Delivery",
    "DeliveryDetail",
    "DeliveryPage",
    "DeviceLog",
    "DeviceLogPage",
    "DiagnosisEvent",
    "DiagnosisFinding",
    "DiagnosisSeverity",
    "DrawnField",
    "DrawnSurface",
    "Erasure",
    "ErasureFilter",
    "ErasureHolder",
    "ErasureReceipt",
    "ErasureStatus",
    "Event",
    "EventPage",
    "EventType",
    "EventTypePage",
    "Export",
    "ExportPage",
    "ExternalKeyRequest",
    "FeaturedAction",
    "FeaturedActionType",
    "FieldValue",
    "Finding",
    "FindingSeverity",
    "GoogleGenericType",
    "GooglePassType",
    "GooglePushCounts",
    "GoogleTemplate",
    "ImageUpload",
    "InvalidValue",
    "Invitation",
    "InvitationPage",
    "KeyLocation",
    "Member",
    "MemberPage",
    "MessageField",
    "NumberStyle",
    "OAuthClient",
    "OAuthClientPage",
    "OAuthClientSecret",
    "OperationStatus",
    "Organization",
    "OrganizationPage",
    "Pass",
    "PassBeacon",
    "PassDiagnosis",
    "PassField",
    "PassFlow",
    "PassFlowField",
    "PassFlowFieldType",
    "PassFlowForm",
    "PassLayout",
    "PassLinks",
    "PassLocation",
    "PassNfc",
    "PassPage",
    "PassPersonalization",
    "PassStats",
    "PassStatus",
    "PassType",
    "PassValue",
    "PasskeyItem",
    "PasskeyList",
    "Personalization",
    "PersonalizationField",
    "PortalLink",
    "PortalTheme",
    "PreviewTemplateRequest",
    "PreviewTheme",
    "Problem",
    "ProgramError",
    "ProgramFinding",
    "ProgramNumber",
    "ProgramReport",
    "PushCounts",
    "PushFilter",
    "PushNotification",
    "PushNotificationPage",
    "PushNotificationStatus",
    "PushTarget",
    "PushText",
    "PutCertificateRequest",
    "RateLimit",
    "RelevantDate",
    "RemoteImage",
    "RemoteImageUrl",
    "RequestAppleCertificateRequest",
    "RequestDay",
    "RequestUsage",
    "ResendDeadLettersRequest",
    "ResentDeadLetters",
    "Retention",
    "RetentionDays",
    "RotateCredentialRequest",
    "RotateSecretRequest",
    "RotatedSecret",
    "SemanticAirPlay",
    "SemanticCurrencyAmount",
    "SemanticEventDate",
    "SemanticEventType",
    "SemanticInformationCode",
    "SemanticLocation",
    "SemanticPassengerCapability",
    "SemanticPersonName",
    "SemanticSeat",
    "SemanticSecurityProgram",
    "SemanticServiceCode",
    "SemanticTags",
    "SemanticWifiNetwork",
    "SendAgainRequest",
    "SendAgainResult",
    "SendPushNotificationRequest",
    "SendTestEventRequest",
    "SessionItem",
    "SessionItemPage",
    "SourceCounts",
    "StartBatchRequest",
    "StartErasureRequest",
    "StyleScheme",
    "Template",
    "TemplateBarcode",
    "TemplateContent",
    "TemplateCounts",
    "TemplateImage",
    "TemplatePage",
    "TemplatePreview",
    "TemplatePreviewDevice",
    "TemplatePreviewSurface",
    "TemplateRollout",
    "TemplateStats",
    "TemplateStatus",
    "TemplateVersion",
    "TemplateVersionPage",
    "TestPass",
    "TestPassRequest",
    "TextAlignment",
    "TransitType",
    "UpcomingDateInformation",
    "UpcomingImages",
    "UpcomingPassInformationEntry",
    "UpdateMemberRequest",
    "UpdateOrganizationRequest",
    "UpdatePassRequest",
    "UpdateRetentionRequest",
    "UpdateTemplateRequest",
    "UpdateWebhookRequest",
    "UploadAppleIdentityRequest",
    "UploadGoogleIdentityRequest",
    "UploadedImage",
    "Usage",
    "UsedQuota",
    "WalletIdentity",
    "WalletIdentityPage",
    "WalletIdentityStatus",
    "WalletIdentityTemplate",
    "Webhook",
    "WebhookBatchEvents",
    "WebhookPage",
    "WebhookStatistics",
]

AnyJson = Any

BarcodeFormat = Literal["qr", "pdf417", "aztec", "code128", "code39", "codabar", "ean13", "itf"]

BatchItemStatus = Union[Literal["pending", "succeeded", "failed", "cancelled"], str]

BatchOperation = Union[Literal["create", "update", "void", "delete", "notify"], str]

BatchStatus = Union[Literal["pending", "running", "completed", "cancelled"], str]

DataDetectorType = Literal["PKDataDetectorTypePhoneNumber", "PKDataDetectorTypeLink", "PKDataDetectorTypeAddress", "PKDataDetectorTypeCalendarEvent"]

DateTimeStyle = Literal["PKDateStyleNone", "PKDateStyleShort", "PKDateStyleMedium", "PKDateStyleLong", "PKDateStyleFull"]

DiagnosisSeverity = Union[Literal["ok", "info", "warning", "error"], str]

ErasureStatus = Union[Literal["pending", "running", "completed"], str]

FeaturedActionType = Literal["viewSchedule", "watchTrailer", "listenToMusic", "call", "place", "addToBalance", "order", "shop", "membershipBenefits", "bookAppointment", "bookCar", "bookFlight", "bookStay", "viewOffersRewards"]

FindingSeverity = Union[Literal["error", "warning"], str]

GoogleGenericType = Literal["seasonPass", "utilityBills", "parkingPass", "voucher", "gymMembership", "libraryMembership", "reservations", "autoInsurance", "homeInsurance", "entryTicket", "receipt", "loyaltyCard", "other"]

GooglePassType = Literal["generic", "eventTicket", "flight", "loyalty", "offer", "giftCard", "transit"]

KeyLocation = Union[Literal["stored", "pkcs11", "awsKms", "workloadIdentityFederation"], str]

NumberStyle = Literal["PKNumberStyleDecimal", "PKNumberStylePercent", "PKNumberStyleScientific", "PKNumberStyleSpellOut"]

PassFlowFieldType = Literal["text", "email", "phone", "date", "select"]

PassStatus = Union[Literal["active", "voided", "expired", "deleted"], str]

PassType = Literal["boardingPass", "coupon", "eventTicket", "generic", "storeCard"]

PassValue = Union[str, float]

PersonalizationField = Literal["PKPassPersonalizationFieldName", "PKPassPersonalizationFieldPostalCode", "PKPassPersonalizationFieldEmailAddress", "PKPassPersonalizationFieldPhoneNumber"]

PreviewTheme = Literal["light", "dark"]

PushNotificationStatus = Union[Literal["scheduled", "sending", "completed", "cancelled", "failed"], str]

SemanticEventType = Literal["PKEventTypeGeneric", "PKEventTypeLivePerformance", "PKEventTypeMovie", "PKEventTypeSports", "PKEventTypeConference", "PKEventTypeConvention", "PKEventTypeWorkshop", "PKEventTypeSocialGathering"]

SemanticInformationCode = Literal["INFT"]

SemanticPassengerCapability = Literal["PKPassengerCapabilityPreboarding", "PKPassengerCapabilityPriorityBoarding", "PKPassengerCapabilityCarryon", "PKPassengerCapabilityPersonalItem", "PKPassengerCapabilityLapInfant"]

SemanticSecurityProgram = Literal["PKTransitSecurityProgramTSAPreCheck", "PKTransitSecurityProgramTSAPreCheckTouchlessID", "PKTransitSecurityProgramOSS", "PKTransitSecurityProgramITI", "PKTransitSecurityProgramITD", "PKTransitSecurityProgramGlobalEntry", "PKTransitSecurityProgramCLEAR"]

SemanticServiceCode = Literal["PETC", "SVAN", "UMNR", "WCBD", "WCBW", "WCHC", "WCHR", "WCHS", "WCLB", "WCMP", "WCOB"]

StyleScheme = Literal["posterEventTicket", "eventTicket", "semanticBoardingPass", "boardingPass"]

TemplatePreviewDevice = Literal["iphoneSe", "iphone", "iphoneMax", "pixel", "smallAndroid"]

TemplatePreviewSurface = Literal["apple-front", "apple-back", "google"]

TemplateStatus = Literal["draft", "published"]

TextAlignment = Literal["PKTextAlignmentLeft", "PKTextAlignmentCenter", "PKTextAlignmentRight", "PKTextAlignmentNatural"]

TransitType = Literal["PKTransitTypeAir", "PKTransitTypeBoat", "PKTransitTypeBus", "PKTransitTypeGeneric", "PKTransitTypeTrain"]

WalletIdentityStatus = Union[Literal["requested", "active", "expiring", "expired"], str]

WebhookBatchEvents = Literal["each", "summary"]


class Account(TypedDict):
    """The person who is signed in."""

    id: str
    """The person's id."""

    email: str
    """The person's e-mail address."""

    name: str
    """The person's name; empty until they give one."""

    role: str
    """The person's role in the organization that they act in."""

    organization: AccountOrganization
    """The organization that the person acts in."""

    organizations: list[AccountMembership]
    """All organizations of the person."""

    scopes: list[str]
    """What the access token allows."""

    passkeys: int
    """How many passkeys the person has."""

    sessions: int
    """In how many browsers the person is signed in."""

    hasPassword: bool
    """Whether the person has a password and an authenticator app."""

    createdAt: str
    """When the account was made."""

    recoveryCodes: int
    """How many recovery codes are left, each of which signs in once without the authenticator app."""

    isOperator: bool
    """Whether the person operates the deployment, and may use the operations below `/operations`."""


class AccountMembership(TypedDict):
    """An organization that the person belongs to."""

    id: str
    """The organization's id."""

    name: str
    """Its name."""

    role: str
    """The person's role in it."""


class AccountOrganization(TypedDict):
    """The organization that the person acts in."""

    id: str
    """The organization's id."""

    name: str
    """Its name."""


class AddBundlePassesRequest(TypedDict):
    """More passes for a bundle."""

    passIds: list[str]
    """1 to 100 passes. Those that are in the bundle already stay where they are."""


class ApiKey(TypedDict):
    """An API key without its secret."""

    id: str
    """The key's id, which is part of its text."""

    name: str
    """What it is for."""

    environment: str
    """live or test."""

    publishable: bool
    """Whether it may be part of an app or a web page: it can only create passes."""

    scopes: list[str]
    """What it allows."""

    allowedNetworks: list[str]
    """The addresses that may use it, in CIDR notation; empty: any."""

    allowedOrigins: list[str]
    """The web pages that may use a publishable key; empty: none."""

    status: str
    """active, expired or revoked."""

    liveSecrets: int
    """How many secrets work: two during a rotation."""

    createdAt: str
    """When it was created."""

    expiresAt: NotRequired[str]
    """When it expires."""

    revokedAt: NotRequired[str]
    """When it was revoked."""

    lastUsedAt: NotRequired[str]
    """When it was used last, accurate to about a minute."""


class ApiKeyPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[ApiKey]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class ApiKeySecret(TypedDict):
    """An API key with its text."""

    id: str
    """The key's id."""

    name: str
    """What it is for."""

    apiKey: str
    """The whole key. It is shown only in this response: only its hash is stored."""

    scopes: list[str]
    """What it allows."""

    expiresAt: NotRequired[str]
    """When it expires."""

    previousExpiresAt: NotRequired[str]
    """After a rotation: until when the previous text works."""


class ApplePushCounts(TypedDict):
    """Pushes to Apple devices."""

    pushed: int
    """Devices to notify."""

    accepted: int
    """Pushes that Apple accepted."""

    rejected: int
    """Pushes that Apple rejected, usually because the device no longer exists."""


class Attempt(TypedDict):
    """One HTTP request of a delivery."""

    number: int
    """Starts at 1."""

    trigger: str
    """What triggered the attempt."""

    url: str
    """The URL that was called."""

    startedAt: str
    """When the attempt started."""

    durationMs: int
    """Total duration."""

    statusCode: NotRequired[int]
    """HTTP status of the response."""

    error: NotRequired[str]
    """Error class; absent after a 2xx."""

    dnsMs: NotRequired[int]
    """DNS lookup; absent when a connection was reused."""

    connectMs: NotRequired[int]
    """Connection."""

    tlsMs: NotRequired[int]
    """TLS handshake."""

    firstByteMs: NotRequired[int]
    """From the request to the first byte of the response."""

    response: NotRequired[str]
    """Beginning of the response body."""

    nextAttemptAt: NotRequired[str]
    """When the next attempt was scheduled."""


class AuditActor(TypedDict):
    """Who made a change."""

    kind: str
    """
    `apiKey`, `client`, `user`, `portalLink` (a link to the portal page of a webhook), `external` (a token of
    another issuer), `administrator` (the administration API), `command` (an operator), `holder` (a form),
    `anonymous` or `system`.
    """

    id: NotRequired[str]
    """The API key, client or person; absent where the kind suffices."""


class AuditLogEntry(TypedDict):
    """One change, recorded in its transaction."""

    id: str
    """The entry's id."""

    time: str
    """When."""

    service: str
    """The program that made the change."""

    actor: AuditActor
    """Who made it."""

    address: NotRequired[str]
    """The client's address; absent for holders and for what runs in the background."""

    requestId: NotRequired[str]
    """The request, as its `X-Request-Id` and the log name it."""

    operation: str
    """The `operationId` of this document, or the name of a command."""

    resourceId: NotRequired[str]
    """The id of what changed."""

    members: list[str]
    """The members that changed, by name and never by value."""

    counts: NotRequired[dict[str, int]]
    """How many of what, for operations on many."""


class AuditLogEntryPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[AuditLogEntry]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: str | None
    """Send it as `cursor` to get the next page; null on the last page."""


class Batch(TypedDict):
    """A batch."""

    id: str
    """`bat_...`"""

    status: BatchStatus
    """The current state."""

    total: int
    """Total number of items."""

    processed: int
    """Items that have finished."""

    progress: int
    """Percentage of finished items; 100 only when all have finished."""

    percent: int
    """The same as `progress`."""

    succeeded: int
    """Items that were done."""

    failed: int
    """Items that failed."""

    dryRun: bool
    """Whether it validates every item and changes nothing; the counts are then those of a real run."""

    itemsPerSecond: NotRequired[float]
    """Items a second: over the last 15 seconds while it runs, over its whole time after its end."""

    secondsLeft: NotRequired[int]
    """Seconds until it ends at the present rate, while it runs."""

    counts: BatchCounts
    """Results of the finished items."""

    createdAt: str
    """When it was accepted."""

    startedAt: NotRequired[str]
    """When processing started."""

    completedAt: NotRequired[str]
    """When processing ended."""

    results: NotRequired[list[BatchItem]]
    """The first 100 finished items, by index. `GET /batch/{id}/items` lists all."""

    errors: NotRequired[list[BatchItem]]
    """The first 100 items that failed, by index."""


class BatchCounts(TypedDict):
    """Number of items by result."""

    created: int
    """Passes created."""

    updated: int
    """Passes updated."""

    voided: int
    """Passes voided."""

    deleted: int
    """Passes deleted."""

    failed: int
    """Items that failed."""

    cancelled: int
    """Items that were cancelled before they started."""

    notified: int
    """Passes whose holder received a message."""


class BatchItem(TypedDict):
    """An item of a batch and its result."""

    index: int
    """Position in the request, starting at 0."""

    operation: BatchOperation
    """The operation."""

    status: BatchItemStatus
    """The state of the item."""

    passId: NotRequired[str]
    """The pass, `pas_...`."""

    serialNumber: NotRequired[str]
    """The serial number in the item."""

    error: NotRequired[BatchItemError]
    """Why the item failed."""


class BatchItemError(TypedDict):
    """Why an item failed, as the single operation would have responded."""

    status: int
    """HTTP status that the single operation would have returned."""

    code: str
    """Stable error code, explained in /docs/errors."""

    message: str
    """What happened and what to do next."""

    errors: NotRequired[list[InvalidValue]]
    """Invalid values, with pointers into the item."""


class BatchItemPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[BatchItem]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class BatchItemRequest(TypedDict):
    """
    An item of a batch: the body of the single operation, with its operation and its pass. `templateId` names
    the template of a new pass, or selects one of two pass types that have the serial number.
    """

    templateId: NotRequired[str]
    """Id of the template, `tpl_...`."""

    serialNumber: NotRequired[str]
    """
    Your own number for the pass, 1 to 200 characters: stable, and unique within the template's pass type
    identifier.
    """

    customFields: NotRequired[dict[str, FieldValue]]
    """Deprecated; use `fields`."""

    fields: NotRequired[dict[str, FieldValue]]
    """
    Values by field key. A key that is not in the template's layout is shown in the next free position of the
    pass style.
    """

    barcodeFormat: NotRequired[BarcodeFormat]
    """The barcode format; defaults to the template's."""

    barcodeMessage: NotRequired[str]
    """The content of the barcode."""

    barcodeAltText: NotRequired[str]
    """Text under the barcode."""

    relevantDate: NotRequired[str]
    """When the pass is relevant; Wallet suggests it around this time."""

    expirationDate: NotRequired[str]
    """When the pass expires."""

    relevantDates: NotRequired[list[RelevantDate]]
    """Intervals in which the pass is relevant, for example the days of an event."""

    locations: NotRequired[list[PassLocation]]
    """Places where the pass is relevant, at most 10; defaults to the template's."""

    beacons: NotRequired[list[PassBeacon]]
    """Bluetooth beacons near which the pass is relevant, at most 10; defaults to the template's."""

    backgroundColor: NotRequired[str]
    """Background color, `#rrggbb`; defaults to the template's."""

    foregroundColor: NotRequired[str]
    """Color of the values, `#rrggbb`; defaults to the template's."""

    labelColor: NotRequired[str]
    """Color of the labels, `#rrggbb`; defaults to the template's."""

    logoText: NotRequired[str]
    """Text beside the logo; defaults to the template's."""

    semantics: NotRequired[SemanticTags]
    """Machine-readable facts about this pass; they override the template's."""

    upcomingPassInformation: NotRequired[list[UpcomingPassInformationEntry]]
    """Upcoming events of this pass."""

    nfcMessage: NotRequired[str]
    """The NFC payload, at most 64 bytes; the template must have `nfc`."""

    groupingIdentifier: NotRequired[str]
    """Groups passes in Wallet; boarding passes and event tickets only."""

    images: NotRequired[dict[str, str]]
    """
    Images of this pass alone, such as a member's photo: by Apple's name (`thumbnail`, `strip`, `logo@2x` ...)
    the id of an image that was uploaded with `POST /images`. Each stands in the place of all of the template's
    images of that name.
    """

    userInfo: NotRequired[AnyJson]
    """Any JSON for your own app, which can read it from the pass."""

    google: NotRequired[AnyJson]
    """Values for Google Wallet without an equivalent above."""

    operation: NotRequired[Literal["create", "update", "void", "delete", "notify"]]
    """Default: that of the batch."""

    id: NotRequired[str]
    """The pass to update, void, delete or notify, unless `serialNumber` names it."""

    title: NotRequired[str]
    """Of a `notify`: the title, with placeholders such as `{memberName}`."""

    message: NotRequired[str]
    """Of a `notify`: the text, with placeholders."""

    language: NotRequired[str]
    """Of a `notify`: the language of `title` and `message`, as a tag."""

    localized: NotRequired[dict[str, dict[str, Any]]]
    """Of a `notify`: translations by language tag."""


class BatchPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Batch]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class Bundle(TypedDict):
    """A bundle."""

    id: str
    """`bnd_...`"""

    name: str
    """Your own name for the bundle."""

    passIds: list[str]
    """The passes in the order of the request, without those deleted since."""

    parts: list[BundlePart]
    """The files with the passes: Wallet accepts at most 10 passes and 150 MB at a time."""

    createdAt: str
    """When it was created."""


class BundleFilter(TypedDict):
    """Which of your passes; all that match every member."""

    templateId: NotRequired[str]
    """Passes of this template, `tpl_...`."""

    status: NotRequired[Literal["active", "voided", "expired"]]
    """`active`, `voided` or `expired`."""

    serialNumber: NotRequired[str]
    """Passes with exactly this serial number."""

    createdAfter: NotRequired[str]
    """Passes created at or after this time."""

    createdBefore: NotRequired[str]
    """Passes created before this time."""


class BundlePage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Bundle]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class BundlePart(TypedDict):
    """One file of a bundle: up to 10 passes."""

    number: int
    """Starts at 1."""

    passIds: list[str]
    """The passes in this part."""

    downloadUrl: str
    """Link to the file. Anyone who has it can download the passes: send it to the holder only."""


class CopyTemplateRequest(TypedDict):
    """The name of the copy."""

    name: NotRequired[str]
    """1 to 100 characters. Default: "Copy of" and the name of the original."""


class CreateApiKeyRequest(TypedDict):
    """The key to create."""

    name: str
    """What it is for."""

    scopes: NotRequired[list[str]]
    """What it allows; nothing that you may not do yourself. Default: everything about passes that you may do."""

    publishable: NotRequired[bool]
    """Whether it may be part of an app or a web page: it can only create passes, and takes no scopes."""

    expiresAt: NotRequired[Any]
    """When it expires. Default: never."""

    allowedNetworks: NotRequired[list[str]]
    """The addresses that may use it, in CIDR notation. Default: any."""

    allowedOrigins: NotRequired[list[str]]
    """Of a publishable key: the web pages that may use it, such as https://shop.example."""


class CreateBundleRequest(TypedDict):
    """A new bundle, of the passes that one of `passIds`, `filter` and `batchId` names."""

    name: str
    """Your own name for it, 1 to 100 characters; not shown to holders."""

    passIds: NotRequired[list[str]]
    """1 to 100 passes, in the order in which the wallet shows them."""

    filter: NotRequired[BundleFilter]
    """The passes that match now, at most 1,000, the oldest first."""

    batchId: NotRequired[str]
    """The passes that a batch has created or changed, `bat_...`, at most 1,000, in its order. It must have ended."""


class CreateExportRequest(TypedDict):
    """What to export beside everything that the API shows."""

    signedPasses: NotRequired[bool]
    """Whether passes come with their signed files for Apple Wallet; false when absent."""


class CreateInvitationRequest(TypedDict):
    """Whom to invite, and as what."""

    email: str
    """The person's e-mail address."""

    role: str
    """owner, admin, developer, marketing, scanner or viewer; none that has scopes which you do not have."""


class CreateOAuthClientRequest(TypedDict):
    """The client to create."""

    name: str
    """What it is for."""

    scopes: NotRequired[list[str]]
    """
    What its tokens may have; nothing that you may not do yourself. Default: everything about passes that you
    may do.
    """


class CreateOrganizationRequest(TypedDict):
    """A new organization, with the caller as its owner."""

    name: str
    """The display name."""


class CreatePassRequest(TypedDict):
    """A new pass from a template."""

    templateId: str
    """Id of the template, `tpl_...`."""

    serialNumber: str
    """
    Your own number for the pass, 1 to 200 characters: stable, and unique within the template's pass type
    identifier.
    """

    customFields: NotRequired[dict[str, FieldValue]]
    """Deprecated; use `fields`."""

    fields: NotRequired[dict[str, FieldValue]]
    """
    Values by field key. A key that is not in the template's layout is shown in the next free position of the
    pass style.
    """

    barcodeFormat: NotRequired[BarcodeFormat]
    """The barcode format; defaults to the template's."""

    barcodeMessage: NotRequired[str]
    """The content of the barcode."""

    barcodeAltText: NotRequired[str]
    """Text under the barcode."""

    relevantDate: NotRequired[str]
    """When the pass is relevant; Wallet suggests it around this time."""

    expirationDate: NotRequired[str]
    """When the pass expires."""

    relevantDates: NotRequired[list[RelevantDate]]
    """Intervals in which the pass is relevant, for example the days of an event."""

    locations: NotRequired[list[PassLocation]]
    """Places where the pass is relevant, at most 10; defaults to the template's."""

    beacons: NotRequired[list[PassBeacon]]
    """Bluetooth beacons near which the pass is relevant, at most 10; defaults to the template's."""

    backgroundColor: NotRequired[str]
    """Background color, `#rrggbb`; defaults to the template's."""

    foregroundColor: NotRequired[str]
    """Color of the values, `#rrggbb`; defaults to the template's."""

    labelColor: NotRequired[str]
    """Color of the labels, `#rrggbb`; defaults to the template's."""

    logoText: NotRequired[str]
    """Text beside the logo; defaults to the template's."""

    semantics: NotRequired[SemanticTags]
    """Machine-readable facts about this pass; they override the template's."""

    upcomingPassInformation: NotRequired[list[UpcomingPassInformationEntry]]
    """Upcoming events of this pass."""

    nfcMessage: NotRequired[str]
    """The NFC payload, at most 64 bytes; the template must have `nfc`."""

    groupingIdentifier: NotRequired[str]
    """Groups passes in Wallet; boarding passes and event tickets only."""

    images: NotRequired[dict[str, str]]
    """
    Images of this pass alone, such as a member's photo: by Apple's name (`thumbnail`, `strip`, `logo@2x` ...)
    the id of an image that was uploaded with `POST /images`. Each stands in the place of all of the template's
    images of that name.
    """

    userInfo: NotRequired[AnyJson]
    """Any JSON for your own app, which can read it from the pass."""

    google: NotRequired[AnyJson]
    """Values for Google Wallet without an equivalent above."""


class CreatePortalLinkRequest(TypedDict):
    """A link to a page about one webhook, for people without an API key."""

    webhookId: str
    """Id of the webhook to show."""

    expiresInMinutes: NotRequired[int]
    """Minutes until the link expires, 1 to 1,440. Default: 60."""

    canWrite: NotRequired[bool]
    """Whether the link may resend, test, enable and disable. Default: false."""

    theme: NotRequired[PortalTheme]
    """Appearance of the page."""


class CreateTemplateRequest(TypedDict):
    """A new template. It is published immediately unless `status` is `draft`."""

    status: NotRequired[TemplateStatus]
    """`draft` to publish the template later. Default: it is published immediately."""

    name: str
    """Your own name for it, 1 to 100 characters; not shown to holders."""

    images: NotRequired[list[ImageUpload]]
    """
    PNG images. Without any, an icon and a logo are generated from the colors and the organization's name, so
    that the passes are valid.
    """

    description: str
    """What the pass is, for VoiceOver and search."""

    passType: PassType
    """The style."""

    organizationName: str
    """Who issues the pass; shown with notifications."""

    teamIdentifier: str
    """The Apple developer team. Must equal the certificate's."""

    passTypeIdentifier: str
    """The Pass Type ID. Must equal the certificate's."""

    backgroundColor: NotRequired[str]
    """Background color, as `#rrggbb` or `#rgb`."""

    foregroundColor: NotRequired[str]
    """Color of the values, as `#rrggbb` or `#rgb`."""

    labelColor: NotRequired[str]
    """Color of the labels, as `#rrggbb` or `#rgb`."""

    stripColor: NotRequired[str]
    """Color of the strip, as `#rrggbb` or `#rgb`. Not documented by Apple."""

    footerBackgroundColor: NotRequired[str]
    """Color of the footer of a poster event ticket, as `#rrggbb` or `#rgb`."""

    logoText: NotRequired[str]
    """Text beside the logo. Not in poster event tickets."""

    eventLogoText: NotRequired[str]
    """Text in place of the logo in poster event tickets (iOS 18.1)."""

    layout: NotRequired[PassLayout]
    """Which fields are shown where. Default: all fields in the default positions."""

    transitType: NotRequired[TransitType]
    """The means of transport of a boarding pass."""

    barcode: NotRequired[TemplateBarcode]
    """Settings of the barcodes."""

    nfc: NotRequired[PassNfc]
    """The NFC payload and its key."""

    locations: NotRequired[list[PassLocation]]
    """Where passes are relevant, at most 10. A pass may override them."""

    beacons: NotRequired[list[PassBeacon]]
    """Beacons near which passes are relevant. A pass may override them."""

    maxDistance: NotRequired[float]
    """
    Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it
    is smaller.
    """

    relevantDates: NotRequired[list[RelevantDate]]
    """When passes are relevant. A pass may override it."""

    semantics: NotRequired[SemanticTags]
    """Machine-readable facts. A pass's own tags override these."""

    preferredStyleSchemes: NotRequired[list[StyleScheme]]
    """Newer designs to prefer."""

    posterGeneric: NotRequired[PassLayout]
    """The fields of the poster generic design (iOS 27), beside the older style that `passType` names."""

    featuredActions: NotRequired[list[FeaturedAction]]
    """Buttons of a poster generic pass (iOS 27). At most 2."""

    upcomingPassInformation: NotRequired[list[UpcomingPassInformationEntry]]
    """Upcoming events of a poster event ticket (iOS 26). A pass may override them."""

    urls: NotRequired[PassLinks]
    """Links of poster event tickets and semantic boarding passes."""

    personalization: NotRequired[PassPersonalization]
    """Sign-up for a rewards program when the pass is added."""

    suppressStripShine: NotRequired[bool]
    """Removes the shine effect from the strip image; Apple's default is true."""

    suppressHeaderDarkening: NotRequired[bool]
    """Prevents the header of a poster event ticket from being darkened."""

    useAutomaticColors: NotRequired[bool]
    """Derives the colors of a poster event ticket from its artwork."""

    sharingProhibited: NotRequired[bool]
    """Hides the option to share the pass."""

    groupingIdentifier: NotRequired[str]
    """Groups boarding passes or event tickets in Wallet. A pass may override it."""

    appLaunchURL: NotRequired[str]
    """The URL passed to the app; requires `associatedStoreIdentifiers`."""

    associatedStoreIdentifiers: NotRequired[list[int]]
    """App Store identifiers of your apps."""

    auxiliaryStoreIdentifiers: NotRequired[list[int]]
    """App Store identifiers of apps to suggest with a poster event ticket."""

    userInfo: NotRequired[AnyJson]
    """Any JSON for your own app. A pass may override it."""

    messageField: NotRequired[MessageField]
    """The field that shows the latest message to holders."""

    passFlow: NotRequired[PassFlow]
    """How hosted pages distribute passes."""

    localizations: NotRequired[dict[str, dict[str, str]]]
    """
    Translations by language (`en`, `zh-Hans`), then by the text in the pass. A text without a translation in a
    language is shown unchanged in that language.
    """

    defaultLanguage: NotRequired[str]
    """Language of the template's own texts. Default: `en`."""

    google: NotRequired[GoogleTemplate]
    """Settings for Google Wallet only."""

    extra: NotRequired[dict[str, Any]]
    """
    Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning;
    keys that the API has are rejected.
    """


class CreateWebhookRequest(TypedDict):
    """A new webhook."""

    secret: NotRequired[str]
    """
    Signing secret, 16 to 256 bytes. After `whsec_` it is base64; any other text is used as UTF-8. Default: one
    is generated.
    """

    url: str
    """URL that receives the events; https."""

    events: list[str]
    """Events to send: names such as `pass.created`, a group (`pass.*`), or all (`*`)."""

    description: NotRequired[str]
    """A note for your team, at most 500 characters."""

    templateIds: NotRequired[list[str]]
    """Only events of these templates (`tpl_...`), at most 100. Empty: all templates."""

    headers: NotRequired[dict[str, str]]
    """Headers to send with every delivery, at most 20. They are stored encrypted and never shown again."""

    payloadVersion: NotRequired[str]
    """Version of the payload: `v1`."""

    maxPerSecond: NotRequired[int]
    """Maximum deliveries per second, 1 to 1,000. 0: no limit."""

    maxConcurrency: NotRequired[int]
    """Maximum concurrent deliveries, 1 to 64. Default: 8."""

    batchEvents: NotRequired[WebhookBatchEvents]
    """
    What it gets of the changes that a batch makes: `each` event (the default), or `summary`: the event
    `batch.completed` at its end, to which the webhook must be subscribed, and none for each pass.
    """

    ed25519: NotRequired[bool]
    """Whether deliveries are also signed with Ed25519; the webhook shows the public key. Default: false."""


class CreatedInvitation(TypedDict):
    """An invitation with its link."""

    id: str
    """The invitation's id."""

    email: str
    """Whom it is for."""

    role: str
    """The role that the person gets."""

    invitedBy: str
    """The person, key or client that invited."""

    createdAt: str
    """When it was made."""

    expiresAt: str
    """Until when its link works."""

    url: str
    """The link, for the person alone: it works once and is shown only in this response."""

    mail: str
    """Whether the link was sent to the person: sent, failed, or off where the deployment sends no mail."""


class DayCounts(TypedDict):
    """Counts of one day."""

    date: str
    """The day, in UTC."""

    formViews: int
    """Views of the form."""

    formIssues: int
    """Passes issued by the form."""

    views: int
    """Views of a pass's page; bots and link previews are not counted."""

    appleDownloads: int
    """Downloads for Apple Wallet."""

    googleDownloads: int
    """Redirects to Google Wallet."""

    installs: int
    """Passes added to a device or a Google account."""

    removals: int
    """Passes removed from a device or a Google account."""


class DeadLetterItem(TypedDict):
    """A message that needs an operator."""

    service: str
    """Whose it is."""

    id: str
    """The message's id."""

    place: str
    """The queue that holds it, or outbox for an event that could not be published."""

    type: str
    """The event's type."""

    reason: str
    """Why it is there."""


class DeadLetters(TypedDict):
    """The dead letters of all services."""

    data: list[DeadLetterItem]
    """The first hundred of each service."""

    total: int
    """How many there are; of a queue at most a thousand are counted."""

    missing: list[str]
    """Services that did not respond, whose dead letters are not in the list."""


class Delivery(TypedDict):
    """The delivery of one event to one webhook."""

    webhookId: str
    """`whk_...`"""

    eventId: str
    """`evt_...`, the `webhook-id` of every attempt."""

    eventType: str
    """For example `pass.created`."""

    status: str
    """`pending`, `delivered` or `failed`."""

    trigger: str
    """What triggered it: `event`, `resend`, `recover`, `replay` or `test`."""

    attempts: int
    """Number of attempts so far."""

    nextAttemptAt: NotRequired[str]
    """When the next attempt is due; absent when none is scheduled or one is in progress."""

    lastStatusCode: NotRequired[int]
    """HTTP status of the last response."""

    lastError: NotRequired[str]
    """Class of the last error."""

    createdAt: str
    """When it was created."""

    deliveredAt: NotRequired[str]
    """When your endpoint accepted it."""


class DeliveryDetail(TypedDict):
    """A delivery with its payload and all its attempts."""

    payload: NotRequired[Event]
    """
    The payload that every attempt sends; absent when the event has been deleted, 30 days after it happened.
    Links to passes are left out for a credential that may not read passes.
    """

    attemptLog: list[Attempt]
    """The attempts, latest first."""

    webhookId: str
    """`whk_...`"""

    eventId: str
    """`evt_...`, the `webhook-id` of every attempt."""

    eventType: str
    """For example `pass.created`."""

    status: str
    """`pending`, `delivered` or `failed`."""

    trigger: str
    """What triggered it: `event`, `resend`, `recover`, `replay` or `test`."""

    attempts: int
    """Number of attempts so far."""

    nextAttemptAt: NotRequired[str]
    """When the next attempt is due; absent when none is scheduled or one is in progress."""

    lastStatusCode: NotRequired[int]
    """HTTP status of the last response."""

    lastError: NotRequired[str]
    """Class of the last error."""

    createdAt: str
    """When it was created."""

    deliveredAt: NotRequired[str]
    """When your endpoint accepted it."""


class DeliveryPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Delivery]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class DeviceLog(TypedDict):
    """A message that Wallet on a device reported about your passes."""

    message: str
    """The message as Wallet reported it."""

    receivedAt: str
    """When it was received."""


class DeviceLogPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[DeviceLog]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class DiagnosisEvent(TypedDict):
    """Something that happened to a pass."""

    at: str
    """When."""

    kind: str
    """Stable code of the kind."""

    severity: DiagnosisSeverity
    """Whether it went well."""

    message: str
    """What happened, in one sentence."""

    values: NotRequired[dict[str, str]]
    """
    The names, numbers and times (ISO 8601) in the message, for a sentence of one's own. Which there are depends
    on the kind.
    """


class DiagnosisFinding(TypedDict):
    """What was found on a pass."""

    code: str
    """Stable code to branch on."""

    severity: DiagnosisSeverity
    """How much it matters."""

    message: str
    """What is the case, in one sentence."""

    advice: str
    """What to do, in one sentence; empty when there is nothing to do."""

    values: NotRequired[dict[str, str]]
    """
    The names, numbers and times (ISO 8601) in the message, for a sentence of one's own. Which there are depends
    on the code.
    """


class DrawnField(TypedDict):
    """A text of a drawn side."""

    key: NotRequired[str]
    """The field's key; absent for a text that is no field."""

    label: NotRequired[str]
    """The label in the phone's language."""

    value: str
    """The value, formatted for the phone's language."""


class DrawnSurface(TypedDict):
    """A drawn side of a pass."""

    surface: TemplatePreviewSurface
    """Which side."""

    width: float
    """Points."""

    height: float
    """Points."""

    svg: str
    """The drawing as an SVG file, with its images in it."""

    fields: list[DrawnField]
    """The texts that it shows, in their order."""


class Erasure(TypedDict):
    """An erasure of the data of passes' holders."""

    id: str
    """`ers_...`"""

    status: ErasureStatus
    """`pending`, `running`, or `completed` when nothing is left in any service."""

    passes: int
    """How many passes."""

    passIds: list[str]
    """The passes, `pas_...`. They no longer exist for the API."""

    erased: dict[str, dict[str, int]]
    """How many of what was erased, by service."""

    requestedAt: str
    """When it was requested."""

    emptiedAt: NotRequired[str]
    """When the passes were void and empty; devices and Google Wallet are notified from then on."""

    completedAt: NotRequired[str]
    """When every service had erased what it held."""


class ErasureFilter(TypedDict):
    """Passes by their template and age; deleted passes, too. At least one member is required."""

    templateId: NotRequired[str]
    """Only passes of this template, `tpl_...`."""

    status: NotRequired[str]
    """Only passes in this state: `active`, `voided` or `expired`."""

    createdBefore: NotRequired[str]
    """Only passes created before this time."""


class ErasureHolder(TypedDict):
    """A holder, as a field of the passes names one."""

    field: NotRequired[str]
    """The field's key, for example `memberId`."""

    value: NotRequired[str]
    """Its value, exactly as in the pass."""


class ErasureReceipt(TypedDict):
    """The signed receipt of an erasure."""

    id: str
    """The erasure."""

    receipt: str
    """
    A JWT with the claims `sub` (the erasure), `organizationId`, `passIds`, `erased`, `kept`, `requestedAt`,
    `emptiedAt` and `completedAt`.
    """


class Event(TypedDict):
    """An event, as webhooks receive it."""

    id: str
    """Id of the event, the same in every delivery. Use it to handle the event once."""

    type: str
    """For example `pass.created`."""

    timestamp: str
    """When it happened."""

    organizationId: str
    """The organization that the event belongs to."""

    data: AnyJson
    """The object as the API returns it."""


class EventPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Event]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class EventType(TypedDict):
    """A type of event."""

    type: str
    """The name."""

    description: str
    """When the event is sent."""

    schema: AnyJson
    """JSON Schema (2020-12) of the payload."""

    example: AnyJson
    """An example payload."""


class EventTypePage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[EventType]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class Export(TypedDict):
    """An export of the organization."""

    id: str
    """The export's id."""

    status: str
    """ready, or expired when it can no longer be downloaded."""

    signedPasses: bool
    """Whether passes come with their signed files."""

    requestedBy: str
    """The person, key or client that requested it."""

    createdAt: str
    """When it was requested. Nothing that was created later is in it."""

    expiresAt: str
    """Until when it can be downloaded."""

    downloads: int
    """How many downloads have begun."""

    downloadedAt: NotRequired[str]
    """When the last of them began."""

    downloadUrl: str
    """Where it is downloaded, with a credential that has exports:read."""


class ExportPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Export]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class ExternalKeyRequest(TypedDict):
    """A private key that stays in a hardware security module or a key management service."""

    name: str
    """The external signer's name, as your operator has configured it for your organization."""

    key: str
    """
    The key there. PKCS#11: its label, or `id:` and its id in hexadecimal. AWS KMS: its id, ARN, or alias such
    as `alias/passes`. It must be RSA and allowed to sign.
    """


class FeaturedAction(TypedDict):
    """A button below a poster generic pass (iOS 27); Apple writes its text by its type. At most 2."""

    identifier: NotRequired[str | None]
    """Identifier, unique within the pass."""

    type: NotRequired[FeaturedActionType | None]
    """What the button does."""

    url: NotRequired[str | None]
    """What it opens: an https address, or a tel: address for `call`. Not for `place`."""

    placeIdentifier: NotRequired[str | None]
    """The Apple Maps place that `place` opens."""


class FieldValue(TypedDict):
    """A field's value in one pass."""

    label: NotRequired[str | None]
    """Replaces the template's label."""

    value: PassValue
    """The value."""


class Finding(TypedDict):
    """A finding of the validation."""

    severity: FindingSeverity
    """Whether it makes the pass invalid."""

    pointer: str
    """JSON pointer (RFC 6901) into the template or pass of the request."""

    code: str
    """Stable code to branch on."""

    message: str
    """What to do."""

    values: NotRequired[dict[str, str]]
    """The names and numbers in the message, for a sentence of one's own. Which there are depends on the code."""


class GooglePushCounts(TypedDict):
    """Messages to Google Wallet."""

    pushed: int
    """Passes whose holders are to be notified."""

    accepted: int
    """Messages that Google accepted and notifies holders of."""

    rejected: int
    """Messages that Google rejected."""

    silent: int
    """
    Messages that Google accepted without notifying the holder: it notifies a holder at most three times per
    day. They are included in the total `accepted`.
    """


GoogleTemplate = TypedDict("GoogleTemplate", {
    "type": "NotRequired[GooglePassType | None]",
    "genericType": "NotRequired[GoogleGenericType | None]",
    "logoUrl": "NotRequired[str | None]",
    "wideLogoUrl": "NotRequired[str | None]",
    "heroImageUrl": "NotRequired[str | None]",
    "callbackUrl": "NotRequired[str | None]",
    "class": "NotRequired[AnyJson]",
    "object": "NotRequired[AnyJson]",
})


class ImageUpload(TypedDict):
    """An image of a template."""

    name: NotRequired[str | None]
    """Apple's file name without `.png`, for example `icon`, `icon@2x`, `logo@3x` or `strip`."""

    language: NotRequired[str | None]
    """Language of a localized image, such as `fr`; absent for all languages."""

    content: NotRequired[str | None]
    """The PNG file in base64, or as a data URL."""


class InvalidValue(TypedDict):
    """One invalid value of a request."""

    pointer: str
    """
    JSON pointer (RFC 6901) to the value in the request body, for example `/fields/tier/value`; `?limit` for a
    query parameter.
    """

    code: str
    """Stable code to branch on, for example `required`."""

    detail: str
    """What is wrong and what to do."""

    values: NotRequired[dict[str, str]]
    """The names and numbers in the detail, for a sentence of one's own. Which there are depends on the code."""


class Invitation(TypedDict):
    """An invitation that waits for its person."""

    id: str
    """The invitation's id."""

    email: str
    """Whom it is for."""

    role: str
    """The role that the person gets."""

    invitedBy: str
    """The person, key or client that invited."""

    createdAt: str
    """When it was made."""

    expiresAt: str
    """Until when its link works."""


class InvitationPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Invitation]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class Member(TypedDict):
    """A person in an organization."""

    id: str
    """The person's id."""

    email: str
    """The person's e-mail address."""

    name: str
    """The person's name; empty until they give one."""

    role: str
    """What they may do: owner, admin, developer, marketing, scanner or viewer."""

    hasPassword: bool
    """Whether they sign in with a password and an authenticator app."""

    passkeys: int
    """How many passkeys they have."""

    lastSignInAt: NotRequired[str]
    """When they signed in last."""

    createdAt: str
    """Since when they are a member."""


class MemberPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Member]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class MessageField(TypedDict):
    """The back field that shows messages to holders: Apple Wallet can show a text only as the change of a field."""

    key: NotRequired[str | None]
    """The field's key. A field of the layout with this key is used in its position."""

    label: NotRequired[str | None]
    """The label above the message."""

    value: NotRequired[str | None]
    """The value before the first message."""


class OAuthClient(TypedDict):
    """An OAuth client without its secret."""

    id: str
    """The client's id, which is its `client_id`."""

    name: str
    """What it is for."""

    environment: str
    """live or test."""

    scopes: list[str]
    """What its tokens may have."""

    status: str
    """active or revoked."""

    liveSecrets: int
    """How many secrets work: two during a rotation."""

    createdAt: str
    """When it was created."""

    revokedAt: NotRequired[str]
    """When it was revoked."""


class OAuthClientPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[OAuthClient]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class OAuthClientSecret(TypedDict):
    """An OAuth client with its secret."""

    id: str
    """The client's id, which is its `client_id`."""

    name: str
    """What it is for."""

    clientSecret: str
    """The secret. It is shown only in this response: only its hash is stored."""

    scopes: list[str]
    """What its tokens may have."""

    previousExpiresAt: NotRequired[str]
    """After a rotation: until when the previous secret works."""


class OperationStatus(TypedDict):
    """The state of the deployment."""

    level: str
    """The worst of the programs: ok, warning or critical."""

    checkedAt: str
    """When the programs were asked."""

    programs: list[ProgramReport]
    """Each replica of each program, the gateway that responds first."""


class Organization(TypedDict):
    """An organization: the owner of templates, passes and credentials."""

    id: str
    """The organization's id."""

    name: str
    """The display name."""

    status: str
    """Whether its credentials work."""

    limits: list[RateLimit]
    """The rate limits of its credentials."""

    createdAt: str
    """When it was created."""

    suspendedAt: NotRequired[str]
    """Since when its credentials do not work."""


class OrganizationPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Organization]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class Pass(TypedDict):
    """A pass."""

    id: str
    """`pas_...`"""

    templateId: str
    """`tpl_...`"""

    templateVersion: int
    """Template version that the pass uses."""

    serialNumber: str
    """Your own number for the pass, unique within the pass type identifier."""

    status: PassStatus
    """Current state of the pass."""

    version: int
    """1 when issued, incremented with each change."""

    downloadUrl: str
    """
    Link to the signed pass for Apple Wallet. Anyone who has it can download the pass: send it to the holder
    only.
    """

    googleSaveUrl: None | str
    """
    Link that adds the pass to Google Wallet. Null while the organization has no Google issuer; a pass issued
    before that gets the link with its next change.
    """

    passFlowUrl: str
    """
    Hosted page with the pass and the right wallet button for the visitor's device. Anyone who has the link can
    add the pass, within the template's `passFlow` settings.
    """

    installs: int
    """Number of devices that have the pass now."""

    createdAt: str
    """When it was issued."""

    updatedAt: str
    """When it last changed."""

    warnings: list[Finding]
    """Findings that do not make the pass invalid."""

    fields: NotRequired[dict[str, FieldValue]]
    """
    Values by field key. A key that is not in the template's layout is shown in the next free position of the
    pass style.
    """

    barcodeFormat: NotRequired[BarcodeFormat]
    """The barcode format; defaults to the template's."""

    barcodeMessage: NotRequired[str]
    """The content of the barcode."""

    barcodeAltText: NotRequired[str]
    """Text under the barcode."""

    relevantDate: NotRequired[str]
    """When the pass is relevant; Wallet suggests it around this time."""

    expirationDate: NotRequired[str]
    """When the pass expires."""

    relevantDates: NotRequired[list[RelevantDate]]
    """Intervals in which the pass is relevant, for example the days of an event."""

    locations: NotRequired[list[PassLocation]]
    """Places where the pass is relevant, at most 10; defaults to the template's."""

    beacons: NotRequired[list[PassBeacon]]
    """Bluetooth beacons near which the pass is relevant, at most 10; defaults to the template's."""

    backgroundColor: NotRequired[str]
    """Background color, `#rrggbb`; defaults to the template's."""

    foregroundColor: NotRequired[str]
    """Color of the values, `#rrggbb`; defaults to the template's."""

    labelColor: NotRequired[str]
    """Color of the labels, `#rrggbb`; defaults to the template's."""

    logoText: NotRequired[str]
    """Text beside the logo; defaults to the template's."""

    semantics: NotRequired[SemanticTags]
    """Machine-readable facts about this pass; they override the template's."""

    upcomingPassInformation: NotRequired[list[UpcomingPassInformationEntry]]
    """Upcoming events of this pass."""

    nfcMessage: NotRequired[str]
    """The NFC payload, at most 64 bytes; the template must have `nfc`."""

    groupingIdentifier: NotRequired[str]
    """Groups passes in Wallet; boarding passes and event tickets only."""

    images: NotRequired[dict[str, str]]
    """
    Images of this pass alone, such as a member's photo: by Apple's name (`thumbnail`, `strip`, `logo@2x` ...)
    the id of an image that was uploaded with `POST /images`. Each stands in the place of all of the template's
    images of that name.
    """

    userInfo: NotRequired[AnyJson]
    """Any JSON for your own app, which can read it from the pass."""

    google: NotRequired[AnyJson]
    """Values for Google Wallet without an equivalent above."""


class PassBeacon(TypedDict):
    """A Bluetooth beacon near which the pass is relevant."""

    proximityUUID: NotRequired[str | None]
    """The beacon's proximity UUID."""

    major: NotRequired[int | None]
    """0 to 65535."""

    minor: NotRequired[int | None]
    """0 to 65535."""

    relevantText: NotRequired[str | None]
    """Shown on the lock screen when the beacon is near."""


class PassDiagnosis(TypedDict):
    """What is the matter with a pass."""

    passId: str
    """`pas_...`"""

    checkedAt: str
    """When it was examined."""

    verdict: DiagnosisFinding
    """The finding that matters most."""

    findings: list[DiagnosisFinding]
    """Everything that was found, the most important first; the verdict is the first of them."""

    timeline: list[DiagnosisEvent]
    """What happened to the pass, oldest first."""

    isComplete: bool
    """Whether the state of pushes is known; false while the service that sends them does not respond."""


class PassField(TypedDict):
    """A field of a layout; the names are those of Apple's PassFieldContent."""

    key: NotRequired[str | None]
    """The field's key, unique within the pass. A pass refers to the field by this key."""

    label: NotRequired[str | None]
    """The default label."""

    value: NotRequired[PassValue | None]
    """The default value."""

    attributedValue: NotRequired[str | None]
    """The value with HTML links (`a` elements); shown instead of the value, except on Apple Watch."""

    changeMessage: NotRequired[str | None]
    """
    The alert when the value changes. Must contain `%@`, which is replaced by the new value. A change that a
    device fetches together with a push message is not shown on the lock screen.
    """

    currencyCode: NotRequired[str | None]
    """ISO 4217 code; the value is then an amount."""

    dataDetectorTypes: NotRequired[list[DataDetectorType] | None]
    """What iOS detects in a back field's value: any of these. An empty list turns detection off."""

    dateStyle: NotRequired[DateTimeStyle | None]
    """How the date is shown."""

    timeStyle: NotRequired[DateTimeStyle | None]
    """How the time is shown."""

    ignoresTimeZone: NotRequired[bool | None]
    """Shows the time as written rather than in the device's time zone."""

    isRelative: NotRequired[bool | None]
    """Shows the date relative to now ("tomorrow")."""

    numberStyle: NotRequired[NumberStyle | None]
    """How the number is shown."""

    textAlignment: NotRequired[TextAlignment | None]
    """Alignment; not for primary and back fields."""

    row: NotRequired[int | None]
    """The auxiliary row of an event ticket: 0 or 1."""

    semantics: NotRequired[SemanticTags | None]
    """Machine-readable meaning of the field."""


class PassFlow(TypedDict):
    """
    How hosted pages distribute passes. It is published and versioned with the template; the page of a pass uses
    the pass's template version.
    """

    enabled: NotRequired[bool | None]
    """Whether passes have a hosted page. Default: true."""

    expiresAfter: NotRequired[str | None]
    """
    How long the page and its downloads work after the pass was issued, as an ISO 8601 duration such as `P30D`
    or `PT12H`. Default: forever.
    """

    singleUse: NotRequired[bool | None]
    """
    Only the first visitor can add the pass; a forwarded link does not work. Link previews and other machines do
    not use up the link.
    """

    form: NotRequired[PassFlowForm | None]
    """Form on the template's own page. A visitor who fills it in gets a pass. Without it there is no such page."""


class PassFlowField(TypedDict):
    """An input of a form."""

    key: NotRequired[str | None]
    """Key of the pass's field that gets the input."""

    label: NotRequired[str | None]
    """The label of the input, in the template's default language; `localizations` translates it."""

    type: NotRequired[PassFlowFieldType | None]
    """The type of input. Default: `text`."""

    required: NotRequired[bool | None]
    """Whether the input is required. Default: false."""

    maxLength: NotRequired[int | None]
    """Maximum length of the input, 1 to 500 characters. Default: 100."""

    options: NotRequired[list[str] | None]
    """The options of a `select`, 1 to 100."""


class PassFlowForm(TypedDict):
    """A form that issues a pass."""

    title: NotRequired[str | None]
    """The heading. Default: the organization's name."""

    fields: NotRequired[list[PassFlowField] | None]
    """The inputs, 1 to 20."""

    limitPerAddressPerHour: NotRequired[int | None]
    """Maximum passes per IP address and hour, 1 to 1000. Default: 10."""


class PassLayout(TypedDict):
    """
    Which fields a pass shows and where. The template defines each field's key, label and format; the pass has
    the values. A field with neither a value in the pass nor a default value in the template is omitted.
    """

    headerFields: NotRequired[list[PassField] | None]
    """Shown at the top, even when passes are stacked. At most 3 (1 in a poster generic pass)."""

    primaryFields: NotRequired[list[PassField] | None]
    """The most important fields: 1; 2 in a boarding pass (origin and destination); 4 in a poster generic pass."""

    secondaryFields: NotRequired[list[PassField] | None]
    """Shown below the primary fields. At most 4."""

    auxiliaryFields: NotRequired[list[PassField] | None]
    """Shown below the secondary fields (above them in a boarding pass). At most 4; 5 in a boarding pass."""

    backFields: NotRequired[list[PassField] | None]
    """Shown on the back, as many as needed."""

    additionalInfoFields: NotRequired[list[PassField] | None]
    """Shown below an event ticket (iOS 18) or poster generic pass (iOS 27)."""

    footerFields: NotRequired[list[PassField] | None]
    """Shown at the foot of a poster generic pass (iOS 27). At most 2."""


class PassLinks(TypedDict):
    """Links below a poster event ticket (iOS 18) or a semantic boarding pass (iOS 26), with Apple's names."""

    accessibilityURL: NotRequired[str | None]
    """Poster event tickets: accessibility information."""

    addOnURL: NotRequired[str | None]
    """Poster event tickets: add-ons for the event."""

    bagPolicyURL: NotRequired[str | None]
    """Poster event tickets: the venue's bag policy."""

    contactVenueEmail: NotRequired[str | None]
    """Poster event tickets: the venue's email address."""

    contactVenuePhoneNumber: NotRequired[str | None]
    """Poster event tickets: the venue's phone number."""

    contactVenueWebsite: NotRequired[str | None]
    """Poster event tickets: the venue's site."""

    directionsInformationURL: NotRequired[str | None]
    """Poster event tickets: how to get there."""

    merchandiseURL: NotRequired[str | None]
    """Poster event tickets: merchandise."""

    orderFoodURL: NotRequired[str | None]
    """Poster event tickets: food."""

    parkingInformationURL: NotRequired[str | None]
    """Poster event tickets: about parking."""

    purchaseParkingURL: NotRequired[str | None]
    """Poster event tickets: buy parking."""

    sellURL: NotRequired[str | None]
    """Poster event tickets: sell the ticket."""

    transferURL: NotRequired[str | None]
    """Poster event tickets: transfer the ticket."""

    transitInformationURL: NotRequired[str | None]
    """Poster event tickets: how to get there by public transport."""

    changeSeatURL: NotRequired[str | None]
    """Semantic boarding passes: change the seat."""

    entertainmentURL: NotRequired[str | None]
    """Semantic boarding passes: entertainment on board."""

    managementURL: NotRequired[str | None]
    """Semantic boarding passes: manage the booking."""

    purchaseAdditionalBaggageURL: NotRequired[str | None]
    """Semantic boarding passes: buy more baggage."""

    purchaseLoungeAccessURL: NotRequired[str | None]
    """Semantic boarding passes: buy access to a lounge."""

    purchaseWifiURL: NotRequired[str | None]
    """Semantic boarding passes: buy Wi-Fi on board."""

    registerServiceAnimalURL: NotRequired[str | None]
    """Semantic boarding passes: register a service animal."""

    reportLostBagURL: NotRequired[str | None]
    """Semantic boarding passes: report a lost bag."""

    requestWheelchairURL: NotRequired[str | None]
    """Semantic boarding passes: request a wheelchair."""

    trackBagsURL: NotRequired[str | None]
    """Semantic boarding passes: track the bags."""

    transitProviderEmail: NotRequired[str | None]
    """Semantic boarding passes: the carrier's email address."""

    transitProviderPhoneNumber: NotRequired[str | None]
    """Semantic boarding passes: the carrier's phone number."""

    transitProviderWebsiteURL: NotRequired[str | None]
    """Semantic boarding passes: the carrier's site."""

    upgradeURL: NotRequired[str | None]
    """Semantic boarding passes: upgrade."""


class PassLocation(TypedDict):
    """A place where the pass is relevant. A pass has at most 10."""

    latitude: float
    """Degrees, -90 to 90."""

    longitude: float
    """Degrees, -180 to 180."""

    altitude: NotRequired[float | None]
    """Meters."""

    relevantText: NotRequired[str | None]
    """Shown on the lock screen when the device is near."""


class PassNfc(TypedDict):
    """
    What the pass sends to an NFC reader. Requires a certificate with Apple's NFC entitlement; otherwise iOS
    ignores it.
    """

    message: NotRequired[str | None]
    """The payload, at most 64 bytes in UTF-8. A pass's `nfcMessage` overrides it."""

    encryptionPublicKey: NotRequired[str | None]
    """The reader's public key: Base64 of an X.509 SubjectPublicKeyInfo on curve P-256."""

    requiresAuthentication: NotRequired[bool | None]
    """Requires the holder to authenticate each time."""


class PassPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Pass]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class PassPersonalization(TypedDict):
    """
    Asks the holder to sign up for a rewards program when adding the pass. Requires an image named
    `personalizationLogo`, `nfc` and the pass type `storeCard`; otherwise iOS ignores it.
    """

    description: NotRequired[str | None]
    """What the holder signs up for."""

    requiredPersonalizationFields: NotRequired[list[PersonalizationField] | None]
    """The data that the holder enters."""

    termsAndConditions: NotRequired[str | None]
    """The terms, with links as HTML."""


class PassStats(TypedDict):
    """Statistics of one pass."""

    passId: str
    """`pas_...`"""

    source: None | str
    """Source tag of the last tagged download."""

    views: int
    """Views of a pass's page; bots and link previews are not counted."""

    appleDownloads: int
    """Downloads for Apple Wallet."""

    googleDownloads: int
    """Redirects to Google Wallet."""

    installs: int
    """Passes added to a device or a Google account."""

    removals: int
    """Passes removed from a device or a Google account."""


class PasskeyItem(TypedDict):
    """A passkey of the person."""

    id: str
    """The credential's id, in base64url."""

    name: str
    """The name that the person gave it."""

    isBackedUp: bool
    """Whether it is on several devices of the person, as reported by their platform."""

    createdAt: str
    """When it was made."""


class PasskeyList(TypedDict):
    """All passkeys of the person."""

    data: list[PasskeyItem]
    """The passkeys, newest first."""


class Personalization(TypedDict):
    """The data that a holder entered to sign up."""

    info: AnyJson
    """The data as Wallet sent it: name, email address, phone number, postal code."""

    personalizedAt: str
    """When it was received."""


class PortalLink(TypedDict):
    """A link that anyone who has it can use until it expires."""

    url: str
    """URL of the page. The part after # is the permission; browsers do not send it to any server."""

    expiresAt: str
    """When the link expires."""


class PortalTheme(TypedDict):
    """Appearance of the page."""

    title: NotRequired[str]
    """Title of the page, at most 60 characters."""

    accentColor: NotRequired[str]
    """Color of buttons and links, `#rrggbb`."""

    backgroundColor: NotRequired[str]
    """Background color, `#rrggbb`."""

    textColor: NotRequired[str]
    """Text color, `#rrggbb`."""


class PreviewTemplateRequest(TypedDict):
    """What to draw, and with which values."""

    surface: NotRequired[TemplatePreviewSurface]
    """The side to draw. Default: all as JSON, otherwise `apple-front`."""

    device: NotRequired[TemplatePreviewDevice]
    """The phone. Default: `iphone`, for Google Wallet `pixel`."""

    theme: NotRequired[PreviewTheme]
    """The appearance of the phone: of the details in Apple Wallet and of the page. Default: `light`."""

    locale: NotRequired[str]
    """The language of the phone, such as `de` or `pt-BR`. Default: the template's."""

    scale: NotRequired[int]
    """Pixels in a point of a PNG, 1 to 3. Default: 2."""

    version: NotRequired[int]
    """A published version. Default: the saved design."""

    template: NotRequired[TemplateContent]
    """A design that is not saved, in place of the saved one. Without `images` it has those of the saved design."""

    fields: NotRequired[dict[str, FieldValue]]
    """
    Values by field key, as in a pass. Fields without one get a sample, if neither this nor `barcodeMessage` is
    given.
    """

    barcodeFormat: NotRequired[BarcodeFormat]
    """The barcode's format. Default: the template's."""

    barcodeMessage: NotRequired[str]
    """The barcode's content."""

    barcodeAltText: NotRequired[str]
    """The text below the barcode."""

    images: NotRequired[list[ImageUpload]]
    """
    Images of the pass, such as its holder's photo, as PNG files: each stands in the place of the template's
    images of that name.
    """


class Problem(TypedDict):
    """The body of every error."""

    type: str
    """Link to the explanation of the error code."""

    title: str
    """Name of the HTTP status."""

    status: int
    """The HTTP status."""

    detail: str
    """What happened and what to do next."""

    error: str
    """Name of the HTTP status; same as `title`."""

    message: str
    """What happened and what to do next; same as `detail`."""

    code: str
    """Stable code to branch on."""

    requestId: str
    """Id of this request. Include it when you ask for help."""

    existingPassId: NotRequired[str]
    """With the code `duplicate_serial_number`: the id of the pass that has the serial number."""

    errors: NotRequired[list[InvalidValue]]
    """All invalid values of the request."""


class ProgramError(TypedDict):
    """An error that a program logged."""

    time: str
    """When."""

    message: str
    """The message of the log line."""


class ProgramFinding(TypedDict):
    """Something that needs an operator."""

    level: str
    """warning or critical."""

    what: str
    """What was found."""

    advice: str
    """What to do."""


class ProgramNumber(TypedDict):
    """A number of a program."""

    name: str
    """Its instrument, as in telemetry."""

    label: str
    """Of which queue; empty when there is only one."""

    value: float
    """The number."""

    unit: str
    """Its unit in UCUM's notation."""


class ProgramReport(TypedDict):
    """What a replica of a program reports."""

    program: str
    """The program."""

    version: str
    """Its version; empty when it does not respond."""

    replica: str
    """The host and port at which it was asked."""

    level: str
    """ok; warning when something needs an operator; critical when it does not serve."""

    findings: list[ProgramFinding]
    """What needs an operator, the worst first."""

    numbers: list[ProgramNumber]
    """Its numbers, such as the age of its outbox."""

    errors: list[ProgramError]
    """The last errors that it logged, at most ten."""


class PushCounts(TypedDict):
    """Results of a push notification. The counts grow while it is being sent and are final once it has completed."""

    targeted: int
    """Passes that it targets."""

    notFound: int
    """
    Passes of the target that get no message: they do not exist in your organization, are void or deleted, or
    are excluded by the filter.
    """

    pushed: int
    """Messages sent: one per device that has a pass, and one per pass in Google Wallet."""

    accepted: int
    """Messages that Apple or Google accepted."""

    rejected: int
    """Messages that Apple or Google rejected, or did not accept within 24 hours."""

    withoutDevice: int
    """Passes that are on no device. They have the message, and show it once they are added."""

    apple: ApplePushCounts
    """Counts for Apple devices."""

    google: GooglePushCounts
    """Counts for Google Wallet."""


class PushFilter(TypedDict):
    """Restricts the target. Void and deleted passes are always excluded."""

    status: NotRequired[Literal["active", "expired"]]
    """`active` or `expired`. Default: both."""

    serialNumber: NotRequired[str]
    """Only the pass with this serial number."""

    createdAfter: NotRequired[str]
    """Only passes created at or after this time."""

    createdBefore: NotRequired[str]
    """Only passes created before this time."""


class PushNotification(TypedDict):
    """A push notification."""

    id: str
    """`ntf_...`"""

    status: PushNotificationStatus
    """The current state."""

    reason: NotRequired[str]
    """
    Why it failed: `unknown_passes` (none of the given passes can get it), `unknown_template` or
    `unknown_bundle`.
    """

    target: PushTarget
    """The passes that it targets."""

    filter: NotRequired[PushFilter]
    """Restriction of the target."""

    title: str
    """The title, with its placeholders."""

    message: str
    """The text, with its placeholders."""

    language: NotRequired[str]
    """Language of `title` and `message`, if given."""

    localized: NotRequired[dict[str, PushText]]
    """Translations, by language tag."""

    sendAt: NotRequired[str]
    """When it is sent; absent when it was sent immediately."""

    progress: int
    """Percentage of passes that have been processed; 100 only when it has completed."""

    counts: PushCounts
    """Current counts."""

    createdAt: str
    """When it was accepted."""

    startedAt: NotRequired[str]
    """When sending started."""

    completedAt: NotRequired[str]
    """When processing ended."""


class PushNotificationPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[PushNotification]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class PushTarget(TypedDict):
    """The passes that a push notification targets: exactly one of the members."""

    passIds: NotRequired[list[str]]
    """1 to 1,000 passes, `pas_...`. Passes that your organization does not have are counted in `notFound`."""

    templateId: NotRequired[str]
    """All passes of a template, `tpl_...`."""

    bundleId: NotRequired[str]
    """All passes of a bundle, `bnd_...`."""

    all: NotRequired[bool]
    """All passes of your organization."""


class PushText(TypedDict):
    """A title and a message in one language."""

    title: str
    """The title, at most 100 characters, with placeholders as in `message`."""

    message: str
    """
    The text, at most 1,000 characters. `{memberName}` is replaced by the value of the pass's field with that
    key, or by nothing if the pass has no such field. Write `{{` and `}}` for braces.
    """


class PutCertificateRequest(TypedDict):
    """A certificate that Apple made from a certificate request of yours."""

    certificate: str
    """The certificate, in PEM or the .cer file in base64."""

    intermediates: NotRequired[str | None]
    """
    Intermediate certificates in PEM. Apple WWDR G4, which issues Pass Type ID certificates, is known; send a
    newer one, with Apple's root.
    """


RateLimit = TypedDict("RateLimit", {
    "class": "str",
    "keyRate": "NotRequired[float]",
    "keyBurst": "NotRequired[float]",
    "organizationRate": "NotRequired[float]",
    "organizationBurst": "NotRequired[float]",
})


class RelevantDate(TypedDict):
    """
    A time (`date`) or an interval (`startDate` to `endDate`) in which the pass is relevant; ISO 8601 with
    offset.
    """

    date: NotRequired[str | None]
    """The time."""

    startDate: NotRequired[str | None]
    """Start of the interval."""

    endDate: NotRequired[str | None]
    """End of the interval."""


class RemoteImage(TypedDict):
    """An image that the device fetches."""

    URLs: NotRequired[list[RemoteImageUrl] | None]
    """One entry per scale."""

    reuseExisting: NotRequired[bool | None]
    """Uses the ticket's own image of the same kind."""


class RemoteImageUrl(TypedDict):
    """The image at one scale."""

    SHA256: NotRequired[str | None]
    """SHA-256 of the file, in hexadecimal."""

    URL: NotRequired[str | None]
    """An https URL."""

    scale: NotRequired[int | None]
    """1, 2 or 3."""

    size: NotRequired[int | None]
    """Bytes, at most 2 MB."""


class RequestAppleCertificateRequest(TypedDict):
    """What a certificate request is for."""

    passTypeIdentifier: NotRequired[str]
    """
    The pass type identifier that you make the certificate for at Apple, such as `pass.com.example.loyalty`. If
    it has a certificate here, the request renews it. Default: the identifier is taken from the certificate.
    """


class RequestDay(TypedDict):
    """The requests of a day."""

    day: str
    """The day."""

    requests: int
    """How many."""


class RequestUsage(TypedDict):
    """How many requests the organization sent, by days in UTC. Accurate to about a minute."""

    today: int
    """Today."""

    last30Days: int
    """In the last 30 days, with today."""

    days: list[RequestDay]
    """Each day that had requests, newest first."""


class ResendDeadLettersRequest(TypedDict):
    """What to send again."""

    service: NotRequired[str]
    """Whose: template, pass, webhook-dispatch or notification. Default: all services'."""

    id: NotRequired[str]
    """The message. Default: all."""


class ResentDeadLetters(TypedDict):
    """What was sent again."""

    resent: int
    """How many messages."""

    missing: list[str]
    """Services that did not respond."""


class Retention(TypedDict):
    """For how many days the organization keeps what is not needed any more."""

    deletedPassDays: int
    """A deleted pass is emptied after so many days; its serial number stays taken."""

    batchResultDays: int
    """Ended batches with their results."""

    eventDays: int
    """Events with their payloads."""

    deliveryDays: int
    """Deliveries of webhooks with their attempts."""

    minimum: RetentionDays
    """The least that you can set."""

    maximum: RetentionDays
    """What the deployment keeps, and the most that you can set."""

    updatedAt: NotRequired[str]
    """When you changed it last; absent when you never did."""


class RetentionDays(TypedDict):
    """Days for which something is kept."""

    deletedPassDays: int
    """A deleted pass is emptied after so many days; its serial number stays taken."""

    batchResultDays: int
    """Ended batches with their results."""

    eventDays: int
    """Events with their payloads."""

    deliveryDays: int
    """Deliveries of webhooks with their attempts."""


class RotateCredentialRequest(TypedDict):
    """How to rotate."""

    overlapHours: NotRequired[float]
    """For how many hours the present secret goes on working, 0 to 720. Default: 24."""


class RotateSecretRequest(TypedDict):
    """A new signing secret."""

    secret: NotRequired[str]
    """The new secret, as for creation. Default: one is generated."""

    overlapHours: NotRequired[int]
    """How long the previous secrets keep signing beside it, 0 to 168 hours. Default: 24. Use 0 after a leak."""


class RotatedSecret(TypedDict):
    """The new secret, shown only once."""

    id: str
    """The webhook."""

    secret: str
    """The new signing secret."""

    previousExpiresAt: str
    """When the previous secrets stop signing."""

    publicKeys: list[str]
    """Public Ed25519 keys that are in use, newest first; rotation replaces them, too."""


class SemanticAirPlay(TypedDict):
    """AirPlay devices that the holder may use."""

    airPlayDeviceGroupToken: str
    """The group's token."""


class SemanticCurrencyAmount(TypedDict):
    """An amount of money."""

    amount: str
    """The amount, as a decimal string."""

    currencyCode: str
    """ISO 4217 code."""


class SemanticEventDate(TypedDict):
    """Start of an event, with its time zone and whether it is announced."""

    date: NotRequired[str | None]
    """ISO 8601 with offset."""

    ignoreTimeComponents: NotRequired[bool | None]
    """Shows the day without the time."""

    timeZone: NotRequired[str | None]
    """IANA time zone."""

    unannounced: NotRequired[bool | None]
    """Not yet announced."""

    undetermined: NotRequired[bool | None]
    """Not yet determined."""


class SemanticLocation(TypedDict):
    """A place."""

    latitude: float
    """Degrees, -90 to 90."""

    longitude: float
    """Degrees, -180 to 180."""


class SemanticPersonName(TypedDict):
    """The parts of a person's name."""

    givenName: NotRequired[str | None]
    """Given name."""

    familyName: NotRequired[str | None]
    """Family name."""

    middleName: NotRequired[str | None]
    """Middle name."""

    namePrefix: NotRequired[str | None]
    """Prefix of the name, such as Dr."""

    nameSuffix: NotRequired[str | None]
    """Suffix of the name, such as Jr."""

    nickname: NotRequired[str | None]
    """Nickname."""

    phoneticRepresentation: NotRequired[str | None]
    """Phonetic spelling."""


class SemanticSeat(TypedDict):
    """A seat."""

    seatSection: NotRequired[str | None]
    """The section."""

    seatRow: NotRequired[str | None]
    """The row."""

    seatNumber: NotRequired[str | None]
    """The seat's number."""

    seatIdentifier: NotRequired[str | None]
    """The seat's identifier."""

    seatType: NotRequired[str | None]
    """The seat's type."""

    seatDescription: NotRequired[str | None]
    """Description of the seat."""

    seatAisle: NotRequired[str | None]
    """The aisle."""

    seatLevel: NotRequired[str | None]
    """The level."""

    seatSectionColor: NotRequired[str | None]
    """The section's color: `#rrggbb`, written as `rgb(r, g, b)`."""


class SemanticTags(TypedDict):
    """
    Apple's semantic tags: machine-readable facts about a pass or a field. iOS uses them for suggestions and to
    draw poster event tickets and semantic boarding passes. The names are Apple's. Dates are ISO 8601 with
    offset.
    """

    admissionLevel: NotRequired[str | None]
    """The admission level, such as general admission."""

    admissionLevelAbbreviation: NotRequired[str | None]
    """Abbreviation of the admission level."""

    additionalTicketAttributes: NotRequired[str | None]
    """Other attributes of the ticket."""

    albumIDs: NotRequired[list[str] | None]
    """Apple Music identifiers of albums."""

    artistIDs: NotRequired[list[str] | None]
    """Apple Music identifiers of artists."""

    playlistIDs: NotRequired[list[str] | None]
    """Apple Music identifiers of playlists."""

    airplay: NotRequired[list[SemanticAirPlay] | None]
    """AirPlay devices that the holder may use."""

    attendeeName: NotRequired[str | None]
    """Name of the attendee."""

    entranceDescription: NotRequired[str | None]
    """How to get to the entrance."""

    eventEndDate: NotRequired[str | None]
    """When the event ends; ISO 8601 with offset."""

    eventLiveMessage: NotRequired[str | None]
    """A message for the Live Activity."""

    eventName: NotRequired[str | None]
    """The event's name."""

    eventStartDate: NotRequired[str | None]
    """When the event begins; ISO 8601 with offset."""

    eventStartDateInfo: NotRequired[SemanticEventDate | None]
    """When the event begins, with what is known of it."""

    eventType: NotRequired[SemanticEventType | None]
    """The type of event."""

    genre: NotRequired[str | None]
    """The performance's genre."""

    performerNames: NotRequired[list[str] | None]
    """Performers, in descending order of importance."""

    seats: NotRequired[list[SemanticSeat] | None]
    """The seats."""

    silenceRequested: NotRequired[bool | None]
    """Asks the device to be silent during the event."""

    tailgatingAllowed: NotRequired[bool | None]
    """Whether tailgating is allowed."""

    duration: NotRequired[float | None]
    """How long the event or journey lasts, in seconds."""

    venueBoxOfficeOpenDate: NotRequired[str | None]
    """When the box office opens."""

    venueCloseDate: NotRequired[str | None]
    """When the venue closes."""

    venueDoorsOpenDate: NotRequired[str | None]
    """When the doors open."""

    venueEntrance: NotRequired[str | None]
    """The entrance."""

    venueEntranceDoor: NotRequired[str | None]
    """The door."""

    venueEntranceGate: NotRequired[str | None]
    """The gate."""

    venueEntrancePortal: NotRequired[str | None]
    """The portal."""

    venueFanZoneOpenDate: NotRequired[str | None]
    """When the fan zone opens."""

    venueGatesOpenDate: NotRequired[str | None]
    """When the gates open."""

    venueLocation: NotRequired[SemanticLocation | None]
    """Where the venue is."""

    venueName: NotRequired[str | None]
    """The venue's name."""

    venueOpenDate: NotRequired[str | None]
    """When the venue opens."""

    venueParkingLotsOpenDate: NotRequired[str | None]
    """When the parking lots open."""

    venuePhoneNumber: NotRequired[str | None]
    """The venue's phone number."""

    venuePlaceID: NotRequired[str | None]
    """The venue's Apple Maps place identifier."""

    venueRegionName: NotRequired[str | None]
    """The venue's city or region."""

    venueRoom: NotRequired[str | None]
    """The room in the venue."""

    airlineCode: NotRequired[str | None]
    """IATA code of the airline."""

    flightCode: NotRequired[str | None]
    """Airline code and flight number together."""

    flightNumber: NotRequired[int | None]
    """The flight's number without the airline's code."""

    departureAirportCode: NotRequired[str | None]
    """IATA code of the airport of departure."""

    departureAirportName: NotRequired[str | None]
    """The airport of departure."""

    departureGate: NotRequired[str | None]
    """The gate of departure."""

    departureTerminal: NotRequired[str | None]
    """The terminal of departure."""

    departureLocationSecurityPrograms: NotRequired[list[SemanticSecurityProgram] | None]
    """Security programs at departure."""

    departureAirportSecurityPrograms: NotRequired[list[SemanticSecurityProgram] | None]
    """
    The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to
    pass.json.
    """

    destinationAirportCode: NotRequired[str | None]
    """IATA code of the airport of arrival."""

    destinationAirportName: NotRequired[str | None]
    """The airport of arrival."""

    destinationGate: NotRequired[str | None]
    """The gate of arrival."""

    destinationTerminal: NotRequired[str | None]
    """The terminal of arrival."""

    destinationLocationSecurityPrograms: NotRequired[list[SemanticSecurityProgram] | None]
    """Security programs at arrival."""

    destinationAirportSecurityPrograms: NotRequired[list[SemanticSecurityProgram] | None]
    """
    The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to
    pass.json.
    """

    internationalDocumentsAreVerified: NotRequired[bool | None]
    """Whether the travel documents have been verified."""

    internationalDocumentsVerifiedDeclarationName: NotRequired[str | None]
    """Name of the declaration that confirms it."""

    loungePlaceIDs: NotRequired[list[str] | None]
    """Apple Maps place identifiers of lounges."""

    membershipProgramName: NotRequired[str | None]
    """The frequent-flyer or rewards program."""

    membershipProgramNumber: NotRequired[str | None]
    """The member's number."""

    membershipProgramStatus: NotRequired[str | None]
    """The member's status."""

    passengerAirlineSSRs: NotRequired[list[str] | None]
    """The airline's own special service requests."""

    passengerCapabilities: NotRequired[list[SemanticPassengerCapability] | None]
    """Capabilities of the passenger."""

    passengerEligibleSecurityPrograms: NotRequired[list[SemanticSecurityProgram] | None]
    """Security programs that the passenger may use."""

    passengerInformationSSRs: NotRequired[list[SemanticInformationCode] | None]
    """Information codes."""

    passengerServiceSSRs: NotRequired[list[SemanticServiceCode] | None]
    """Service codes."""

    boardingGroup: NotRequired[str | None]
    """The boarding group."""

    boardingSequenceNumber: NotRequired[str | None]
    """Position in the boarding order."""

    boardingZone: NotRequired[str | None]
    """The boarding zone."""

    carNumber: NotRequired[str | None]
    """The train's car."""

    confirmationNumber: NotRequired[str | None]
    """The confirmation number."""

    currentArrivalDate: NotRequired[str | None]
    """Current arrival time; ISO 8601 with offset."""

    currentBoardingDate: NotRequired[str | None]
    """Current boarding time."""

    currentDepartureDate: NotRequired[str | None]
    """Current departure time."""

    originalArrivalDate: NotRequired[str | None]
    """Scheduled arrival time."""

    originalBoardingDate: NotRequired[str | None]
    """Scheduled boarding time."""

    originalDepartureDate: NotRequired[str | None]
    """Scheduled departure time."""

    departureCityName: NotRequired[str | None]
    """The city of departure."""

    departureLocation: NotRequired[SemanticLocation | None]
    """Place of departure."""

    departureLocationDescription: NotRequired[str | None]
    """Description of the place of departure."""

    departureLocationTimeZone: NotRequired[str | None]
    """IANA time zone of departure."""

    departureAirportTimeZone: NotRequired[str | None]
    """
    The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to
    pass.json.
    """

    departurePlatform: NotRequired[str | None]
    """The platform of departure."""

    departureStationName: NotRequired[str | None]
    """The station of departure."""

    destinationCityName: NotRequired[str | None]
    """The city of arrival."""

    destinationLocation: NotRequired[SemanticLocation | None]
    """Place of arrival."""

    destinationLocationDescription: NotRequired[str | None]
    """Description of the place of arrival."""

    destinationLocationTimeZone: NotRequired[str | None]
    """IANA time zone of arrival."""

    destinationAirportTimeZone: NotRequired[str | None]
    """
    The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to
    pass.json.
    """

    destinationPlatform: NotRequired[str | None]
    """The platform of arrival."""

    destinationStationName: NotRequired[str | None]
    """The station of arrival."""

    passengerName: NotRequired[SemanticPersonName | None]
    """Name of the passenger."""

    priorityStatus: NotRequired[str | None]
    """The passenger's priority status."""

    securityScreening: NotRequired[str | None]
    """The type of security screening."""

    ticketFareClass: NotRequired[str | None]
    """The fare class."""

    transitProvider: NotRequired[str | None]
    """The transit company."""

    transitStatus: NotRequired[str | None]
    """Status of the journey, such as on time or delayed."""

    transitStatusReason: NotRequired[str | None]
    """Reason for the status."""

    vehicleName: NotRequired[str | None]
    """The vehicle's name, such as a boat's."""

    vehicleNumber: NotRequired[str | None]
    """The vehicle's number, such as a train's."""

    vehicleType: NotRequired[str | None]
    """The vehicle's type."""

    awayTeamAbbreviation: NotRequired[str | None]
    """Abbreviation of the away team."""

    awayTeamLocation: NotRequired[str | None]
    """Home location of the away team."""

    awayTeamName: NotRequired[str | None]
    """The away team."""

    homeTeamAbbreviation: NotRequired[str | None]
    """Abbreviation of the home team."""

    homeTeamLocation: NotRequired[str | None]
    """Home location of the home team."""

    homeTeamName: NotRequired[str | None]
    """The home team."""

    leagueAbbreviation: NotRequired[str | None]
    """Abbreviation of the league."""

    leagueName: NotRequired[str | None]
    """The league."""

    sportName: NotRequired[str | None]
    """The sport."""

    balance: NotRequired[SemanticCurrencyAmount | None]
    """The balance left."""

    totalPrice: NotRequired[SemanticCurrencyAmount | None]
    """Price of the pass."""

    wifiAccess: NotRequired[list[SemanticWifiNetwork] | None]
    """Wi-Fi networks that the holder may use."""


class SemanticWifiNetwork(TypedDict):
    """A Wi-Fi network."""

    ssid: str
    """The network's name."""

    password: str
    """The network's password."""


class SendAgainRequest(TypedDict):
    """The time range of the events to send."""

    since: str
    """Start of the time range, at most 30 days ago."""

    until: NotRequired[str]
    """End of the time range. Default: now."""

    dryRun: NotRequired[bool]
    """Whether to only count the deliveries. Default: false."""

    includePending: NotRequired[bool]
    """
    Whether deliveries that have failed and wait for their next attempt are sent now, too; they keep their
    schedule. Only in recover. Default: false.
    """


class SendAgainResult(TypedDict):
    """Result of the request."""

    matching: int
    """Matching deliveries."""

    scheduled: int
    """Deliveries scheduled by this request, at most 10,000; repeat the request for the rest. 0 in a dry run."""


class SendPushNotificationRequest(TypedDict):
    """A message to the holders of passes."""

    target: PushTarget
    """The passes that it targets."""

    filter: NotRequired[PushFilter]
    """Restricts the target."""

    title: str
    """The title, at most 100 characters, with placeholders as in `message`."""

    message: str
    """
    The text, at most 1,000 characters. `{memberName}` is replaced by the value of the pass's field with that
    key, or by nothing if the pass has no such field. Write `{{` and `}}` for braces.
    """

    language: NotRequired[str]
    """Language of `title` and `message`, as a language tag. Default: the default language of each pass's template."""

    localized: NotRequired[dict[str, PushText]]
    """Translations, by language tag (`fr`, `pt-BR`). Holders see the one for their device's language."""

    sendAt: NotRequired[str]
    """When to send it, at most one year ahead. Default: immediately."""


class SendTestEventRequest(TypedDict):
    """A test event."""

    type: NotRequired[str]
    """The event type to send. Default: the first that the webhook subscribes to."""


class SessionItem(TypedDict):
    """A browser in which the person is signed in."""

    id: str
    """The session's id."""

    method: str
    """How the person signed in: link, invitation, password, passkey or oidc."""

    address: str
    """From which address."""

    userAgent: str
    """The browser, as it names itself."""

    isCurrent: bool
    """Whether it is the session of this access token."""

    createdAt: str
    """When the person signed in."""

    lastUsedAt: str
    """When it was used last, accurate to some minutes."""

    expiresAt: str
    """When it ends at the latest."""


class SessionItemPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[SessionItem]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class SourceCounts(TypedDict):
    """Counts of one source tag."""

    source: None | str
    """The tag; null for visitors without one. `other` combines the tags beyond the first 100 of a day."""

    formViews: int
    """Views of the form."""

    formIssues: int
    """Passes issued by the form."""

    views: int
    """Views of a pass's page; bots and link previews are not counted."""

    appleDownloads: int
    """Downloads for Apple Wallet."""

    googleDownloads: int
    """Redirects to Google Wallet."""

    installs: int
    """Passes added to a device or a Google account."""

    removals: int
    """Passes removed from a device or a Google account."""


class StartBatchRequest(TypedDict):
    """A batch of operations on passes."""

    operation: NotRequired[Literal["create", "update", "void", "delete", "notify"]]
    """`create`, `update`, `void`, `delete` or `notify`, for items without their own `operation`."""

    templateId: NotRequired[str]
    """The template of items that create a pass and do not name one, `tpl_...`."""

    dryRun: NotRequired[bool]
    """Validate every item and change nothing. Default: false."""

    items: list[BatchItemRequest]
    """
    1 to 10,000 items. Each is the body of the single operation, may have its own `operation`, and refers to its
    pass by `id` or `serialNumber` unless it creates one. Send more as NDJSON or CSV.
    """


class StartErasureRequest(TypedDict):
    """Whose data to erase. Give exactly one of `passIds`, `serialNumbers`, `filter` and `holder`."""

    passIds: NotRequired[list[str]]
    """1 to 1,000 passes."""

    serialNumbers: NotRequired[list[str]]
    """1 to 1,000 serial numbers, in every pass type of your organization."""

    filter: NotRequired[ErasureFilter]
    """All passes that the filter matches, at most 10,000."""

    holder: NotRequired[ErasureHolder]
    """All passes of one holder, found by the value of a field, at most 10,000."""


class Template(TypedDict):
    """A template with its last saved design."""

    id: str
    """`tpl_...`"""

    name: str
    """Your own name for it; not shown to holders."""

    status: TemplateStatus
    """Whether passes can be issued from it."""

    version: int
    """The last published version, from which passes are issued; 0 if none is published."""

    unpublishedChanges: bool
    """Whether this design has changes that are not published."""

    images: list[TemplateImage]
    """The images by name and hash."""

    passFlowUrl: None | str
    """
    Hosted page with the form of `passFlow`; a visitor who submits it gets a pass. The URL never changes and
    works once the form is published. Null without a form.
    """

    createdAt: str
    """When it was created."""

    updatedAt: str
    """When it last changed."""

    warnings: list[Finding]
    """Findings that do not make the template invalid."""

    description: str
    """What the pass is, for VoiceOver and search."""

    passType: NotRequired[PassType]
    """The style."""

    organizationName: str
    """Who issues the pass; shown with notifications."""

    teamIdentifier: str
    """The Apple developer team. Must equal the certificate's."""

    passTypeIdentifier: str
    """The Pass Type ID. Must equal the certificate's."""

    backgroundColor: NotRequired[str]
    """Background color, as `#rrggbb` or `#rgb`."""

    foregroundColor: NotRequired[str]
    """Color of the values, as `#rrggbb` or `#rgb`."""

    labelColor: NotRequired[str]
    """Color of the labels, as `#rrggbb` or `#rgb`."""

    stripColor: NotRequired[str]
    """Color of the strip, as `#rrggbb` or `#rgb`. Not documented by Apple."""

    footerBackgroundColor: NotRequired[str]
    """Color of the footer of a poster event ticket, as `#rrggbb` or `#rgb`."""

    logoText: NotRequired[str]
    """Text beside the logo. Not in poster event tickets."""

    eventLogoText: NotRequired[str]
    """Text in place of the logo in poster event tickets (iOS 18.1)."""

    layout: NotRequired[PassLayout]
    """Which fields are shown where. Default: all fields in the default positions."""

    transitType: NotRequired[TransitType]
    """The means of transport of a boarding pass."""

    barcode: NotRequired[TemplateBarcode]
    """Settings of the barcodes."""

    nfc: NotRequired[PassNfc]
    """The NFC payload and its key."""

    locations: NotRequired[list[PassLocation]]
    """Where passes are relevant, at most 10. A pass may override them."""

    beacons: NotRequired[list[PassBeacon]]
    """Beacons near which passes are relevant. A pass may override them."""

    maxDistance: NotRequired[float]
    """
    Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it
    is smaller.
    """

    relevantDates: NotRequired[list[RelevantDate]]
    """When passes are relevant. A pass may override it."""

    semantics: NotRequired[SemanticTags]
    """Machine-readable facts. A pass's own tags override these."""

    preferredStyleSchemes: NotRequired[list[StyleScheme]]
    """Newer designs to prefer."""

    posterGeneric: NotRequired[PassLayout]
    """The fields of the poster generic design (iOS 27), beside the older style that `passType` names."""

    featuredActions: NotRequired[list[FeaturedAction]]
    """Buttons of a poster generic pass (iOS 27). At most 2."""

    upcomingPassInformation: NotRequired[list[UpcomingPassInformationEntry]]
    """Upcoming events of a poster event ticket (iOS 26). A pass may override them."""

    urls: NotRequired[PassLinks]
    """Links of poster event tickets and semantic boarding passes."""

    personalization: NotRequired[PassPersonalization]
    """Sign-up for a rewards program when the pass is added."""

    suppressStripShine: NotRequired[bool]
    """Removes the shine effect from the strip image; Apple's default is true."""

    suppressHeaderDarkening: NotRequired[bool]
    """Prevents the header of a poster event ticket from being darkened."""

    useAutomaticColors: NotRequired[bool]
    """Derives the colors of a poster event ticket from its artwork."""

    sharingProhibited: NotRequired[bool]
    """Hides the option to share the pass."""

    groupingIdentifier: NotRequired[str]
    """Groups boarding passes or event tickets in Wallet. A pass may override it."""

    appLaunchURL: NotRequired[str]
    """The URL passed to the app; requires `associatedStoreIdentifiers`."""

    associatedStoreIdentifiers: NotRequired[list[int]]
    """App Store identifiers of your apps."""

    auxiliaryStoreIdentifiers: NotRequired[list[int]]
    """App Store identifiers of apps to suggest with a poster event ticket."""

    userInfo: NotRequired[AnyJson]
    """Any JSON for your own app. A pass may override it."""

    messageField: NotRequired[MessageField]
    """The field that shows the latest message to holders."""

    passFlow: NotRequired[PassFlow]
    """How hosted pages distribute passes."""

    localizations: NotRequired[dict[str, dict[str, str]]]
    """
    Translations by language (`en`, `zh-Hans`), then by the text in the pass. A text without a translation in a
    language is shown unchanged in that language.
    """

    defaultLanguage: NotRequired[str]
    """Language of the template's own texts. Default: `en`."""

    google: NotRequired[GoogleTemplate]
    """Settings for Google Wallet only."""

    extra: NotRequired[dict[str, Any]]
    """
    Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning;
    keys that the API has are rejected.
    """


class TemplateBarcode(TypedDict):
    """Barcode settings shared by the passes of a template."""

    format: NotRequired[BarcodeFormat | None]
    """The default format."""

    altText: NotRequired[str | None]
    """The default text below the barcode."""

    fallbackFormat: NotRequired[BarcodeFormat | None]
    """
    What devices before iOS 27 show instead of Code 39, Codabar, EAN-13 and Interleaved 2 of 5: `qr`, `pdf417`,
    `aztec` or `code128`. Default: `qr`.
    """

    messageEncoding: NotRequired[str | None]
    """IANA name of the message's encoding. Default: iso-8859-1 if it can express the message, otherwise utf-8."""


class TemplateContent(TypedDict):
    """An issuer's input for a template: its name, its design and its images."""

    name: NotRequired[str]
    """Your own name for it, 1 to 100 characters; not shown to holders."""

    images: NotRequired[list[ImageUpload]]
    """
    PNG images. Without any, an icon and a logo are generated from the colors and the organization's name, so
    that the passes are valid.
    """

    description: NotRequired[str]
    """What the pass is, for VoiceOver and search."""

    passType: NotRequired[PassType]
    """The style."""

    organizationName: NotRequired[str]
    """Who issues the pass; shown with notifications."""

    teamIdentifier: NotRequired[str]
    """The Apple developer team. Must equal the certificate's."""

    passTypeIdentifier: NotRequired[str]
    """The Pass Type ID. Must equal the certificate's."""

    backgroundColor: NotRequired[str]
    """Background color, as `#rrggbb` or `#rgb`."""

    foregroundColor: NotRequired[str]
    """Color of the values, as `#rrggbb` or `#rgb`."""

    labelColor: NotRequired[str]
    """Color of the labels, as `#rrggbb` or `#rgb`."""

    stripColor: NotRequired[str]
    """Color of the strip, as `#rrggbb` or `#rgb`. Not documented by Apple."""

    footerBackgroundColor: NotRequired[str]
    """Color of the footer of a poster event ticket, as `#rrggbb` or `#rgb`."""

    logoText: NotRequired[str]
    """Text beside the logo. Not in poster event tickets."""

    eventLogoText: NotRequired[str]
    """Text in place of the logo in poster event tickets (iOS 18.1)."""

    layout: NotRequired[PassLayout]
    """Which fields are shown where. Default: all fields in the default positions."""

    transitType: NotRequired[TransitType]
    """The means of transport of a boarding pass."""

    barcode: NotRequired[TemplateBarcode]
    """Settings of the barcodes."""

    nfc: NotRequired[PassNfc]
    """The NFC payload and its key."""

    locations: NotRequired[list[PassLocation]]
    """Where passes are relevant, at most 10. A pass may override them."""

    beacons: NotRequired[list[PassBeacon]]
    """Beacons near which passes are relevant. A pass may override them."""

    maxDistance: NotRequired[float]
    """
    Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it
    is smaller.
    """

    relevantDates: NotRequired[list[RelevantDate]]
    """When passes are relevant. A pass may override it."""

    semantics: NotRequired[SemanticTags]
    """Machine-readable facts. A pass's own tags override these."""

    preferredStyleSchemes: NotRequired[list[StyleScheme]]
    """Newer designs to prefer."""

    posterGeneric: NotRequired[PassLayout]
    """The fields of the poster generic design (iOS 27), beside the older style that `passType` names."""

    featuredActions: NotRequired[list[FeaturedAction]]
    """Buttons of a poster generic pass (iOS 27). At most 2."""

    upcomingPassInformation: NotRequired[list[UpcomingPassInformationEntry]]
    """Upcoming events of a poster event ticket (iOS 26). A pass may override them."""

    urls: NotRequired[PassLinks]
    """Links of poster event tickets and semantic boarding passes."""

    personalization: NotRequired[PassPersonalization]
    """Sign-up for a rewards program when the pass is added."""

    suppressStripShine: NotRequired[bool]
    """Removes the shine effect from the strip image; Apple's default is true."""

    suppressHeaderDarkening: NotRequired[bool]
    """Prevents the header of a poster event ticket from being darkened."""

    useAutomaticColors: NotRequired[bool]
    """Derives the colors of a poster event ticket from its artwork."""

    sharingProhibited: NotRequired[bool]
    """Hides the option to share the pass."""

    groupingIdentifier: NotRequired[str]
    """Groups boarding passes or event tickets in Wallet. A pass may override it."""

    appLaunchURL: NotRequired[str]
    """The URL passed to the app; requires `associatedStoreIdentifiers`."""

    associatedStoreIdentifiers: NotRequired[list[int]]
    """App Store identifiers of your apps."""

    auxiliaryStoreIdentifiers: NotRequired[list[int]]
    """App Store identifiers of apps to suggest with a poster event ticket."""

    userInfo: NotRequired[AnyJson]
    """Any JSON for your own app. A pass may override it."""

    messageField: NotRequired[MessageField]
    """The field that shows the latest message to holders."""

    passFlow: NotRequired[PassFlow]
    """How hosted pages distribute passes."""

    localizations: NotRequired[dict[str, dict[str, str]]]
    """
    Translations by language (`en`, `zh-Hans`), then by the text in the pass. A text without a translation in a
    language is shown unchanged in that language.
    """

    defaultLanguage: NotRequired[str]
    """Language of the template's own texts. Default: `en`."""

    google: NotRequired[GoogleTemplate]
    """Settings for Google Wallet only."""

    extra: NotRequired[dict[str, Any]]
    """
    Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning;
    keys that the API has are rejected.
    """


class TemplateCounts(TypedDict):
    """Counts of a template's passes and its form."""

    formViews: int
    """Views of the form."""

    formIssues: int
    """Passes issued by the form."""

    views: int
    """Views of a pass's page; bots and link previews are not counted."""

    appleDownloads: int
    """Downloads for Apple Wallet."""

    googleDownloads: int
    """Redirects to Google Wallet."""

    installs: int
    """Passes added to a device or a Google account."""

    removals: int
    """Passes removed from a device or a Google account."""


class TemplateImage(TypedDict):
    """An image of a template."""

    name: str
    """Apple's file name without extension, for example `logo@2x`."""

    language: NotRequired[str]
    """Language of a localized image; null for all languages."""

    sha256: str
    """SHA-256 of the PNG in lower-case hexadecimal."""


class TemplatePage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Template]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class TemplatePreview(TypedDict):
    """A template as the wallets show it."""

    surfaces: list[DrawnSurface]
    """The drawn sides."""

    findings: list[Finding]
    """
    What the wallets would reject, scale, cut or ignore, and what people could not read. Pointers go into the
    template, or into the request's `fields`.
    """


class TemplateRollout(TypedDict):
    """How many passes follow a template's design, and how far the last publication has come."""

    templateId: str
    """`tpl_...`"""

    version: int
    """The published version that passes are moved to; 0 if none is published."""

    passes: int
    """Passes that change when the template is published: all that are not void."""

    outdated: int
    """Of these, passes that still show an older version. 0 when the last publication has reached all."""


TemplateStats = TypedDict("TemplateStats", {
    "templateId": "str",
    "from": "str",
    "to": "str",
    "totals": "TemplateCounts",
    "days": "list[DayCounts]",
    "sources": "list[SourceCounts]",
})


class TemplateVersion(TypedDict):
    """A published version of a template."""

    templateId: str
    """`tpl_...`"""

    version: int
    """Starts at 1."""

    images: list[TemplateImage]
    """The images by name and hash."""

    publishedAt: str
    """When it was published."""

    warnings: list[Finding]
    """Findings at the time of publication that did not make the template invalid."""

    description: str
    """What the pass is, for VoiceOver and search."""

    passType: NotRequired[PassType]
    """The style."""

    organizationName: str
    """Who issues the pass; shown with notifications."""

    teamIdentifier: str
    """The Apple developer team. Must equal the certificate's."""

    passTypeIdentifier: str
    """The Pass Type ID. Must equal the certificate's."""

    backgroundColor: NotRequired[str]
    """Background color, as `#rrggbb` or `#rgb`."""

    foregroundColor: NotRequired[str]
    """Color of the values, as `#rrggbb` or `#rgb`."""

    labelColor: NotRequired[str]
    """Color of the labels, as `#rrggbb` or `#rgb`."""

    stripColor: NotRequired[str]
    """Color of the strip, as `#rrggbb` or `#rgb`. Not documented by Apple."""

    footerBackgroundColor: NotRequired[str]
    """Color of the footer of a poster event ticket, as `#rrggbb` or `#rgb`."""

    logoText: NotRequired[str]
    """Text beside the logo. Not in poster event tickets."""

    eventLogoText: NotRequired[str]
    """Text in place of the logo in poster event tickets (iOS 18.1)."""

    layout: NotRequired[PassLayout]
    """Which fields are shown where. Default: all fields in the default positions."""

    transitType: NotRequired[TransitType]
    """The means of transport of a boarding pass."""

    barcode: NotRequired[TemplateBarcode]
    """Settings of the barcodes."""

    nfc: NotRequired[PassNfc]
    """The NFC payload and its key."""

    locations: NotRequired[list[PassLocation]]
    """Where passes are relevant, at most 10. A pass may override them."""

    beacons: NotRequired[list[PassBeacon]]
    """Beacons near which passes are relevant. A pass may override them."""

    maxDistance: NotRequired[float]
    """
    Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it
    is smaller.
    """

    relevantDates: NotRequired[list[RelevantDate]]
    """When passes are relevant. A pass may override it."""

    semantics: NotRequired[SemanticTags]
    """Machine-readable facts. A pass's own tags override these."""

    preferredStyleSchemes: NotRequired[list[StyleScheme]]
    """Newer designs to prefer."""

    posterGeneric: NotRequired[PassLayout]
    """The fields of the poster generic design (iOS 27), beside the older style that `passType` names."""

    featuredActions: NotRequired[list[FeaturedAction]]
    """Buttons of a poster generic pass (iOS 27). At most 2."""

    upcomingPassInformation: NotRequired[list[UpcomingPassInformationEntry]]
    """Upcoming events of a poster event ticket (iOS 26). A pass may override them."""

    urls: NotRequired[PassLinks]
    """Links of poster event tickets and semantic boarding passes."""

    personalization: NotRequired[PassPersonalization]
    """Sign-up for a rewards program when the pass is added."""

    suppressStripShine: NotRequired[bool]
    """Removes the shine effect from the strip image; Apple's default is true."""

    suppressHeaderDarkening: NotRequired[bool]
    """Prevents the header of a poster event ticket from being darkened."""

    useAutomaticColors: NotRequired[bool]
    """Derives the colors of a poster event ticket from its artwork."""

    sharingProhibited: NotRequired[bool]
    """Hides the option to share the pass."""

    groupingIdentifier: NotRequired[str]
    """Groups boarding passes or event tickets in Wallet. A pass may override it."""

    appLaunchURL: NotRequired[str]
    """The URL passed to the app; requires `associatedStoreIdentifiers`."""

    associatedStoreIdentifiers: NotRequired[list[int]]
    """App Store identifiers of your apps."""

    auxiliaryStoreIdentifiers: NotRequired[list[int]]
    """App Store identifiers of apps to suggest with a poster event ticket."""

    userInfo: NotRequired[AnyJson]
    """Any JSON for your own app. A pass may override it."""

    messageField: NotRequired[MessageField]
    """The field that shows the latest message to holders."""

    passFlow: NotRequired[PassFlow]
    """How hosted pages distribute passes."""

    localizations: NotRequired[dict[str, dict[str, str]]]
    """
    Translations by language (`en`, `zh-Hans`), then by the text in the pass. A text without a translation in a
    language is shown unchanged in that language.
    """

    defaultLanguage: NotRequired[str]
    """Language of the template's own texts. Default: `en`."""

    google: NotRequired[GoogleTemplate]
    """Settings for Google Wallet only."""

    extra: NotRequired[dict[str, Any]]
    """
    Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning;
    keys that the API has are rejected.
    """


class TemplateVersionPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[TemplateVersion]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class TestPass(TypedDict):
    """A pass of the saved design, for a look at it on a phone."""

    serialNumber: str
    """Its serial number, which begins with `TEST-`."""

    pkpass: str
    """The signed `.pkpass` file, in base64."""

    googleSaveUrl: NotRequired[str]
    """
    The link that saves it in Google Wallet; absent when no Google issuer is uploaded, or Google did not sign
    for it.
    """

    developmentCertificate: bool
    """Whether a development certificate signed it: iPhones reject it then, and the simulated phone takes it."""


class TestPassRequest(TypedDict):
    """The values of a test pass."""

    fields: NotRequired[dict[str, FieldValue]]
    """Values by field key, as in a pass. Without any, fields get samples."""

    barcodeMessage: NotRequired[str]
    """The barcode's content. Default: a sample."""

    barcodeAltText: NotRequired[str]
    """The text below the barcode."""


class UpcomingDateInformation(TypedDict):
    """Date of an upcoming event."""

    date: NotRequired[str | None]
    """ISO 8601 with offset."""

    ignoreTimeComponents: NotRequired[bool | None]
    """Shows the day without the time."""

    isAllDay: NotRequired[bool | None]
    """Whether the event lasts the whole day."""

    isUnannounced: NotRequired[bool | None]
    """Not yet announced."""

    isUndetermined: NotRequired[bool | None]
    """Not yet determined."""

    timeZone: NotRequired[str | None]
    """IANA time zone."""


class UpcomingImages(TypedDict):
    """Images of an upcoming event."""

    headerImage: NotRequired[RemoteImage | None]
    """Image at the top of the event's page."""

    venueMap: NotRequired[RemoteImage | None]
    """The map of the venue."""


class UpcomingPassInformationEntry(TypedDict):
    """An upcoming event of a poster event ticket (iOS 26), for example a match of a season ticket."""

    type: NotRequired[str | None]
    """Always `event`."""

    identifier: NotRequired[str | None]
    """Identifier, unique within the pass."""

    name: NotRequired[str | None]
    """The event's name."""

    isActive: NotRequired[bool | None]
    """Whether this is the current event."""

    dateInformation: NotRequired[UpcomingDateInformation | None]
    """Date of the event. Without it, Wallet shows that it is to be announced."""

    semantics: NotRequired[SemanticTags | None]
    """Machine-readable facts about the event."""

    backFields: NotRequired[list[PassField] | None]
    """Details on the back."""

    additionalInfoFields: NotRequired[list[PassField] | None]
    """Details below the ticket."""

    auxiliaryStoreIdentifiers: NotRequired[list[int] | None]
    """App Store identifiers of apps to suggest."""

    URLs: NotRequired[PassLinks | None]
    """Links of this event."""

    images: NotRequired[UpcomingImages | None]
    """Images that the device fetches."""


class UpdateMemberRequest(TypedDict):
    """What a member may do from now on."""

    role: str
    """owner, admin, developer, marketing, scanner or viewer."""


class UpdateOrganizationRequest(TypedDict):
    """What changes. A member that is left out keeps its value."""

    name: NotRequired[str | None]
    """The display name."""


class UpdatePassRequest(TypedDict):
    """What to change. `templateId` and `serialNumber` may be sent, but must be those of the pass."""

    templateId: NotRequired[str | None]
    """Id of the template, `tpl_...`."""

    serialNumber: NotRequired[str | None]
    """
    Your own number for the pass, 1 to 200 characters: stable, and unique within the template's pass type
    identifier.
    """

    customFields: NotRequired[dict[str, FieldValue | None] | None]
    """Deprecated; use `fields`."""

    fields: NotRequired[dict[str, FieldValue | None] | None]
    """
    Values by field key. A key that is not in the template's layout is shown in the next free position of the
    pass style.
    """

    barcodeFormat: NotRequired[BarcodeFormat | None]
    """The barcode format; defaults to the template's."""

    barcodeMessage: NotRequired[str | None]
    """The content of the barcode."""

    barcodeAltText: NotRequired[str | None]
    """Text under the barcode."""

    relevantDate: NotRequired[str | None]
    """When the pass is relevant; Wallet suggests it around this time."""

    expirationDate: NotRequired[str | None]
    """When the pass expires."""

    relevantDates: NotRequired[list[RelevantDate] | None]
    """Intervals in which the pass is relevant, for example the days of an event."""

    locations: NotRequired[list[PassLocation] | None]
    """Places where the pass is relevant, at most 10; defaults to the template's."""

    beacons: NotRequired[list[PassBeacon] | None]
    """Bluetooth beacons near which the pass is relevant, at most 10; defaults to the template's."""

    backgroundColor: NotRequired[str | None]
    """Background color, `#rrggbb`; defaults to the template's."""

    foregroundColor: NotRequired[str | None]
    """Color of the values, `#rrggbb`; defaults to the template's."""

    labelColor: NotRequired[str | None]
    """Color of the labels, `#rrggbb`; defaults to the template's."""

    logoText: NotRequired[str | None]
    """Text beside the logo; defaults to the template's."""

    semantics: NotRequired[SemanticTags | None]
    """Machine-readable facts about this pass; they override the template's."""

    upcomingPassInformation: NotRequired[list[UpcomingPassInformationEntry] | None]
    """Upcoming events of this pass."""

    nfcMessage: NotRequired[str | None]
    """The NFC payload, at most 64 bytes; the template must have `nfc`."""

    groupingIdentifier: NotRequired[str | None]
    """Groups passes in Wallet; boarding passes and event tickets only."""

    images: NotRequired[dict[str, str | None] | None]
    """
    Images of this pass alone, such as a member's photo: by Apple's name (`thumbnail`, `strip`, `logo@2x` ...)
    the id of an image that was uploaded with `POST /images`. Each stands in the place of all of the template's
    images of that name.
    """

    userInfo: NotRequired[AnyJson]
    """Any JSON for your own app, which can read it from the pass."""

    google: NotRequired[AnyJson]
    """Values for Google Wallet without an equivalent above."""


class UpdateRetentionRequest(TypedDict):
    """What to change; what is absent stays."""

    deletedPassDays: NotRequired[int | None]
    """A deleted pass is emptied after so many days; its serial number stays taken."""

    batchResultDays: NotRequired[int | None]
    """Ended batches with their results."""

    eventDays: NotRequired[int | None]
    """Events with their payloads."""

    deliveryDays: NotRequired[int | None]
    """Deliveries of webhooks with their attempts."""


class UpdateTemplateRequest(TypedDict):
    """What to change. Members that you omit keep their values."""

    name: NotRequired[str | None]
    """Your own name for it, 1 to 100 characters; not shown to holders."""

    images: NotRequired[list[ImageUpload] | None]
    """
    PNG images. Without any, an icon and a logo are generated from the colors and the organization's name, so
    that the passes are valid.
    """

    description: NotRequired[str | None]
    """What the pass is, for VoiceOver and search."""

    passType: NotRequired[PassType | None]
    """The style."""

    organizationName: NotRequired[str | None]
    """Who issues the pass; shown with notifications."""

    teamIdentifier: NotRequired[str | None]
    """The Apple developer team. Must equal the certificate's."""

    passTypeIdentifier: NotRequired[str | None]
    """The Pass Type ID. Must equal the certificate's."""

    backgroundColor: NotRequired[str | None]
    """Background color, as `#rrggbb` or `#rgb`."""

    foregroundColor: NotRequired[str | None]
    """Color of the values, as `#rrggbb` or `#rgb`."""

    labelColor: NotRequired[str | None]
    """Color of the labels, as `#rrggbb` or `#rgb`."""

    stripColor: NotRequired[str | None]
    """Color of the strip, as `#rrggbb` or `#rgb`. Not documented by Apple."""

    footerBackgroundColor: NotRequired[str | None]
    """Color of the footer of a poster event ticket, as `#rrggbb` or `#rgb`."""

    logoText: NotRequired[str | None]
    """Text beside the logo. Not in poster event tickets."""

    eventLogoText: NotRequired[str | None]
    """Text in place of the logo in poster event tickets (iOS 18.1)."""

    layout: NotRequired[PassLayout | None]
    """Which fields are shown where. Default: all fields in the default positions."""

    transitType: NotRequired[TransitType | None]
    """The means of transport of a boarding pass."""

    barcode: NotRequired[TemplateBarcode | None]
    """Settings of the barcodes."""

    nfc: NotRequired[PassNfc | None]
    """The NFC payload and its key."""

    locations: NotRequired[list[PassLocation] | None]
    """Where passes are relevant, at most 10. A pass may override them."""

    beacons: NotRequired[list[PassBeacon] | None]
    """Beacons near which passes are relevant. A pass may override them."""

    maxDistance: NotRequired[float | None]
    """
    Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it
    is smaller.
    """

    relevantDates: NotRequired[list[RelevantDate] | None]
    """When passes are relevant. A pass may override it."""

    semantics: NotRequired[SemanticTags | None]
    """Machine-readable facts. A pass's own tags override these."""

    preferredStyleSchemes: NotRequired[list[StyleScheme] | None]
    """Newer designs to prefer."""

    posterGeneric: NotRequired[PassLayout | None]
    """The fields of the poster generic design (iOS 27), beside the older style that `passType` names."""

    featuredActions: NotRequired[list[FeaturedAction] | None]
    """Buttons of a poster generic pass (iOS 27). At most 2."""

    upcomingPassInformation: NotRequired[list[UpcomingPassInformationEntry] | None]
    """Upcoming events of a poster event ticket (iOS 26). A pass may override them."""

    urls: NotRequired[PassLinks | None]
    """Links of poster event tickets and semantic boarding passes."""

    personalization: NotRequired[PassPersonalization | None]
    """Sign-up for a rewards program when the pass is added."""

    suppressStripShine: NotRequired[bool | None]
    """Removes the shine effect from the strip image; Apple's default is true."""

    suppressHeaderDarkening: NotRequired[bool | None]
    """Prevents the header of a poster event ticket from being darkened."""

    useAutomaticColors: NotRequired[bool | None]
    """Derives the colors of a poster event ticket from its artwork."""

    sharingProhibited: NotRequired[bool | None]
    """Hides the option to share the pass."""

    groupingIdentifier: NotRequired[str | None]
    """Groups boarding passes or event tickets in Wallet. A pass may override it."""

    appLaunchURL: NotRequired[str | None]
    """The URL passed to the app; requires `associatedStoreIdentifiers`."""

    associatedStoreIdentifiers: NotRequired[list[int] | None]
    """App Store identifiers of your apps."""

    auxiliaryStoreIdentifiers: NotRequired[list[int] | None]
    """App Store identifiers of apps to suggest with a poster event ticket."""

    userInfo: NotRequired[AnyJson]
    """Any JSON for your own app. A pass may override it."""

    messageField: NotRequired[MessageField | None]
    """The field that shows the latest message to holders."""

    passFlow: NotRequired[PassFlow | None]
    """How hosted pages distribute passes."""

    localizations: NotRequired[dict[str, dict[str, str] | None] | None]
    """
    Translations by language (`en`, `zh-Hans`), then by the text in the pass. A text without a translation in a
    language is shown unchanged in that language.
    """

    defaultLanguage: NotRequired[str | None]
    """Language of the template's own texts. Default: `en`."""

    google: NotRequired[GoogleTemplate | None]
    """Settings for Google Wallet only."""

    extra: NotRequired[dict[str, Any] | None]
    """
    Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning;
    keys that the API has are rejected.
    """


class UpdateWebhookRequest(TypedDict):
    """Settings of a webhook. In an update, members that you omit keep their values."""

    url: NotRequired[str | None]
    """URL that receives the events; https."""

    events: NotRequired[list[str] | None]
    """Events to send: names such as `pass.created`, a group (`pass.*`), or all (`*`)."""

    description: NotRequired[str | None]
    """A note for your team, at most 500 characters."""

    templateIds: NotRequired[list[str] | None]
    """Only events of these templates (`tpl_...`), at most 100. Empty: all templates."""

    headers: NotRequired[dict[str, str | None] | None]
    """Headers to send with every delivery, at most 20. They are stored encrypted and never shown again."""

    payloadVersion: NotRequired[str | None]
    """Version of the payload: `v1`."""

    maxPerSecond: NotRequired[int | None]
    """Maximum deliveries per second, 1 to 1,000. 0: no limit."""

    maxConcurrency: NotRequired[int | None]
    """Maximum concurrent deliveries, 1 to 64. Default: 8."""

    batchEvents: NotRequired[WebhookBatchEvents | None]
    """
    What it gets of the changes that a batch makes: `each` event (the default), or `summary`: the event
    `batch.completed` at its end, to which the webhook must be subscribed, and none for each pass.
    """

    ed25519: NotRequired[bool | None]
    """Whether deliveries are also signed with Ed25519; the webhook shows the public key. Default: false."""


class UploadAppleIdentityRequest(TypedDict):
    """
    A Pass Type ID certificate with its private key: as one PKCS#12 file, or as PEM texts. A certificate alone
    is enough if its key was made by a certificate request of yours.
    """

    pkcs12: NotRequired[str]
    """The PKCS#12 file (.p12, .pfx) in base64, with certificate and private key."""

    password: NotRequired[str]
    """The PKCS#12 file's password; absent when it has none."""

    certificate: NotRequired[str]
    """The certificate in PEM or in base64, instead of `pkcs12`."""

    privateKey: NotRequired[str]
    """Its private key in PEM, without a password."""

    signer: NotRequired[ExternalKeyRequest]
    """Where the private key is, instead of `privateKey`: in a module or service that the operator has configured."""

    intermediates: NotRequired[str]
    """
    Intermediate certificates in PEM. Apple WWDR G4, which issues Pass Type ID certificates, is known; send a
    newer one, with Apple's root.
    """


class UploadGoogleIdentityRequest(TypedDict):
    """
    A Google Wallet issuer and the service account that signs for it: with a key of the account, or by workload
    identity federation.
    """

    issuerId: str
    """The issuer id, from the Google Pay and Wallet console."""

    serviceAccountKey: NotRequired[AnyJson]
    """The service account's JSON key file: as an object, or as its text. Either this or `credentialConfiguration`."""

    credentialConfiguration: NotRequired[AnyJson]
    """
    In the place of a key: the credential configuration of workload identity federation, as `gcloud iam
    workload-identity-pools create-cred-config` writes it, as an object or as its text. Its token source must be
    one that the operator has configured for the organization.
    """

    publishingAccess: NotRequired[bool]
    """
    Whether Google has granted publishing access. Until then an issuer is in demo mode. Default: as it was
    uploaded before, first false.
    """


class UploadedImage(TypedDict):
    """An image that was uploaded for passes."""

    id: str
    """`img_...`, to be named in the `images` of passes."""

    width: int
    """Width in pixels."""

    height: int
    """Height in pixels."""

    length: int
    """Bytes of the file as it is stored."""

    createdAt: str
    """When it was uploaded. Without a pass that uses it, it is deleted a day later."""


class Usage(TypedDict):
    """What the organization uses."""

    quotas: list[UsedQuota]
    """Each quota, with how much of it is used."""

    requests: RequestUsage
    """How many requests the organization sent."""

    missing: list[str]
    """Services that did not respond, whose quotas are not in the list."""


class UsedQuota(TypedDict):
    """A quota and how much of it is used."""

    name: str
    """The quota."""

    what: str
    """What is limited."""

    used: int
    """How much there is."""

    limit: int
    """How much there may be. The operator of the deployment can change it."""


class WalletIdentity(TypedDict):
    """A wallet identity, without its private key."""

    id: str
    """`crt_...`"""

    kind: str
    """`apple` or `google`."""

    status: WalletIdentityStatus
    """Whether it signs."""

    nextStep: str
    """What to do next, in a sentence."""

    passTypeIdentifier: NotRequired[str]
    """
    Apple: the pass type identifier that it signs. Templates with this identifier use it. Of a certificate
    request: the one that the request is for, if it was named.
    """

    teamIdentifier: NotRequired[str]
    """Apple: the developer team; the template must have the same."""

    fingerprint: NotRequired[str]
    """Apple: SHA-256 of the certificate, in hexadecimal."""

    serialNumber: NotRequired[str]
    """Apple: the certificate's serial number, in hexadecimal."""

    subject: NotRequired[str]
    """Apple: subject of the certificate."""

    issuer: NotRequired[str]
    """Apple: issuer of the certificate."""

    notBefore: NotRequired[str]
    """Apple: start of the certificate's validity."""

    notAfter: NotRequired[str]
    """Apple: end of the certificate's validity. `certificate.expiring` is sent 30, 14, 7 and 1 days before."""

    certificateRequest: NotRequired[str]
    """
    Apple: the open certificate request in PEM, to upload at Apple. Beside a certificate it renews that. Absent
    without one.
    """

    requestedAt: NotRequired[str]
    """Apple: when the open certificate request was made."""

    usedBy: NotRequired[list[WalletIdentityTemplate]]
    """Apple: the templates whose passes it signs, the oldest 100. Absent in events."""

    issuerId: NotRequired[str]
    """Google: the issuer id."""

    clientEmail: NotRequired[str]
    """Google: the service account's email address."""

    keyId: NotRequired[str]
    """Google: id of the service account's key."""

    demoMode: NotRequired[bool]
    """
    Google: whether the issuer is in demo mode: passes show `[TEST ONLY]`, and only test accounts can save them.
    Google does not show it; upload the issuer with `publishingAccess` once Google has granted it.
    """

    keyLocation: KeyLocation
    """Where the private key is."""

    warnings: list[Finding]
    """Findings that do not make it unusable."""

    createdAt: str
    """When it was uploaded or requested first."""

    updatedAt: str
    """When it was uploaded or requested last."""


class WalletIdentityPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[WalletIdentity]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class WalletIdentityTemplate(TypedDict):
    """A template that a certificate signs for."""

    id: str
    """`tpl_...`"""

    name: str
    """Your own name for it."""


class Webhook(TypedDict):
    """A webhook. The secret is only in the response that created it."""

    id: str
    """`whk_...`"""

    url: str
    """URL that receives the events."""

    events: list[str]
    """Events to send: names, `pass.*` or `*`."""

    description: NotRequired[str]
    """A note for your team."""

    templateIds: list[str]
    """Only events of these templates. Empty: all templates."""

    headerNames: list[str]
    """Names of the custom headers; their values are never shown."""

    payloadVersion: str
    """Version of the payload."""

    maxPerSecond: NotRequired[int]
    """Maximum deliveries per second; absent: no limit."""

    maxConcurrency: int
    """Maximum concurrent deliveries."""

    batchEvents: WebhookBatchEvents
    """What it gets of the changes that a batch makes: `each` event, or one `summary`."""

    status: str
    """`enabled`, `disabled`, or `paused`: deliveries wait until `pausedUntil` because too many attempts failed."""

    disabledReason: NotRequired[str]
    """Why it is disabled: `byOwner`, `gone`, `askedToStop` or `failing`."""

    disabledAt: NotRequired[str]
    """When it was disabled."""

    pausedReason: NotRequired[str]
    """Why it is paused: `tooManyFailures`."""

    pausedUntil: NotRequired[str]
    """
    When the next delivery is attempted. A changed `url`, a resent or recovered delivery and enabling the
    webhook end the pause.
    """

    publicKeys: NotRequired[list[str]]
    """
    Public keys that verify Ed25519 signatures (`v1a,`): `whpk_` and 32 bytes in base64, newest first. Empty
    unless `ed25519` is true; absent in events.
    """

    secret: NotRequired[str]
    """The signing secret; shown only once, at creation and rotation."""

    createdAt: str
    """When it was created."""

    updatedAt: str
    """When it last changed."""


class WebhookPage(TypedDict):
    """One page of a list, with an opaque cursor to the next page."""

    data: list[Webhook]
    """The items of this page."""

    hasMore: bool
    """Whether there is a next page."""

    nextCursor: None | str
    """Send it as `cursor` to get the next page; null on the last page."""


class WebhookStatistics(TypedDict):
    """Statistics of a webhook."""

    since: str
    """Start of the time range."""

    delivered: int
    """Deliveries that succeeded."""

    failed: int
    """Deliveries that failed after all attempts."""

    pending: int
    """Deliveries that are scheduled or in progress."""

    attempts: dict[str, int]
    """Attempts by result: `delivered` or the error class."""

    durationP50Ms: NotRequired[int]
    """Median duration of the attempts; absent without attempts."""

    durationP95Ms: NotRequired[int]
    """95th percentile of the attempts' duration; absent without attempts."""

    failingSince: NotRequired[str]
    """Since when all attempts have failed; absent if the last attempt succeeded."""

    pausedUntil: NotRequired[str]
    """Until when deliveries are paused after too many failures; absent when they are not."""
