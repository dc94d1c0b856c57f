// Generated from shared/openapi/v1.json by `dotnet run --project shared/openapi -- clients`. Do not edit.
import { Transport, type CallOptions, type IdempotencyOptions, type MatchOptions, type Patch } from "./transport.js";

/** The operations of the API, one method each. */
export class PassinstanceApi extends Transport {
  /** Get all templates. Lists your organization's templates, newest first. Requires the scope `templates:read`. */
  listTemplates(query: ListTemplatesQuery = {}, options: CallOptions = {}): Promise<TemplatePage> {
    return this.send("GET", `/templates`, { query, options });
  }

  /** All items of `listTemplates`, page after page as they are read. */
  iterateTemplates(query: Omit<ListTemplatesQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Template, void, undefined> {
    return this.pages(cursor => this.listTemplates({ ...query, cursor }, options));
  }

  /**
   * Create a new template. Defines what its passes share: type, issuer, colors, layout and images. Without images, an icon and a logo are
   * generated from the colors and the organization's name, so that the passes are valid. The template is published immediately unless
   * `status` is `draft`. Requires the scope `templates:write`.
   */
  createTemplate(body: CreateTemplateRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Template> {
    return this.send("POST", `/templates`, { body, options });
  }

  /**
   * Import a template. Creates a draft from a `.pkpass` or from Apple's `.pkpasstemplate` folder, packed as a zip file of up to 10 MiB:
   * the design, the images and the translations. Values of fields become default values, empty ones do not. What belongs to one pass is
   * left out, and signatures play no part. See [Import and export](/docs/templates#import). Requires the scope `templates:write`.
   */
  importTemplate(body: Blob | ArrayBuffer | Uint8Array, query: ImportTemplateQuery = {}, options: IdempotencyOptions & CallOptions = {}): Promise<Template> {
    return this.send("POST", `/templates/import`, { query, content: { type: "application/vnd.apple.pkpass", body }, options });
  }

  /** Get a specific template. Requires the scope `templates:read`. */
  getTemplate(id: string, options: CallOptions = {}): Promise<Template> {
    return this.send("GET", `/templates/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Update a template. Saves changes to the design. Passes keep the last published version until you publish the template. Members that
   * you omit keep their values; `null` removes a member; a member that you send is replaced as a whole. Requires the scope
   * `templates:write`.
   */
  updateTemplate(id: string, body: UpdateTemplateRequest, options: IdempotencyOptions & MatchOptions & CallOptions = {}): Promise<Template> {
    return this.send("PUT", `/templates/${encodeURIComponent(id)}`, { body, options });
  }

  /**
   * Delete a template. Deletes a template. No new passes can be issued from it; issued passes keep the version they have. Idempotent:
   * repeating it returns the same response. Requires the scope `templates:write`.
   */
  deleteTemplate(id: string, options: MatchOptions & CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/templates/${encodeURIComponent(id)}`, { options });
  }

  /** Copy a template. Creates a draft with the last saved design and images of another template. Requires the scope `templates:write`. */
  copyTemplate(id: string, body?: CopyTemplateRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Template> {
    return this.send("POST", `/templates/${encodeURIComponent(id)}/copy`, { body, options });
  }

  /**
   * Export a template. Returns the saved design or a published version as a file of Apple's: `pkpasstemplate`, packed as a zip file, or
   * `pkpass`, a sample with its manifest that no device opens before it is signed. What only Google Wallet or the hosted pages use is not
   * in it. See [Import and export](/docs/templates#import). Requires the scope `templates:read`.
   */
  exportTemplate(id: string, query: ExportTemplateQuery = {}, options: CallOptions = {}): Promise<Blob> {
    return this.send("GET", `/templates/${encodeURIComponent(id)}/export`, { query, binary: true, options });
  }

  /**
   * Get an image of a template. Returns an image of the saved design, or of a published version. Its ETag is the image's hash. Requires
   * the scope `templates:read`.
   */
  getTemplateImage(id: string, name: string, query: GetTemplateImageQuery = {}, options: CallOptions = {}): Promise<Blob> {
    return this.send("GET", `/templates/${encodeURIComponent(id)}/images/${encodeURIComponent(name)}`, { query, binary: true, options });
  }

  /**
   * Add or replace an image. The body is the PNG file, up to 10 MiB. Passes show the image once the template is published. Requires the
   * scope `templates:write`.
   */
  putTemplateImage(id: string, name: string, body: Blob | ArrayBuffer | Uint8Array, query: PutTemplateImageQuery = {}, options: IdempotencyOptions & MatchOptions & CallOptions = {}): Promise<Template> {
    return this.send("PUT", `/templates/${encodeURIComponent(id)}/images/${encodeURIComponent(name)}`, { query, content: { type: "image/png", body }, options });
  }

  /**
   * Delete an image of a template. Removes an image from the saved design; published versions keep it. Requires the scope
   * `templates:write`.
   */
  deleteTemplateImage(id: string, name: string, query: DeleteTemplateImageQuery = {}, options: MatchOptions & CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/templates/${encodeURIComponent(id)}/images/${encodeURIComponent(name)}`, { query, options });
  }

  /**
   * Preview a template. Draws the template as the wallets will show it: Apple Wallet's front and back and Google Wallet's card. `Accept`
   * chooses SVG, PNG, a page, or JSON with all sides and what was found. It stores nothing. See [Preview](/docs/templates#preview).
   * Requires the scope `templates:read`.
   */
  previewTemplate(id: string, body?: PreviewTemplateRequest, options: IdempotencyOptions & CallOptions = {}): Promise<TemplatePreview> {
    return this.send("POST", `/templates/${encodeURIComponent(id)}/preview`, { body, options });
  }

  /**
   * Publish a template. Makes the saved design the version that passes are issued from, and updates existing passes to it in the
   * background. `GET /passes?templateId=` lists the passes with their `templateVersion`; `GET /templates/{id}/stats` returns the
   * template's statistics. Without changes since the last publication it does nothing. Requires the scope `templates:write`.
   */
  publishTemplate(id: string, options: IdempotencyOptions & MatchOptions & CallOptions = {}): Promise<Template> {
    return this.send("POST", `/templates/${encodeURIComponent(id)}/publish`, { options });
  }

  /**
   * Get a template's rollout. Returns how many passes follow the template's design, which is how many change when it is published, and how
   * many of them still show an older version after the last publication. See [Publishing](/docs/templates#rollout). Requires the scope
   * `templates:read`.
   */
  getTemplateRollout(id: string, options: CallOptions = {}): Promise<TemplateRollout> {
    return this.send("GET", `/templates/${encodeURIComponent(id)}/rollout`, { options });
  }

  /**
   * Get a template's statistics. Views, downloads, installs and removals of the template's passes and its form: in total, per day, and by
   * source tag (`?source=` or `utm_source`) of the links. Counts are delayed by a few seconds at most. Requires the scope
   * `templates:read`.
   */
  getTemplateStats(id: string, query: GetTemplateStatsQuery = {}, options: CallOptions = {}): Promise<TemplateStats> {
    return this.send("GET", `/templates/${encodeURIComponent(id)}/stats`, { query, options });
  }

  /**
   * Create a test pass. Signs a pass of the saved design with your certificate, and returns the file and the link for Google Wallet. The
   * pass is not stored: it is in no list and counts nowhere, is marked as a test on its back, is never updated, and expires after seven
   * days. See [Test pass](/docs/templates#test-pass). Requires the scope `templates:write`.
   */
  createTestPass(id: string, body?: TestPassRequest, options: IdempotencyOptions & CallOptions = {}): Promise<TestPass> {
    return this.send("POST", `/templates/${encodeURIComponent(id)}/test-pass`, { body, options });
  }

  /** Get a template's versions. Lists the published versions of a template, newest first. Requires the scope `templates:read`. */
  listTemplateVersions(id: string, query: ListTemplateVersionsQuery = {}, options: CallOptions = {}): Promise<TemplateVersionPage> {
    return this.send("GET", `/templates/${encodeURIComponent(id)}/versions`, { query, options });
  }

  /** All items of `listTemplateVersions`, page after page as they are read. */
  iterateTemplateVersions(id: string, query: Omit<ListTemplateVersionsQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<TemplateVersion, void, undefined> {
    return this.pages(cursor => this.listTemplateVersions(id, { ...query, cursor }, options));
  }

  /** Get a version of a template. Requires the scope `templates:read`. */
  getTemplateVersion(id: string, version: string, options: CallOptions = {}): Promise<TemplateVersion> {
    return this.send("GET", `/templates/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`, { options });
  }

  /** Get all passes. Lists your organization's passes, newest first. Deleted passes are not shown. Requires the scope `passes:read`. */
  listPasses(query: ListPassesQuery = {}, options: CallOptions = {}): Promise<PassPage> {
    return this.send("GET", `/passes`, { query, options });
  }

  /** All items of `listPasses`, page after page as they are read. */
  iteratePasses(query: Omit<ListPassesQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Pass, void, undefined> {
    return this.pages(cursor => this.listPasses({ ...query, cursor }, options));
  }

  /**
   * Create a new pass. Issues a pass from a template for both Apple Wallet and Google Wallet. Give `downloadUrl` to holders with an iPhone
   * and `googleSaveUrl` to holders with an Android phone, or `passFlowUrl` to either. Requires the scope `passes:write`.
   */
  createPass(body: CreatePassRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Pass> {
    return this.send("POST", `/passes`, { body, options });
  }

  /**
   * Get device logs. Messages that Wallet on holders' devices reported about your passes, newest first; usually the reason why it rejected
   * a pass. The latest 1,000 messages are kept. Requires the scope `passes:read`.
   */
  listDeviceLogs(query: ListDeviceLogsQuery = {}, options: CallOptions = {}): Promise<DeviceLogPage> {
    return this.send("GET", `/passes/device-logs`, { query, options });
  }

  /** All items of `listDeviceLogs`, page after page as they are read. */
  iterateDeviceLogs(query: Omit<ListDeviceLogsQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<DeviceLog, void, undefined> {
    return this.pages(cursor => this.listDeviceLogs({ ...query, cursor }, options));
  }

  /** Get a specific pass. Requires the scope `passes:read`. */
  getPass(id: string, options: CallOptions = {}): Promise<Pass> {
    return this.send("GET", `/passes/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Update a pass. Changes a pass and updates it on the devices that have it. What you omit keeps its value at every depth: a tag of
   * `semantics`, a key of `fields` or of `userInfo`; `null` removes one (RFC 7396). A field that you send replaces the field with that
   * key, and a list replaces the whole list. Requires the scope `passes:write`.
   */
  updatePass(id: string, body: UpdatePassRequest, options: IdempotencyOptions & MatchOptions & CallOptions = {}): Promise<Pass> {
    return this.send("PUT", `/passes/${encodeURIComponent(id)}`, { body, options });
  }

  /**
   * Delete a pass. Deletes a pass. Devices that have it receive a final, void version. The serial number cannot be used again. Idempotent:
   * repeating it returns the same response. Requires the scope `passes:write`.
   */
  deletePass(id: string, options: MatchOptions & CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/passes/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Diagnose a pass. Explains in one sentence what is wrong with a pass, and returns what else was found and what happened to it. The
   * verdict names the finding that matters most; `code` is stable. While the service that sends pushes does not respond, `isComplete` is
   * false and the rest is given all the same. Requires the scope `passes:read`.
   */
  diagnosePass(id: string, options: CallOptions = {}): Promise<PassDiagnosis> {
    return this.send("GET", `/passes/${encodeURIComponent(id)}/diagnosis`, { options });
  }

  /**
   * Download a pass. Returns the signed pass for Apple Wallet. Holders get the same file from the pass's `downloadUrl`, without a
   * credential. Requires the scope `passes:read`.
   */
  downloadPass(id: string, options: CallOptions = {}): Promise<Blob> {
    return this.send("GET", `/passes/${encodeURIComponent(id)}/download`, { binary: true, options });
  }

  /**
   * Erase a pass. Erases the data of the pass's holder: the pass becomes void and empty on devices and in Google Wallet, and within a
   * minute everything else that is known of its holder is gone: content, sign-up data, devices, messages, events, deliveries and stored
   * responses. A deleted pass can be erased, too. It cannot be undone. Read the erasure until it is `completed`. Requires the scope
   * `erasures:write`.
   */
  erasePass(id: string, options: IdempotencyOptions & CallOptions = {}): Promise<Erasure> {
    return this.send("POST", `/passes/${encodeURIComponent(id)}/erase`, { options });
  }

  /**
   * Get a pass's personalization. The data that the holder entered in Wallet to sign up for the rewards program of the pass. 404 until the
   * holder has signed up. Requires the scope `passes:read`.
   */
  getPassPersonalization(id: string, options: CallOptions = {}): Promise<Personalization> {
    return this.send("GET", `/passes/${encodeURIComponent(id)}/personalization`, { options });
  }

  /**
   * Rotate a pass's link. Gives the pass another link, after the present one reached the wrong person: `downloadUrl`, `googleSaveUrl` and
   * `passFlowUrl` change, and the old addresses stop working. Devices that hold the pass keep it and go on receiving its changes. Requires
   * the scope `passes:write`.
   */
  rotatePassLink(id: string, options: IdempotencyOptions & MatchOptions & CallOptions = {}): Promise<Pass> {
    return this.send("POST", `/passes/${encodeURIComponent(id)}/rotate-link`, { options });
  }

  /**
   * Get a pass's statistics. Page views, downloads, installs and removals since the pass was issued. Counts are delayed by a few seconds
   * at most. Requires the scope `passes:read`.
   */
  getPassStats(id: string, options: CallOptions = {}): Promise<PassStats> {
    return this.send("GET", `/passes/${encodeURIComponent(id)}/stats`, { options });
  }

  /**
   * Void a pass. Invalidates a pass. It can still be read and is shown as void on devices. Idempotent: repeating it returns the same
   * response. Requires the scope `passes:write`.
   */
  voidPass(id: string, options: IdempotencyOptions & MatchOptions & CallOptions = {}): Promise<Pass> {
    return this.send("POST", `/passes/${encodeURIComponent(id)}/void`, { options });
  }

  /**
   * Upload an image for passes. The body is the PNG file, up to 10 MiB; it is stored without metadata. Name the `id` in the `images` of
   * passes. An image that no pass uses is deleted after a day, and one that a pass releases is deleted at once, unless another pass has
   * it. Requires the scope `passes:write`.
   */
  uploadImage(body: Blob | ArrayBuffer | Uint8Array, options: IdempotencyOptions & CallOptions = {}): Promise<UploadedImage> {
    return this.send("POST", `/images`, { content: { type: "image/png", body }, options });
  }

  /** Get an image of a pass. Returns the PNG file. Requires the scope `passes:read`. */
  getImage(id: string, options: CallOptions = {}): Promise<Blob> {
    return this.send("GET", `/images/${encodeURIComponent(id)}`, { binary: true, options });
  }

  /** Get all bundles. Lists your organization's bundles, newest first. Requires the scope `bundles:read`. */
  listBundles(query: ListBundlesQuery = {}, options: CallOptions = {}): Promise<BundlePage> {
    return this.send("GET", `/bundles`, { query, options });
  }

  /** All items of `listBundles`, page after page as they are read. */
  iterateBundles(query: Omit<ListBundlesQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Bundle, void, undefined> {
    return this.pages(cursor => this.listBundles({ ...query, cursor }, options));
  }

  /**
   * Create a bundle. Groups passes: those you name, those that match a filter, or those of a batch. Wallet accepts at most 10 passes at a
   * time, so the response has one link per 10 passes. The holder adds all passes of a part with one tap. To send their holders a message,
   * name the bundle as `target.bundleId` of `POST /push-notifications`. Requires the scope `bundles:write`.
   */
  createBundle(body: CreateBundleRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Bundle> {
    return this.send("POST", `/bundles`, { body, options });
  }

  /** Get a specific bundle. Requires the scope `bundles:read`. */
  getBundle(id: string, options: CallOptions = {}): Promise<Bundle> {
    return this.send("GET", `/bundles/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Delete a bundle. Deletes a bundle and its links; the passes are kept. Idempotent: repeating it returns the same response. Requires the
   * scope `bundles:write`.
   */
  deleteBundle(id: string, options: CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/bundles/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Download a bundle. Returns one file of a bundle. Void passes are included as void; deleted passes are left out. Requires the scope
   * `bundles:read`.
   */
  downloadBundle(id: string, query: DownloadBundleQuery = {}, options: CallOptions = {}): Promise<Blob> {
    return this.send("GET", `/bundles/${encodeURIComponent(id)}/download`, { query, binary: true, options });
  }

  /**
   * Add passes to a bundle. Appends passes. Those that are in the bundle already stay where they are, and links that you gave out stay
   * valid. Requires the scope `bundles:write`.
   */
  addBundlePasses(id: string, body: AddBundlePassesRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Bundle> {
    return this.send("POST", `/bundles/${encodeURIComponent(id)}/passes`, { body, options });
  }

  /**
   * Remove a pass from a bundle. Takes a pass out of the bundle; the pass is kept. Idempotent: repeating it returns the same response.
   * Requires the scope `bundles:write`.
   */
  removeBundlePass(id: string, passId: string, options: CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/bundles/${encodeURIComponent(id)}/passes/${encodeURIComponent(passId)}`, { options });
  }

  /**
   * Get all batches. Lists your organization's batches, newest first, with their counts and without their items. Requires the scope
   * `batch:read`.
   */
  listBatches(query: ListBatchesQuery = {}, options: CallOptions = {}): Promise<BatchPage> {
    return this.send("GET", `/batch`, { query, options });
  }

  /** All items of `listBatches`, page after page as they are read. */
  iterateBatches(query: Omit<ListBatchesQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Batch, void, undefined> {
    return this.pages(cursor => this.listBatches({ ...query, cursor }, options));
  }

  /**
   * Create batch operation. Starts operations on passes (create, update, void, delete, notify) in the background, in any mix. Each is
   * executed once. Send up to 10,000 items as JSON, or up to 1,000,000 items and 512 MiB as NDJSON (`application/x-ndjson`, one item a
   * line) or CSV (`text/csv`), with what holds for all items in the query. A body with an item of a wrong form is rejected with 422 and
   * nothing is stored; what depends on the passes fails for each item alone. Poll `GET /batch/{id}`, or subscribe to `batch.completed`.
   * Requires the scope `batch:write`.
   */
  startBatch(body: StartBatchRequest, query: StartBatchQuery = {}, options: IdempotencyOptions & CallOptions = {}): Promise<Batch> {
    return this.send("POST", `/batch`, { query, body, options });
  }

  /**
   * Get batch operation status. Returns the progress of a batch: counts, percentage, items a second, seconds left, and the first 100
   * results and errors. Requires the scope `batch:read`.
   */
  getBatch(id: string, options: CallOptions = {}): Promise<Batch> {
    return this.send("GET", `/batch/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Cancel a batch. Finished items are kept; the rest are cancelled. Idempotent: repeating it returns the same response. Requires the
   * scope `batch:write`.
   */
  cancelBatch(id: string, options: IdempotencyOptions & CallOptions = {}): Promise<Batch> {
    return this.send("POST", `/batch/${encodeURIComponent(id)}/cancel`, { options });
  }

  /** Get a batch's items. Lists every item with its result, in the order of the request. Requires the scope `batch:read`. */
  listBatchItems(id: string, query: ListBatchItemsQuery = {}, options: CallOptions = {}): Promise<BatchItemPage> {
    return this.send("GET", `/batch/${encodeURIComponent(id)}/items`, { query, options });
  }

  /** All items of `listBatchItems`, page after page as they are read. */
  iterateBatchItems(id: string, query: Omit<ListBatchItemsQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<BatchItem, void, undefined> {
    return this.pages(cursor => this.listBatchItems(id, { ...query, cursor }, options));
  }

  /**
   * Download a batch's passes. A ZIP archive of the signed passes, at most 10,000. When there are more, the header `Next-Index` is the
   * `from` of the next archive. Passes that cannot be signed are listed in `not-signed.txt`. Requires the scope `batch:read`.
   */
  downloadBatchPasses(id: string, query: DownloadBatchPassesQuery = {}, options: CallOptions = {}): Promise<Blob> {
    return this.send("GET", `/batch/${encodeURIComponent(id)}/passes`, { query, binary: true, options });
  }

  /**
   * Download a batch's results. The results so far as a file, in the order of the request: ids, serial numbers, the links of the passes,
   * and errors. One line an item. Requires the scope `batch:read`.
   */
  downloadBatchResults(id: string, query: DownloadBatchResultsQuery = {}, options: CallOptions = {}): Promise<Blob> {
    return this.send("GET", `/batch/${encodeURIComponent(id)}/results`, { query, binary: true, options });
  }

  /**
   * Get all notifications. Lists your organization's push notifications, newest first, each with its counts. Requires the scope
   * `push-notifications:read`.
   */
  listPushNotifications(query: ListPushNotificationsQuery = {}, options: CallOptions = {}): Promise<PushNotificationPage> {
    return this.send("GET", `/push-notifications`, { query, options });
  }

  /** All items of `listPushNotifications`, page after page as they are read. */
  iteratePushNotifications(query: Omit<ListPushNotificationsQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<PushNotification, void, undefined> {
    return this.pages(cursor => this.listPushNotifications({ ...query, cursor }, options));
  }

  /**
   * Send a push notification. Sends a message to the holders of passes, immediately or at `sendAt`. Apple Wallet and Google Wallet show it
   * on the lock screen and keep it on the pass. `{memberName}` is replaced by the value of each pass's field with that key. On iPhones, a
   * message and a changed field that the device fetches together hide each other on the lock screen: leave a few minutes between them.
   * Follow the progress with `GET /push-notifications/{id}`, or subscribe to `notification.completed`. Requires the scope
   * `push-notifications:write`.
   */
  sendPushNotification(body: SendPushNotificationRequest, options: IdempotencyOptions & CallOptions = {}): Promise<PushNotification> {
    return this.send("POST", `/push-notifications`, { body, options });
  }

  /**
   * Get a push notification. Returns a push notification with its progress and its counts, in total and per wallet. Requires the scope
   * `push-notifications:read`.
   */
  getPushNotification(id: string, options: CallOptions = {}): Promise<PushNotification> {
    return this.send("GET", `/push-notifications/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Cancel a push notification. A scheduled notification is not sent. If sending has started, passes that do not have the message yet do
   * not get it. Idempotent: repeating it returns the same response. Requires the scope `push-notifications:write`.
   */
  cancelPushNotification(id: string, options: IdempotencyOptions & CallOptions = {}): Promise<PushNotification> {
    return this.send("POST", `/push-notifications/${encodeURIComponent(id)}/cancel`, { options });
  }

  /** Get all webhooks. Lists your organization's webhooks, newest first. Requires the scope `webhooks:read`. */
  listWebhooks(query: ListWebhooksQuery = {}, options: CallOptions = {}): Promise<WebhookPage> {
    return this.send("GET", `/webhooks`, { query, options });
  }

  /** All items of `listWebhooks`, page after page as they are read. */
  iterateWebhooks(query: Omit<ListWebhooksQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Webhook, void, undefined> {
    return this.pages(cursor => this.listWebhooks({ ...query, cursor }, options));
  }

  /**
   * Create a webhook. Subscribes an https URL to events. Deliveries are signed as Standard Webhooks specifies and retried until your
   * endpoint responds 2xx; use the `webhook-id` header to handle each event once. If you send no `secret`, one is generated; it is shown
   * in this response only. Requires the scope `webhooks:write`.
   */
  createWebhook(body: CreateWebhookRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Webhook> {
    return this.send("POST", `/webhooks`, { body, options });
  }

  /**
   * Create a link to a webhook's portal page. Creates a link to a page about one webhook, for people without an API key. Anyone who has
   * the link can use it until it expires. Requires the scope `webhooks:write`.
   */
  createWebhookPortalLink(body: CreatePortalLinkRequest, options: IdempotencyOptions & CallOptions = {}): Promise<PortalLink> {
    return this.send("POST", `/webhooks/portal-links`, { body, options });
  }

  /** Get a specific webhook. Requires the scope `webhooks:read`. */
  getWebhook(id: string, options: CallOptions = {}): Promise<Webhook> {
    return this.send("GET", `/webhooks/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Update a webhook. Changes a webhook. Members that you omit keep their values. Changing `url` ends a pause after too many failures.
   * Requires the scope `webhooks:write`.
   */
  updateWebhook(id: string, body: UpdateWebhookRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Webhook> {
    return this.send("PUT", `/webhooks/${encodeURIComponent(id)}`, { body, options });
  }

  /** Change parts of a webhook. The same as PUT, for clients that expect PATCH. Requires the scope `webhooks:write`. */
  patchWebhook(id: string, body: UpdateWebhookRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Webhook> {
    return this.send("PATCH", `/webhooks/${encodeURIComponent(id)}`, { body, options });
  }

  /** Delete a webhook. Stops deliveries immediately and erases the secret. Requires the scope `webhooks:write`. */
  deleteWebhook(id: string, options: CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/webhooks/${encodeURIComponent(id)}`, { options });
  }

  /** Get a webhook's deliveries. Lists the deliveries to one webhook, newest event first. Requires the scope `webhooks:read`. */
  listWebhookDeliveries(id: string, query: ListWebhookDeliveriesQuery = {}, options: CallOptions = {}): Promise<DeliveryPage> {
    return this.send("GET", `/webhooks/${encodeURIComponent(id)}/deliveries`, { query, options });
  }

  /** All items of `listWebhookDeliveries`, page after page as they are read. */
  iterateWebhookDeliveries(id: string, query: Omit<ListWebhookDeliveriesQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Delivery, void, undefined> {
    return this.pages(cursor => this.listWebhookDeliveries(id, { ...query, cursor }, options));
  }

  /** Get a delivery with its attempts. Requires the scope `webhooks:read`. */
  getWebhookDelivery(id: string, eventId: string, options: CallOptions = {}): Promise<DeliveryDetail> {
    return this.send("GET", `/webhooks/${encodeURIComponent(id)}/deliveries/${encodeURIComponent(eventId)}`, { options });
  }

  /** Resend a delivery. Sends one event again immediately. It replaces a scheduled retry. Requires the scope `webhooks:write`. */
  resendWebhookDelivery(id: string, eventId: string, options: IdempotencyOptions & CallOptions = {}): Promise<Delivery> {
    return this.send("POST", `/webhooks/${encodeURIComponent(id)}/deliveries/${encodeURIComponent(eventId)}/resend`, { options });
  }

  /** Disable a webhook. Stops deliveries until it is enabled again. Requires the scope `webhooks:write`. */
  disableWebhook(id: string, options: IdempotencyOptions & CallOptions = {}): Promise<Webhook> {
    return this.send("POST", `/webhooks/${encodeURIComponent(id)}/disable`, { options });
  }

  /**
   * Enable a webhook. Resumes deliveries after you, or repeated failures, disabled or paused the webhook. Requires the scope
   * `webhooks:write`.
   */
  enableWebhook(id: string, options: IdempotencyOptions & CallOptions = {}): Promise<Webhook> {
    return this.send("POST", `/webhooks/${encodeURIComponent(id)}/enable`, { options });
  }

  /**
   * Revoke a webhook's portal links. Ends all links to the webhook's page that were made so far. Links that you make afterwards work.
   * Requires the scope `webhooks:write`.
   */
  revokeWebhookPortalLinks(id: string, options: CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/webhooks/${encodeURIComponent(id)}/portal-links`, { options });
  }

  /**
   * Retry failed deliveries. Schedules all failed deliveries of a time range again, for example after an outage. With `includePending` it
   * also sends now what waits for its next attempt. With `dryRun` it only counts them and returns 200. Requires the scope
   * `webhooks:write`.
   */
  recoverWebhook(id: string, body: SendAgainRequest, options: IdempotencyOptions & CallOptions = {}): Promise<SendAgainResult> {
    return this.send("POST", `/webhooks/${encodeURIComponent(id)}/recover`, { body, options });
  }

  /**
   * Send missing events. Schedules every event of a time range that matches the webhook's current subscription and has no delivery yet.
   * With `dryRun` it only counts them and returns 200. Requires the scope `webhooks:write`.
   */
  replayMissingWebhookEvents(id: string, body: SendAgainRequest, options: IdempotencyOptions & CallOptions = {}): Promise<SendAgainResult> {
    return this.send("POST", `/webhooks/${encodeURIComponent(id)}/replay-missing`, { body, options });
  }

  /**
   * Rotate a webhook's secret. Creates a new secret, shown in this response only. The previous secrets keep signing beside it for
   * `overlapHours`, so that your endpoint can switch without rejecting a delivery. Requires the scope `webhooks:write`.
   */
  rotateWebhookSecret(id: string, body?: RotateSecretRequest, options: IdempotencyOptions & CallOptions = {}): Promise<RotatedSecret> {
    return this.send("POST", `/webhooks/${encodeURIComponent(id)}/rotate-secret`, { body, options });
  }

  /** Get a webhook's statistics. Requires the scope `webhooks:read`. */
  getWebhookStatistics(id: string, query: GetWebhookStatisticsQuery = {}, options: CallOptions = {}): Promise<WebhookStatistics> {
    return this.send("GET", `/webhooks/${encodeURIComponent(id)}/statistics`, { query, options });
  }

  /** Send a test event. Sends an example event to this webhook, in the same way as a real event. Requires the scope `webhooks:write`. */
  testWebhook(id: string, body?: SendTestEventRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Delivery> {
    return this.send("POST", `/webhooks/${encodeURIComponent(id)}/test`, { body, options });
  }

  /** Get all event types. Lists every event type with its schema and an example. Requires the scope `events:read`. */
  listEventTypes(options: CallOptions = {}): Promise<EventTypePage> {
    return this.send("GET", `/event-types`, { options });
  }

  /** Get an event type. Requires the scope `events:read`. */
  getEventType(type: string, options: CallOptions = {}): Promise<EventType> {
    return this.send("GET", `/event-types/${encodeURIComponent(type)}`, { options });
  }

  /**
   * Get all events. Lists the events of the last 30 days, newest first. With `order=asc` it is a feed: read it to the end, store the last
   * `nextCursor`, and continue from it later. New events never appear before a cursor. Requires the scope `events:read`.
   */
  listEvents(query: ListEventsQuery = {}, options: CallOptions = {}): Promise<EventPage> {
    return this.send("GET", `/events`, { query, options });
  }

  /** All items of `listEvents`, page after page as they are read. */
  iterateEvents(query: Omit<ListEventsQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Event, void, undefined> {
    return this.pages(cursor => this.listEvents({ ...query, cursor }, options));
  }

  /** Get a specific event. Requires the scope `events:read`. */
  getEvent(id: string, options: CallOptions = {}): Promise<Event> {
    return this.send("GET", `/events/${encodeURIComponent(id)}`, { options });
  }

  /** Get an event's deliveries. Lists the deliveries of one event to all your webhooks. Requires the scope `events:read`. */
  listEventDeliveries(id: string, options: CallOptions = {}): Promise<DeliveryPage> {
    return this.send("GET", `/events/${encodeURIComponent(id)}/deliveries`, { options });
  }

  /**
   * Get all wallet identities. Lists your certificates and issuers, newest first, without secrets. Requires the scope
   * `wallet-identities:read`.
   */
  listWalletIdentities(query: ListWalletIdentitiesQuery = {}, options: CallOptions = {}): Promise<WalletIdentityPage> {
    return this.send("GET", `/wallet-identities`, { query, options });
  }

  /** All items of `listWalletIdentities`, page after page as they are read. */
  iterateWalletIdentities(query: Omit<ListWalletIdentitiesQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<WalletIdentity, void, undefined> {
    return this.pages(cursor => this.listWalletIdentities({ ...query, cursor }, options));
  }

  /** Get all Apple certificates. Requires the scope `wallet-identities:read`. */
  listAppleIdentities(query: ListAppleIdentitiesQuery = {}, options: CallOptions = {}): Promise<WalletIdentityPage> {
    return this.send("GET", `/wallet-identities/apple`, { query, options });
  }

  /** All items of `listAppleIdentities`, page after page as they are read. */
  iterateAppleIdentities(query: Omit<ListAppleIdentitiesQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<WalletIdentity, void, undefined> {
    return this.pages(cursor => this.listAppleIdentities({ ...query, cursor }, options));
  }

  /**
   * Upload an Apple certificate. Stores a Pass Type ID certificate with its private key, encrypted. It signs the passes of templates with
   * the same pass type identifier, and replaces an older certificate for that identifier. Uploading the stored certificate again returns
   * 200 and changes nothing. Send JSON, or a form: `curl -F file=@pass.p12 -F password=...`. A certificate without a key completes the
   * certificate request that its key was made for. A trial pass is signed and verified before anything is stored. Requires the scope
   * `wallet-identities:write`.
   */
  uploadAppleIdentity(body: UploadAppleIdentityRequest, options: IdempotencyOptions & CallOptions = {}): Promise<WalletIdentity> {
    return this.send("POST", `/wallet-identities/apple`, { body, options });
  }

  /**
   * Request an Apple certificate. Makes a private key here, which never leaves, and a certificate request for it (PKCS#10). Upload the
   * request at Apple, and send the certificate from there with `PUT /wallet-identities/{id}/certificate`. For a pass type identifier that
   * has a certificate the request renews it: the certificate signs until then. If the identifier has an open request, that one is returned
   * with 200. Requires the scope `wallet-identities:write`.
   */
  requestAppleCertificate(body?: RequestAppleCertificateRequest, options: IdempotencyOptions & CallOptions = {}): Promise<WalletIdentity> {
    return this.send("POST", `/wallet-identities/apple/requests`, { body, options });
  }

  /** Get all Google issuers. Requires the scope `wallet-identities:read`. */
  listGoogleIdentities(query: ListGoogleIdentitiesQuery = {}, options: CallOptions = {}): Promise<WalletIdentityPage> {
    return this.send("GET", `/wallet-identities/google`, { query, options });
  }

  /** All items of `listGoogleIdentities`, page after page as they are read. */
  iterateGoogleIdentities(query: Omit<ListGoogleIdentitiesQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<WalletIdentity, void, undefined> {
    return this.pages(cursor => this.listGoogleIdentities({ ...query, cursor }, options));
  }

  /**
   * Upload a Google issuer. Stores a Google Wallet issuer id with a service account's key, encrypted, or without a key with the credential
   * configuration of workload identity federation. A new one for the issuer replaces the old one. Before anything is stored, Google is
   * asked whether the account may work for the issuer. An issuer is in demo mode until it is uploaded with `publishingAccess`. Requires
   * the scope `wallet-identities:write`.
   */
  uploadGoogleIdentity(body: UploadGoogleIdentityRequest, options: IdempotencyOptions & CallOptions = {}): Promise<WalletIdentity> {
    return this.send("POST", `/wallet-identities/google`, { body, options });
  }

  /** Get a specific wallet identity. Requires the scope `wallet-identities:read`. */
  getWalletIdentity(id: string, options: CallOptions = {}): Promise<WalletIdentity> {
    return this.send("GET", `/wallet-identities/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Delete a wallet identity. Erases the private key; it no longer signs anything. Idempotent: repeating it returns the same response.
   * Requires the scope `wallet-identities:write`.
   */
  deleteWalletIdentity(id: string, options: CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/wallet-identities/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Upload the certificate for a request. Sends the certificate that Apple made from the identity's certificate request: as JSON, as the
   * .cer file itself, or in a form (`curl -F file=@pass.cer`). Passes are signed with it immediately; installed ones stay as they are. If
   * the pass type identifier already has a certificate, that one is renewed and keeps its id, and the response is that identity. Requires
   * the scope `wallet-identities:write`.
   */
  putCertificate(id: string, body: PutCertificateRequest, options: IdempotencyOptions & CallOptions = {}): Promise<WalletIdentity> {
    return this.send("PUT", `/wallet-identities/${encodeURIComponent(id)}/certificate`, { body, options });
  }

  /**
   * Download a certificate request. Returns the open certificate request as a file to upload at Apple. Requires the scope
   * `wallet-identities:read`.
   */
  downloadCertificateRequest(id: string, query: DownloadCertificateRequestQuery = {}, options: CallOptions = {}): Promise<Blob> {
    return this.send("GET", `/wallet-identities/${encodeURIComponent(id)}/request`, { query, binary: true, options });
  }

  /**
   * Start an erasure. Erases the data of passes' holders, as `POST /passes/{id}/erase` does for one: of named passes, of serial numbers,
   * of all passes that match a filter, or of the holder whose passes have a value in a field. Nothing is erased when a named pass does not
   * exist. Requires the scope `erasures:write`.
   */
  startErasure(body: StartErasureRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Erasure> {
    return this.send("POST", `/erasures`, { body, options });
  }

  /** Get an erasure. Returns how far an erasure is, and how many of what was erased in which service. Requires the scope `erasures:read`. */
  getErasure(id: string, options: CallOptions = {}): Promise<Erasure> {
    return this.send("GET", `/erasures/${encodeURIComponent(id)}`, { options });
  }

  /** Get all exports. Lists your organization's exports, newest first. Requires the scope `exports:read`. */
  listExports(query: ListExportsQuery = {}, options: CallOptions = {}): Promise<ExportPage> {
    return this.send("GET", `/exports`, { query, options });
  }

  /** All items of `listExports`, page after page as they are read. */
  iterateExports(query: Omit<ListExportsQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Export, void, undefined> {
    return this.pages(cursor => this.listExports({ ...query, cursor }, options));
  }

  /**
   * Export your organization. Makes an export of everything that your organization has at this moment: templates with their versions and
   * images, wallet identities without private keys, passes with their values, personalizations, bundles, batches with their results,
   * erasures, webhooks without secrets, push notifications, members, invitations, API keys and OAuth clients without secrets, and the
   * audit log. The export holds no copy of the data: it is read while you download it, so that what was erased in between is not in it. It
   * can be downloaded until `expiresAt`. Requires the scope `exports:write`.
   */
  createExport(body: CreateExportRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Export> {
    return this.send("POST", `/exports`, { body, options });
  }

  /** Get a specific export. Requires the scope `exports:read`. */
  getExport(id: string, options: CallOptions = {}): Promise<Export> {
    return this.send("GET", `/exports/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Download an export. The export as NDJSON: one JSON object a line, with `kind`, `id` and `data`, the resource as the API shows it. A
   * pass also has `pkpass`, its signed file in base64, or `notSigned` with the reason, if the export was made with `signedPasses`. The
   * last line has the kind `end` and counts the lines of each kind; a response without it broke off. To go on, send the kind and the id of
   * the last whole line as `after`. Requires the scope `exports:read`.
   */
  downloadExport(id: string, query: DownloadExportQuery = {}, options: CallOptions = {}): Promise<Blob> {
    return this.send("GET", `/exports/${encodeURIComponent(id)}/download`, { query, binary: true, options });
  }

  /**
   * Get the retention settings. For how many days your organization keeps deleted passes, results of batches, events and deliveries, and
   * within which bounds you can change that. Requires the scope `organizations:read`.
   */
  getRetention(options: CallOptions = {}): Promise<Retention> {
    return this.send("GET", `/retention`, { options });
  }

  /**
   * Update the retention settings. Changes for how many days your organization keeps what is not needed any more: less than the deployment
   * keeps, not more. Members that you omit keep their values. What has become too old is removed within an hour and cannot be restored.
   * The audit log is kept as long as the organization, because it could not be verified without its beginning. Requires the scope
   * `organizations:write`.
   */
  updateRetention(body: UpdateRetentionRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Retention> {
    return this.send("PUT", `/retention`, { body, options });
  }

  /**
   * Get your organizations. Lists the organizations of a person, newest first; of an API key or client its own. Requires the scope
   * `organizations:read`.
   */
  listOrganizations(query: ListOrganizationsQuery = {}, options: CallOptions = {}): Promise<OrganizationPage> {
    return this.send("GET", `/organizations`, { query, options });
  }

  /** All items of `listOrganizations`, page after page as they are read. */
  iterateOrganizations(query: Omit<ListOrganizationsQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Organization, void, undefined> {
    return this.pages(cursor => this.listOrganizations({ ...query, cursor }, options));
  }

  /**
   * Create an organization. Makes a new organization with you as its owner. For people: needs the access token of a person who signed in.
   * Requires the scope `organizations:write`.
   */
  createOrganization(body: CreateOrganizationRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Organization> {
    return this.send("POST", `/organizations`, { body, options });
  }

  /** Get your organization. The organization that you act in, with its rate limits. Requires the scope `organizations:read`. */
  getOrganization(id: string, options: CallOptions = {}): Promise<Organization> {
    return this.send("GET", `/organizations/${encodeURIComponent(id)}`, { options });
  }

  /** Update your organization. Changes the organization. Members that you omit keep their values. Requires the scope `organizations:write`. */
  updateOrganization(id: string, body: UpdateOrganizationRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Organization> {
    return this.send("PUT", `/organizations/${encodeURIComponent(id)}`, { body, options });
  }

  /**
   * Delete your organization. Ends the organization with all its API keys, clients, invitations and memberships. This cannot be undone.
   * Requires the scope `organizations:write`.
   */
  deleteOrganization(id: string, query: DeleteOrganizationQuery = {}, options: CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/organizations/${encodeURIComponent(id)}`, { query, options });
  }

  /** Resume your organization. Makes the credentials of a suspended organization work again. Requires the scope `organizations:write`. */
  resumeOrganization(id: string, options: IdempotencyOptions & CallOptions = {}): Promise<Organization> {
    return this.send("POST", `/organizations/${encodeURIComponent(id)}/resume`, { options });
  }

  /**
   * Suspend your organization. Stops all credentials within 5 seconds, also yours for everything but the organization itself. Installed
   * passes and links to passes go on working. Requires the scope `organizations:write`.
   */
  suspendOrganization(id: string, options: IdempotencyOptions & CallOptions = {}): Promise<Organization> {
    return this.send("POST", `/organizations/${encodeURIComponent(id)}/suspend`, { options });
  }

  /** Get all invitations. Lists the invitations that no one has accepted yet, newest first. Requires the scope `members:read`. */
  listInvitations(query: ListInvitationsQuery = {}, options: CallOptions = {}): Promise<InvitationPage> {
    return this.send("GET", `/invitations`, { query, options });
  }

  /** All items of `listInvitations`, page after page as they are read. */
  iterateInvitations(query: Omit<ListInvitationsQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Invitation, void, undefined> {
    return this.pages(cursor => this.listInvitations({ ...query, cursor }, options));
  }

  /**
   * Invite a person. Makes a link with which a person joins your organization. It is mailed where the deployment sends mail, and shown in
   * this response only. A second invitation of the same address replaces the first. Requires the scope `members:write`.
   */
  createInvitation(body: CreateInvitationRequest, options: IdempotencyOptions & CallOptions = {}): Promise<CreatedInvitation> {
    return this.send("POST", `/invitations`, { body, options });
  }

  /** Withdraw an invitation. The link of the invitation stops working. Requires the scope `members:write`. */
  revokeInvitation(id: string, options: CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/invitations/${encodeURIComponent(id)}`, { options });
  }

  /** Get all members. Lists the people of your organization with their roles. Requires the scope `members:read`. */
  listMembers(query: ListMembersQuery = {}, options: CallOptions = {}): Promise<MemberPage> {
    return this.send("GET", `/members`, { query, options });
  }

  /** All items of `listMembers`, page after page as they are read. */
  iterateMembers(query: Omit<ListMembersQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<Member, void, undefined> {
    return this.pages(cursor => this.listMembers({ ...query, cursor }, options));
  }

  /**
   * Change a member's role. You can neither give nor take a role that has scopes which you do not have, and an organization keeps at least
   * one owner. Requires the scope `members:write`.
   */
  updateMember(id: string, body: UpdateMemberRequest, options: IdempotencyOptions & CallOptions = {}): Promise<Member> {
    return this.send("PUT", `/members/${encodeURIComponent(id)}`, { body, options });
  }

  /**
   * Remove a member. Ends the person's access to your organization within 5 seconds. Their account stays. Requires the scope
   * `members:write`.
   */
  removeMember(id: string, options: CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/members/${encodeURIComponent(id)}`, { options });
  }

  /** Get all API keys. Lists the API keys of your organization, newest first, without their secrets. Requires the scope `api-keys:read`. */
  listApiKeys(query: ListApiKeysQuery = {}, options: CallOptions = {}): Promise<ApiKeyPage> {
    return this.send("GET", `/api-keys`, { query, options });
  }

  /** All items of `listApiKeys`, page after page as they are read. */
  iterateApiKeys(query: Omit<ListApiKeysQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<ApiKey, void, undefined> {
    return this.pages(cursor => this.listApiKeys({ ...query, cursor }, options));
  }

  /**
   * Create an API key. The key is shown in this response only. You cannot give it a scope that you do not have. Requires the scope
   * `api-keys:write`.
   */
  createApiKey(body: CreateApiKeyRequest, options: IdempotencyOptions & CallOptions = {}): Promise<ApiKeySecret> {
    return this.send("POST", `/api-keys`, { body, options });
  }

  /** Get a specific API key. Requires the scope `api-keys:read`. */
  getApiKey(id: string, options: CallOptions = {}): Promise<ApiKey> {
    return this.send("GET", `/api-keys/${encodeURIComponent(id)}`, { options });
  }

  /** Revoke an API key. The key stops working within 5 seconds. It stays in the list. Requires the scope `api-keys:write`. */
  revokeApiKey(id: string, options: IdempotencyOptions & CallOptions = {}): Promise<ApiKey> {
    return this.send("POST", `/api-keys/${encodeURIComponent(id)}/revoke`, { options });
  }

  /**
   * Rotate an API key. Gives the key a new secret, shown in this response only. The present one goes on working for `overlapHours`.
   * Requires the scope `api-keys:write`.
   */
  rotateApiKey(id: string, body?: RotateCredentialRequest, options: IdempotencyOptions & CallOptions = {}): Promise<ApiKeySecret> {
    return this.send("POST", `/api-keys/${encodeURIComponent(id)}/rotate`, { body, options });
  }

  /**
   * Get all OAuth clients. Lists the OAuth clients of your organization, newest first, without their secrets. Requires the scope
   * `oauth-clients:read`.
   */
  listOAuthClients(query: ListOAuthClientsQuery = {}, options: CallOptions = {}): Promise<OAuthClientPage> {
    return this.send("GET", `/oauth-clients`, { query, options });
  }

  /** All items of `listOAuthClients`, page after page as they are read. */
  iterateOAuthClients(query: Omit<ListOAuthClientsQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<OAuthClient, void, undefined> {
    return this.pages(cursor => this.listOAuthClients({ ...query, cursor }, options));
  }

  /**
   * Create an OAuth client. The secret is shown in this response only. You cannot give the client a scope that you do not have. Requires
   * the scope `oauth-clients:write`.
   */
  createOAuthClient(body: CreateOAuthClientRequest, options: IdempotencyOptions & CallOptions = {}): Promise<OAuthClientSecret> {
    return this.send("POST", `/oauth-clients`, { body, options });
  }

  /** Get a specific OAuth client. Requires the scope `oauth-clients:read`. */
  getOAuthClient(id: string, options: CallOptions = {}): Promise<OAuthClient> {
    return this.send("GET", `/oauth-clients/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Revoke an OAuth client. The client gets no more tokens, and those that it has stop working within 5 seconds. Requires the scope
   * `oauth-clients:write`.
   */
  revokeOAuthClient(id: string, options: IdempotencyOptions & CallOptions = {}): Promise<OAuthClient> {
    return this.send("POST", `/oauth-clients/${encodeURIComponent(id)}/revoke`, { options });
  }

  /**
   * Rotate an OAuth client's secret. Makes a new secret, shown in this response only. The present one goes on working for `overlapHours`.
   * Requires the scope `oauth-clients:write`.
   */
  rotateOAuthClient(id: string, body?: RotateCredentialRequest, options: IdempotencyOptions & CallOptions = {}): Promise<OAuthClientSecret> {
    return this.send("POST", `/oauth-clients/${encodeURIComponent(id)}/rotate`, { body, options });
  }

  /**
   * Get your account. Who is signed in, in which organization and with which role and scopes. For people: needs the access token of a
   * person who signed in.
   */
  getAccount(options: CallOptions = {}): Promise<Account> {
    return this.send("GET", `/account`, { options });
  }

  /**
   * Get your passkeys. Lists the passkeys with which you can sign in. You make one on the page /sign-in/passkeys of the deployment. For
   * people: needs the access token of a person who signed in.
   */
  listPasskeys(options: CallOptions = {}): Promise<PasskeyList> {
    return this.send("GET", `/account/passkeys`, { options });
  }

  /**
   * Remove a passkey. The passkey signs no one in any more. Remove it on the device, too. For people: needs the access token of a person
   * who signed in.
   */
  removePasskey(id: string, options: CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/account/passkeys/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Get your sessions. Lists the browsers in which you are signed in, newest first. For people: needs the access token of a person who
   * signed in.
   */
  listSessions(query: ListSessionsQuery = {}, options: CallOptions = {}): Promise<SessionItemPage> {
    return this.send("GET", `/account/sessions`, { query, options });
  }

  /** All items of `listSessions`, page after page as they are read. */
  iterateSessions(query: Omit<ListSessionsQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<SessionItem, void, undefined> {
    return this.pages(cursor => this.listSessions({ ...query, cursor }, options));
  }

  /**
   * End a session. Signs you out of a browser, with everything that was granted from it, within 5 seconds everywhere. For people: needs
   * the access token of a person who signed in.
   */
  endSession(id: string, options: CallOptions = {}): Promise<void> {
    return this.send("DELETE", `/account/sessions/${encodeURIComponent(id)}`, { options });
  }

  /**
   * Get your organization's usage. Each quota with how much of it is used, and how many requests the organization sent. A service that
   * does not respond is named in `missing`. Requires the scope `organizations:read`.
   */
  getUsage(options: CallOptions = {}): Promise<Usage> {
    return this.send("GET", `/usage`, { options });
  }

  /**
   * Get all dead letters. Lists messages between services that need an operator, each with the reason. Only for operators of the
   * deployment. For people: needs the access token of a person who signed in.
   */
  listDeadLetters(options: CallOptions = {}): Promise<DeadLetters> {
    return this.send("GET", `/operations/dead-letters`, { options });
  }

  /**
   * Resend dead letters. Sends one dead letter again, those of a service, or all. What has taken effect once does not take effect twice.
   * Only for operators of the deployment. For people: needs the access token of a person who signed in.
   */
  resendDeadLetters(body?: ResendDeadLettersRequest, options: IdempotencyOptions & CallOptions = {}): Promise<ResentDeadLetters> {
    return this.send("POST", `/operations/dead-letters/resend`, { body, options });
  }

  /**
   * Get the state of the deployment. What each replica of each program reports: version, health, findings with what to do, numbers and the
   * last logged errors. Only for operators of the deployment. For people: needs the access token of a person who signed in.
   */
  getOperationStatus(options: CallOptions = {}): Promise<OperationStatus> {
    return this.send("GET", `/operations/status`, { options });
  }

  /**
   * Get the receipt of an erasure. Returns what a completed erasure has erased where, as a JWT (RFC 7519) signed by a key of `GET
   * /.well-known/jwks.json`, with the type `erasure-receipt+jwt`. Keep it with that key. Requires the scope `erasures:read`.
   */
  getErasureReceipt(id: string, options: CallOptions = {}): Promise<ErasureReceipt> {
    return this.send("GET", `/erasures/${encodeURIComponent(id)}/receipt`, { options });
  }

  /**
   * Get the audit log. Lists every change that was made through the API, the administration, a sign-in or a command, newest first: who,
   * when, from where, what, and which members changed, but never a value. With `Accept: application/x-ndjson` the response is the whole
   * log, one entry a line, without pages. Requires the scope `audit-log:read`, which a key has only when it names it.
   */
  listAuditLog(query: ListAuditLogQuery = {}, options: CallOptions = {}): Promise<AuditLogEntryPage> {
    return this.send("GET", `/audit-log`, { query, options });
  }

  /** All items of `listAuditLog`, page after page as they are read. */
  iterateAuditLog(query: Omit<ListAuditLogQuery, "cursor"> = {}, options: CallOptions = {}): AsyncGenerator<AuditLogEntry, void, undefined> {
    return this.pages(cursor => this.listAuditLog({ ...query, cursor }, options));
  }
}

/** The query parameters of `listTemplates`. */
export interface ListTemplatesQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;

  /** Only templates in this state. */
  status?: "draft" | "published" | undefined;

  /** Only templates created after this time. */
  createdAfter?: string | undefined;

  /** Only templates created before this time. */
  createdBefore?: string | undefined;
}

/** The query parameters of `importTemplate`. */
export interface ImportTemplateQuery {
  /** The template's name. Default: the description in the file. */
  name?: string | undefined;

  /** The Pass Type ID. Default: that in the file, otherwise that of your newest certificate. */
  passTypeIdentifier?: string | undefined;

  /** The Apple developer team. Default: that in the file, otherwise that of your certificate. */
  teamIdentifier?: string | undefined;
}

/** The query parameters of `exportTemplate`. */
export interface ExportTemplateQuery {
  /** The file. Default: `pkpasstemplate`. */
  format?: "pkpasstemplate" | "pkpass" | undefined;

  /** A published version. Default: the saved design. */
  version?: string | undefined;
}

/** The query parameters of `getTemplateImage`. */
export interface GetTemplateImageQuery {
  /** Language of a localized image. Default: the image for all languages. */
  language?: string | undefined;

  /** A published version. Default: the saved design. */
  version?: string | undefined;
}

/** The query parameters of `putTemplateImage`. */
export interface PutTemplateImageQuery {
  /** Language of a localized image. Default: the image for all languages. */
  language?: string | undefined;
}

/** The query parameters of `deleteTemplateImage`. */
export interface DeleteTemplateImageQuery {
  /** Language of a localized image. Default: the image for all languages. */
  language?: string | undefined;
}

/** The query parameters of `getTemplateStats`. */
export interface GetTemplateStatsQuery {
  /** The first day, in UTC. Default: 30 days up to `to`. */
  from?: string | undefined;

  /** The last day, in UTC. Default: today. The range is at most 366 days. */
  to?: string | undefined;
}

/** The query parameters of `listTemplateVersions`. */
export interface ListTemplateVersionsQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listPasses`. */
export interface ListPassesQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;

  /** Only passes in this state. */
  status?: "active" | "voided" | "expired" | undefined;

  /** Only passes of this template. */
  templateId?: string | undefined;

  /** Only passes with exactly this serial number. */
  serialNumber?: string | undefined;

  /** Only passes created at or after this time. */
  createdAfter?: string | undefined;

  /** Only passes created before this time. */
  createdBefore?: string | undefined;
}

/** The query parameters of `listDeviceLogs`. */
export interface ListDeviceLogsQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listBundles`. */
export interface ListBundlesQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `downloadBundle`. */
export interface DownloadBundleQuery {
  /** Number of the file, starting at 1. */
  part?: number | undefined;
}

/** The query parameters of `listBatches`. */
export interface ListBatchesQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `startBatch`. */
export interface StartBatchQuery {
  /** The operation of items that do not name one; the same as `operation` of a JSON body. */
  operation?: "create" | "update" | "void" | "delete" | "notify" | undefined;

  /** The template of items that create a pass and do not name one. */
  templateId?: string | undefined;

  /** Validate every item and change nothing. */
  dryRun?: boolean | undefined;

  /**
   * CSV only: which member a column is, as pairs such as `Ticket:serialNumber,Name:fields.memberName`; nothing after the colon ignores a
   * column. Default: a column's name is a member's path.
   */
  columns?: string | undefined;
}

/** The query parameters of `listBatchItems`. */
export interface ListBatchItemsQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;

  /** Only items in this state. */
  status?: "pending" | "succeeded" | "failed" | "cancelled" | undefined;
}

/** The query parameters of `downloadBatchPasses`. */
export interface DownloadBatchPassesQuery {
  /** Index of the item to begin with. */
  from?: number | undefined;
}

/** The query parameters of `downloadBatchResults`. */
export interface DownloadBatchResultsQuery {
  /** `ndjson` or `csv`. Default: `ndjson`. */
  format?: "ndjson" | "csv" | undefined;

  /** Only items with this result. */
  status?: "succeeded" | "failed" | undefined;
}

/** The query parameters of `listPushNotifications`. */
export interface ListPushNotificationsQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;

  /** Only notifications in this state. */
  status?: "scheduled" | "sending" | "completed" | "cancelled" | "failed" | undefined;
}

/** The query parameters of `listWebhooks`. */
export interface ListWebhooksQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listWebhookDeliveries`. */
export interface ListWebhookDeliveriesQuery {
  /** Only deliveries in this state. */
  status?: "pending" | "delivered" | "failed" | undefined;

  /** Only deliveries of this event. */
  type?: string | undefined;

  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `getWebhookStatistics`. */
export interface GetWebhookStatisticsQuery {
  /** Hours to look back, up to 720. */
  hours?: number | undefined;
}

/** The query parameters of `listEvents`. */
export interface ListEventsQuery {
  /** Only events of this type: a name, or a group such as `pass.*`. */
  type?: string | undefined;

  /** `desc` for newest first, `asc` for the feed. */
  order?: "asc" | "desc" | undefined;

  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listWalletIdentities`. */
export interface ListWalletIdentitiesQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listAppleIdentities`. */
export interface ListAppleIdentitiesQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listGoogleIdentities`. */
export interface ListGoogleIdentitiesQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `downloadCertificateRequest`. */
export interface DownloadCertificateRequestQuery {
  /** `pem` or `der`. Default: `pem`. */
  format?: "pem" | "der" | undefined;
}

/** The query parameters of `listExports`. */
export interface ListExportsQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `downloadExport`. */
export interface DownloadExportQuery {
  /** Kind and id of the last line that you have. Default: the whole file. */
  after?: string | undefined;
}

/** The query parameters of `listOrganizations`. */
export interface ListOrganizationsQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `deleteOrganization`. */
export interface DeleteOrganizationQuery {
  /** The name of the organization, as confirmation. */
  confirm?: string | undefined;
}

/** The query parameters of `listInvitations`. */
export interface ListInvitationsQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listMembers`. */
export interface ListMembersQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listApiKeys`. */
export interface ListApiKeysQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listOAuthClients`. */
export interface ListOAuthClientsQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listSessions`. */
export interface ListSessionsQuery {
  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The query parameters of `listAuditLog`. */
export interface ListAuditLogQuery {
  /** Only changes by this API key, client or person, or by this kind of actor. */
  actor?: string | undefined;

  /** Only changes by this operation, by its `operationId`. */
  operation?: string | undefined;

  /** Only changes of the resource with this id. */
  resource?: string | undefined;

  /** Only changes at or after this time. */
  since?: string | undefined;

  /** Only changes before this time. */
  until?: string | undefined;

  /** Items per page. */
  limit?: number | undefined;

  /** The `nextCursor` of the previous page, unchanged. Default: the first page. */
  cursor?: string | undefined;
}

/** The person who is signed in. */
export interface Account {
  /** The person's id. */
  id: string;

  /** The person's e-mail address. */
  email: string;

  /** The person's name; empty until they give one. */
  name: string;

  /** The person's role in the organization that they act in. */
  role: string;

  /** The organization that the person acts in. */
  organization: AccountOrganization;

  /** All organizations of the person. */
  organizations: AccountMembership[];

  /** What the access token allows. */
  scopes: string[];

  /** How many passkeys the person has. */
  passkeys: number;

  /** In how many browsers the person is signed in. */
  sessions: number;

  /** Whether the person has a password and an authenticator app. */
  hasPassword: boolean;

  /** When the account was made. */
  createdAt: string;

  /** How many recovery codes are left, each of which signs in once without the authenticator app. */
  recoveryCodes: number;

  /** Whether the person operates the deployment, and may use the operations below `/operations`. */
  isOperator: boolean;
}

/** An organization that the person belongs to. */
export interface AccountMembership {
  /** The organization's id. */
  id: string;

  /** Its name. */
  name: string;

  /** The person's role in it. */
  role: string;
}

/** The organization that the person acts in. */
export interface AccountOrganization {
  /** The organization's id. */
  id: string;

  /** Its name. */
  name: string;
}

/** More passes for a bundle. */
export interface AddBundlePassesRequest {
  /** 1 to 100 passes. Those that are in the bundle already stay where they are. */
  passIds: string[];
}

/** Any JSON value. */
export type AnyJson = unknown;

/** An API key without its secret. */
export interface ApiKey {
  /** The key's id, which is part of its text. */
  id: string;

  /** What it is for. */
  name: string;

  /** live or test. */
  environment: string;

  /** Whether it may be part of an app or a web page: it can only create passes. */
  publishable: boolean;

  /** What it allows. */
  scopes: string[];

  /** The addresses that may use it, in CIDR notation; empty: any. */
  allowedNetworks: string[];

  /** The web pages that may use a publishable key; empty: none. */
  allowedOrigins: string[];

  /** active, expired or revoked. */
  status: string;

  /** How many secrets work: two during a rotation. */
  liveSecrets: number;

  /** When it was created. */
  createdAt: string;

  /** When it expires. */
  expiresAt?: string;

  /** When it was revoked. */
  revokedAt?: string;

  /** When it was used last, accurate to about a minute. */
  lastUsedAt?: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface ApiKeyPage {
  /** The items of this page. */
  data: ApiKey[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** An API key with its text. */
export interface ApiKeySecret {
  /** The key's id. */
  id: string;

  /** What it is for. */
  name: string;

  /** The whole key. It is shown only in this response: only its hash is stored. */
  apiKey: string;

  /** What it allows. */
  scopes: string[];

  /** When it expires. */
  expiresAt?: string;

  /** After a rotation: until when the previous text works. */
  previousExpiresAt?: string;
}

/** Pushes to Apple devices. */
export interface ApplePushCounts {
  /** Devices to notify. */
  pushed: number;

  /** Pushes that Apple accepted. */
  accepted: number;

  /** Pushes that Apple rejected, usually because the device no longer exists. */
  rejected: number;
}

/** One HTTP request of a delivery. */
export interface Attempt {
  /** Starts at 1. */
  number: number;

  /** What triggered the attempt. */
  trigger: string;

  /** The URL that was called. */
  url: string;

  /** When the attempt started. */
  startedAt: string;

  /** Total duration. */
  durationMs: number;

  /** HTTP status of the response. */
  statusCode?: number;

  /** Error class; absent after a 2xx. */
  error?: string;

  /** DNS lookup; absent when a connection was reused. */
  dnsMs?: number;

  /** Connection. */
  connectMs?: number;

  /** TLS handshake. */
  tlsMs?: number;

  /** From the request to the first byte of the response. */
  firstByteMs?: number;

  /** Beginning of the response body. */
  response?: string;

  /** When the next attempt was scheduled. */
  nextAttemptAt?: string;
}

/** Who made a change. */
export interface AuditActor {
  /**
   * `apiKey`, `client`, `user`, `portalLink` (a link to the portal page of a webhook), `external` (a token of another issuer),
   * `administrator` (the administration API), `command` (an operator), `holder` (a form), `anonymous` or `system`.
   */
  kind: string;

  /** The API key, client or person; absent where the kind suffices. */
  id?: string;
}

/** One change, recorded in its transaction. */
export interface AuditLogEntry {
  /** The entry's id. */
  id: string;

  /** When. */
  time: string;

  /** The program that made the change. */
  service: string;

  /** Who made it. */
  actor: AuditActor;

  /** The client's address; absent for holders and for what runs in the background. */
  address?: string;

  /** The request, as its `X-Request-Id` and the log name it. */
  requestId?: string;

  /** The `operationId` of this document, or the name of a command. */
  operation: string;

  /** The id of what changed. */
  resourceId?: string;

  /** The members that changed, by name and never by value. */
  members: string[];

  /** How many of what, for operations on many. */
  counts?: { [key: string]: number };
}

/** One page of a list, with an opaque cursor to the next page. */
export interface AuditLogEntryPage {
  /** The items of this page. */
  data: AuditLogEntry[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: string | null;
}

export type BarcodeFormat = "qr" | "pdf417" | "aztec" | "code128" | "code39" | "codabar" | "ean13" | "itf";

/** A batch. */
export interface Batch {
  /** `bat_...` */
  id: string;

  /** The current state. */
  status: BatchStatus;

  /** Total number of items. */
  total: number;

  /** Items that have finished. */
  processed: number;

  /** Percentage of finished items; 100 only when all have finished. */
  progress: number;

  /** The same as `progress`. */
  percent: number;

  /** Items that were done. */
  succeeded: number;

  /** Items that failed. */
  failed: number;

  /** Whether it validates every item and changes nothing; the counts are then those of a real run. */
  dryRun: boolean;

  /** Items a second: over the last 15 seconds while it runs, over its whole time after its end. */
  itemsPerSecond?: number;

  /** Seconds until it ends at the present rate, while it runs. */
  secondsLeft?: number;

  /** Results of the finished items. */
  counts: BatchCounts;

  /** When it was accepted. */
  createdAt: string;

  /** When processing started. */
  startedAt?: string;

  /** When processing ended. */
  completedAt?: string;

  /** The first 100 finished items, by index. `GET /batch/{id}/items` lists all. */
  results?: BatchItem[];

  /** The first 100 items that failed, by index. */
  errors?: BatchItem[];
}

/** Number of items by result. */
export interface BatchCounts {
  /** Passes created. */
  created: number;

  /** Passes updated. */
  updated: number;

  /** Passes voided. */
  voided: number;

  /** Passes deleted. */
  deleted: number;

  /** Items that failed. */
  failed: number;

  /** Items that were cancelled before they started. */
  cancelled: number;

  /** Passes whose holder received a message. */
  notified: number;
}

/** An item of a batch and its result. */
export interface BatchItem {
  /** Position in the request, starting at 0. */
  index: number;

  /** The operation. */
  operation: BatchOperation;

  /** The state of the item. */
  status: BatchItemStatus;

  /** The pass, `pas_...`. */
  passId?: string;

  /** The serial number in the item. */
  serialNumber?: string;

  /** Why the item failed. */
  error?: BatchItemError;
}

/** Why an item failed, as the single operation would have responded. */
export interface BatchItemError {
  /** HTTP status that the single operation would have returned. */
  status: number;

  /** Stable error code, explained in /docs/errors. */
  code: string;

  /** What happened and what to do next. */
  message: string;

  /** Invalid values, with pointers into the item. */
  errors?: InvalidValue[];
}

/** One page of a list, with an opaque cursor to the next page. */
export interface BatchItemPage {
  /** The items of this page. */
  data: BatchItem[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/**
 * An item of a batch: the body of the single operation, with its operation and its pass. `templateId` names the template of a new pass, or
 * selects one of two pass types that have the serial number.
 */
export interface BatchItemRequest {
  /** Id of the template, `tpl_...`. */
  templateId?: string;

  /** Your own number for the pass, 1 to 200 characters: stable, and unique within the template's pass type identifier. */
  serialNumber?: string;

  /**
   * Deprecated; use `fields`.
   * @deprecated
   */
  customFields?: { [key: string]: FieldValue };

  /** Values by field key. A key that is not in the template's layout is shown in the next free position of the pass style. */
  fields?: { [key: string]: FieldValue };

  /** The barcode format; defaults to the template's. */
  barcodeFormat?: BarcodeFormat;

  /** The content of the barcode. */
  barcodeMessage?: string;

  /** Text under the barcode. */
  barcodeAltText?: string;

  /** When the pass is relevant; Wallet suggests it around this time. */
  relevantDate?: string;

  /** When the pass expires. */
  expirationDate?: string;

  /** Intervals in which the pass is relevant, for example the days of an event. */
  relevantDates?: RelevantDate[];

  /** Places where the pass is relevant, at most 10; defaults to the template's. */
  locations?: PassLocation[];

  /** Bluetooth beacons near which the pass is relevant, at most 10; defaults to the template's. */
  beacons?: PassBeacon[];

  /** Background color, `#rrggbb`; defaults to the template's. */
  backgroundColor?: string;

  /** Color of the values, `#rrggbb`; defaults to the template's. */
  foregroundColor?: string;

  /** Color of the labels, `#rrggbb`; defaults to the template's. */
  labelColor?: string;

  /** Text beside the logo; defaults to the template's. */
  logoText?: string;

  /** Machine-readable facts about this pass; they override the template's. */
  semantics?: SemanticTags;

  /** Upcoming events of this pass. */
  upcomingPassInformation?: UpcomingPassInformationEntry[];

  /** The NFC payload, at most 64 bytes; the template must have `nfc`. */
  nfcMessage?: string;

  /** Groups passes in Wallet; boarding passes and event tickets only. */
  groupingIdentifier?: string;

  /**
   * Images of this pass alone, such as a member's photo: by Apple's name (`thumbnail`, `strip`, `logo@2x` ...) the id of an image that was
   * uploaded with `POST /images`. Each stands in the place of all of the template's images of that name.
   */
  images?: { [key: string]: string };

  /** Any JSON for your own app, which can read it from the pass. */
  userInfo?: AnyJson;

  /** Values for Google Wallet without an equivalent above. */
  google?: AnyJson;

  /** Default: that of the batch. */
  operation?: "create" | "update" | "void" | "delete" | "notify";

  /** The pass to update, void, delete or notify, unless `serialNumber` names it. */
  id?: string;

  /** Of a `notify`: the title, with placeholders such as `{memberName}`. */
  title?: string;

  /** Of a `notify`: the text, with placeholders. */
  message?: string;

  /** Of a `notify`: the language of `title` and `message`, as a tag. */
  language?: string;

  /** Of a `notify`: translations by language tag. */
  localized?: { [key: string]: { [key: string]: unknown } };
}

export type BatchItemStatus = "pending" | "succeeded" | "failed" | "cancelled" | (string & {});

export type BatchOperation = "create" | "update" | "void" | "delete" | "notify" | (string & {});

/** One page of a list, with an opaque cursor to the next page. */
export interface BatchPage {
  /** The items of this page. */
  data: Batch[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

export type BatchStatus = "pending" | "running" | "completed" | "cancelled" | (string & {});

/** A bundle. */
export interface Bundle {
  /** `bnd_...` */
  id: string;

  /** Your own name for the bundle. */
  name: string;

  /** The passes in the order of the request, without those deleted since. */
  passIds: string[];

  /** The files with the passes: Wallet accepts at most 10 passes and 150 MB at a time. */
  parts: BundlePart[];

  /** When it was created. */
  createdAt: string;
}

/** Which of your passes; all that match every member. */
export interface BundleFilter {
  /** Passes of this template, `tpl_...`. */
  templateId?: string;

  /** `active`, `voided` or `expired`. */
  status?: "active" | "voided" | "expired";

  /** Passes with exactly this serial number. */
  serialNumber?: string;

  /** Passes created at or after this time. */
  createdAfter?: string;

  /** Passes created before this time. */
  createdBefore?: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface BundlePage {
  /** The items of this page. */
  data: Bundle[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** One file of a bundle: up to 10 passes. */
export interface BundlePart {
  /** Starts at 1. */
  number: number;

  /** The passes in this part. */
  passIds: string[];

  /** Link to the file. Anyone who has it can download the passes: send it to the holder only. */
  downloadUrl: string;
}

/** The name of the copy. */
export interface CopyTemplateRequest {
  /** 1 to 100 characters. Default: "Copy of" and the name of the original. */
  name?: string;
}

/** The key to create. */
export interface CreateApiKeyRequest {
  /** What it is for. */
  name: string;

  /** What it allows; nothing that you may not do yourself. Default: everything about passes that you may do. */
  scopes?: string[];

  /** Whether it may be part of an app or a web page: it can only create passes, and takes no scopes. */
  publishable?: boolean;

  /** When it expires. Default: never. */
  expiresAt?: unknown;

  /** The addresses that may use it, in CIDR notation. Default: any. */
  allowedNetworks?: string[];

  /** Of a publishable key: the web pages that may use it, such as https://shop.example. */
  allowedOrigins?: string[];
}

/** A new bundle, of the passes that one of `passIds`, `filter` and `batchId` names. */
export interface CreateBundleRequest {
  /** Your own name for it, 1 to 100 characters; not shown to holders. */
  name: string;

  /** 1 to 100 passes, in the order in which the wallet shows them. */
  passIds?: string[];

  /** The passes that match now, at most 1,000, the oldest first. */
  filter?: BundleFilter;

  /** The passes that a batch has created or changed, `bat_...`, at most 1,000, in its order. It must have ended. */
  batchId?: string;
}

/** What to export beside everything that the API shows. */
export interface CreateExportRequest {
  /** Whether passes come with their signed files for Apple Wallet; false when absent. */
  signedPasses?: boolean;
}

/** Whom to invite, and as what. */
export interface CreateInvitationRequest {
  /** The person's e-mail address. */
  email: string;

  /** owner, admin, developer, marketing, scanner or viewer; none that has scopes which you do not have. */
  role: string;
}

/** The client to create. */
export interface CreateOAuthClientRequest {
  /** What it is for. */
  name: string;

  /** What its tokens may have; nothing that you may not do yourself. Default: everything about passes that you may do. */
  scopes?: string[];
}

/** A new organization, with the caller as its owner. */
export interface CreateOrganizationRequest {
  /** The display name. */
  name: string;
}

/** A new pass from a template. */
export interface CreatePassRequest {
  /** Id of the template, `tpl_...`. */
  templateId: string;

  /** Your own number for the pass, 1 to 200 characters: stable, and unique within the template's pass type identifier. */
  serialNumber: string;

  /**
   * Deprecated; use `fields`.
   * @deprecated
   */
  customFields?: { [key: string]: FieldValue };

  /** Values by field key. A key that is not in the template's layout is shown in the next free position of the pass style. */
  fields?: { [key: string]: FieldValue };

  /** The barcode format; defaults to the template's. */
  barcodeFormat?: BarcodeFormat;

  /** The content of the barcode. */
  barcodeMessage?: string;

  /** Text under the barcode. */
  barcodeAltText?: string;

  /** When the pass is relevant; Wallet suggests it around this time. */
  relevantDate?: string;

  /** When the pass expires. */
  expirationDate?: string;

  /** Intervals in which the pass is relevant, for example the days of an event. */
  relevantDates?: RelevantDate[];

  /** Places where the pass is relevant, at most 10; defaults to the template's. */
  locations?: PassLocation[];

  /** Bluetooth beacons near which the pass is relevant, at most 10; defaults to the template's. */
  beacons?: PassBeacon[];

  /** Background color, `#rrggbb`; defaults to the template's. */
  backgroundColor?: string;

  /** Color of the values, `#rrggbb`; defaults to the template's. */
  foregroundColor?: string;

  /** Color of the labels, `#rrggbb`; defaults to the template's. */
  labelColor?: string;

  /** Text beside the logo; defaults to the template's. */
  logoText?: string;

  /** Machine-readable facts about this pass; they override the template's. */
  semantics?: SemanticTags;

  /** Upcoming events of this pass. */
  upcomingPassInformation?: UpcomingPassInformationEntry[];

  /** The NFC payload, at most 64 bytes; the template must have `nfc`. */
  nfcMessage?: string;

  /** Groups passes in Wallet; boarding passes and event tickets only. */
  groupingIdentifier?: string;

  /**
   * Images of this pass alone, such as a member's photo: by Apple's name (`thumbnail`, `strip`, `logo@2x` ...) the id of an image that was
   * uploaded with `POST /images`. Each stands in the place of all of the template's images of that name.
   */
  images?: { [key: string]: string };

  /** Any JSON for your own app, which can read it from the pass. */
  userInfo?: AnyJson;

  /** Values for Google Wallet without an equivalent above. */
  google?: AnyJson;
}

/** A link to a page about one webhook, for people without an API key. */
export interface CreatePortalLinkRequest {
  /** Id of the webhook to show. */
  webhookId: string;

  /** Minutes until the link expires, 1 to 1,440. Default: 60. */
  expiresInMinutes?: number;

  /** Whether the link may resend, test, enable and disable. Default: false. */
  canWrite?: boolean;

  /** Appearance of the page. */
  theme?: PortalTheme;
}

/** A new template. It is published immediately unless `status` is `draft`. */
export interface CreateTemplateRequest {
  /** `draft` to publish the template later. Default: it is published immediately. */
  status?: TemplateStatus;

  /** Your own name for it, 1 to 100 characters; not shown to holders. */
  name: string;

  /** PNG images. Without any, an icon and a logo are generated from the colors and the organization's name, so that the passes are valid. */
  images?: ImageUpload[];

  /** What the pass is, for VoiceOver and search. */
  description: string;

  /** The style. */
  passType: PassType;

  /** Who issues the pass; shown with notifications. */
  organizationName: string;

  /** The Apple developer team. Must equal the certificate's. */
  teamIdentifier: string;

  /** The Pass Type ID. Must equal the certificate's. */
  passTypeIdentifier: string;

  /** Background color, as `#rrggbb` or `#rgb`. */
  backgroundColor?: string;

  /** Color of the values, as `#rrggbb` or `#rgb`. */
  foregroundColor?: string;

  /** Color of the labels, as `#rrggbb` or `#rgb`. */
  labelColor?: string;

  /** Color of the strip, as `#rrggbb` or `#rgb`. Not documented by Apple. */
  stripColor?: string;

  /** Color of the footer of a poster event ticket, as `#rrggbb` or `#rgb`. */
  footerBackgroundColor?: string;

  /** Text beside the logo. Not in poster event tickets. */
  logoText?: string;

  /** Text in place of the logo in poster event tickets (iOS 18.1). */
  eventLogoText?: string;

  /** Which fields are shown where. Default: all fields in the default positions. */
  layout?: PassLayout;

  /** The means of transport of a boarding pass. */
  transitType?: TransitType;

  /** Settings of the barcodes. */
  barcode?: TemplateBarcode;

  /** The NFC payload and its key. */
  nfc?: PassNfc;

  /** Where passes are relevant, at most 10. A pass may override them. */
  locations?: PassLocation[];

  /** Beacons near which passes are relevant. A pass may override them. */
  beacons?: PassBeacon[];

  /** Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it is smaller. */
  maxDistance?: number;

  /** When passes are relevant. A pass may override it. */
  relevantDates?: RelevantDate[];

  /** Machine-readable facts. A pass's own tags override these. */
  semantics?: SemanticTags;

  /** Newer designs to prefer. */
  preferredStyleSchemes?: StyleScheme[];

  /** The fields of the poster generic design (iOS 27), beside the older style that `passType` names. */
  posterGeneric?: PassLayout;

  /** Buttons of a poster generic pass (iOS 27). At most 2. */
  featuredActions?: FeaturedAction[];

  /** Upcoming events of a poster event ticket (iOS 26). A pass may override them. */
  upcomingPassInformation?: UpcomingPassInformationEntry[];

  /** Links of poster event tickets and semantic boarding passes. */
  urls?: PassLinks;

  /** Sign-up for a rewards program when the pass is added. */
  personalization?: PassPersonalization;

  /** Removes the shine effect from the strip image; Apple's default is true. */
  suppressStripShine?: boolean;

  /** Prevents the header of a poster event ticket from being darkened. */
  suppressHeaderDarkening?: boolean;

  /** Derives the colors of a poster event ticket from its artwork. */
  useAutomaticColors?: boolean;

  /** Hides the option to share the pass. */
  sharingProhibited?: boolean;

  /** Groups boarding passes or event tickets in Wallet. A pass may override it. */
  groupingIdentifier?: string;

  /** The URL passed to the app; requires `associatedStoreIdentifiers`. */
  appLaunchURL?: string;

  /** App Store identifiers of your apps. */
  associatedStoreIdentifiers?: number[];

  /** App Store identifiers of apps to suggest with a poster event ticket. */
  auxiliaryStoreIdentifiers?: number[];

  /** Any JSON for your own app. A pass may override it. */
  userInfo?: AnyJson;

  /** The field that shows the latest message to holders. */
  messageField?: MessageField;

  /** How hosted pages distribute passes. */
  passFlow?: PassFlow;

  /**
   * Translations by language (`en`, `zh-Hans`), then by the text in the pass. A text without a translation in a language is shown
   * unchanged in that language.
   */
  localizations?: { [key: string]: { [key: string]: string } };

  /** Language of the template's own texts. Default: `en`. */
  defaultLanguage?: string;

  /** Settings for Google Wallet only. */
  google?: GoogleTemplate;

  /**
   * Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning; keys that the API has are
   * rejected.
   */
  extra?: { [key: string]: unknown };
}

/** A new webhook. */
export interface CreateWebhookRequest {
  /** Signing secret, 16 to 256 bytes. After `whsec_` it is base64; any other text is used as UTF-8. Default: one is generated. */
  secret?: string;

  /** URL that receives the events; https. */
  url: string;

  /** Events to send: names such as `pass.created`, a group (`pass.*`), or all (`*`). */
  events: string[];

  /** A note for your team, at most 500 characters. */
  description?: string;

  /** Only events of these templates (`tpl_...`), at most 100. Empty: all templates. */
  templateIds?: string[];

  /** Headers to send with every delivery, at most 20. They are stored encrypted and never shown again. */
  headers?: { [key: string]: string };

  /** Version of the payload: `v1`. */
  payloadVersion?: string;

  /** Maximum deliveries per second, 1 to 1,000. 0: no limit. */
  maxPerSecond?: number;

  /** Maximum concurrent deliveries, 1 to 64. Default: 8. */
  maxConcurrency?: number;

  /**
   * What it gets of the changes that a batch makes: `each` event (the default), or `summary`: the event `batch.completed` at its end, to
   * which the webhook must be subscribed, and none for each pass.
   */
  batchEvents?: WebhookBatchEvents;

  /** Whether deliveries are also signed with Ed25519; the webhook shows the public key. Default: false. */
  ed25519?: boolean;
}

/** An invitation with its link. */
export interface CreatedInvitation {
  /** The invitation's id. */
  id: string;

  /** Whom it is for. */
  email: string;

  /** The role that the person gets. */
  role: string;

  /** The person, key or client that invited. */
  invitedBy: string;

  /** When it was made. */
  createdAt: string;

  /** Until when its link works. */
  expiresAt: string;

  /** The link, for the person alone: it works once and is shown only in this response. */
  url: string;

  /** Whether the link was sent to the person: sent, failed, or off where the deployment sends no mail. */
  mail: string;
}

/** Values of `dataDetectorTypes`. */
export type DataDetectorType = "PKDataDetectorTypePhoneNumber" | "PKDataDetectorTypeLink" | "PKDataDetectorTypeAddress" | "PKDataDetectorTypeCalendarEvent";

/** Values of `dateStyle` and `timeStyle`. iOS ignores any other, also these without their prefix. */
export type DateTimeStyle = "PKDateStyleNone" | "PKDateStyleShort" | "PKDateStyleMedium" | "PKDateStyleLong" | "PKDateStyleFull";

/** Counts of one day. */
export interface DayCounts {
  /** The day, in UTC. */
  date: string;

  /** Views of the form. */
  formViews: number;

  /** Passes issued by the form. */
  formIssues: number;

  /** Views of a pass's page; bots and link previews are not counted. */
  views: number;

  /** Downloads for Apple Wallet. */
  appleDownloads: number;

  /** Redirects to Google Wallet. */
  googleDownloads: number;

  /** Passes added to a device or a Google account. */
  installs: number;

  /** Passes removed from a device or a Google account. */
  removals: number;
}

/** A message that needs an operator. */
export interface DeadLetterItem {
  /** Whose it is. */
  service: string;

  /** The message's id. */
  id: string;

  /** The queue that holds it, or outbox for an event that could not be published. */
  place: string;

  /** The event's type. */
  type: string;

  /** Why it is there. */
  reason: string;
}

/** The dead letters of all services. */
export interface DeadLetters {
  /** The first hundred of each service. */
  data: DeadLetterItem[];

  /** How many there are; of a queue at most a thousand are counted. */
  total: number;

  /** Services that did not respond, whose dead letters are not in the list. */
  missing: string[];
}

/** The delivery of one event to one webhook. */
export interface Delivery {
  /** `whk_...` */
  webhookId: string;

  /** `evt_...`, the `webhook-id` of every attempt. */
  eventId: string;

  /** For example `pass.created`. */
  eventType: string;

  /** `pending`, `delivered` or `failed`. */
  status: string;

  /** What triggered it: `event`, `resend`, `recover`, `replay` or `test`. */
  trigger: string;

  /** Number of attempts so far. */
  attempts: number;

  /** When the next attempt is due; absent when none is scheduled or one is in progress. */
  nextAttemptAt?: string;

  /** HTTP status of the last response. */
  lastStatusCode?: number;

  /** Class of the last error. */
  lastError?: string;

  /** When it was created. */
  createdAt: string;

  /** When your endpoint accepted it. */
  deliveredAt?: string;
}

/** A delivery with its payload and all its attempts. */
export interface DeliveryDetail {
  /**
   * The payload that every attempt sends; absent when the event has been deleted, 30 days after it happened. Links to passes are left out
   * for a credential that may not read passes.
   */
  payload?: Event;

  /** The attempts, latest first. */
  attemptLog: Attempt[];

  /** `whk_...` */
  webhookId: string;

  /** `evt_...`, the `webhook-id` of every attempt. */
  eventId: string;

  /** For example `pass.created`. */
  eventType: string;

  /** `pending`, `delivered` or `failed`. */
  status: string;

  /** What triggered it: `event`, `resend`, `recover`, `replay` or `test`. */
  trigger: string;

  /** Number of attempts so far. */
  attempts: number;

  /** When the next attempt is due; absent when none is scheduled or one is in progress. */
  nextAttemptAt?: string;

  /** HTTP status of the last response. */
  lastStatusCode?: number;

  /** Class of the last error. */
  lastError?: string;

  /** When it was created. */
  createdAt: string;

  /** When your endpoint accepted it. */
  deliveredAt?: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface DeliveryPage {
  /** The items of this page. */
  data: Delivery[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** A message that Wallet on a device reported about your passes. */
export interface DeviceLog {
  /** The message as Wallet reported it. */
  message: string;

  /** When it was received. */
  receivedAt: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface DeviceLogPage {
  /** The items of this page. */
  data: DeviceLog[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** Something that happened to a pass. */
export interface DiagnosisEvent {
  /** When. */
  at: string;

  /** Stable code of the kind. */
  kind: string;

  /** Whether it went well. */
  severity: DiagnosisSeverity;

  /** What happened, in one sentence. */
  message: string;

  /** The names, numbers and times (ISO 8601) in the message, for a sentence of one's own. Which there are depends on the kind. */
  values?: { [key: string]: string };
}

/** What was found on a pass. */
export interface DiagnosisFinding {
  /** Stable code to branch on. */
  code: string;

  /** How much it matters. */
  severity: DiagnosisSeverity;

  /** What is the case, in one sentence. */
  message: string;

  /** What to do, in one sentence; empty when there is nothing to do. */
  advice: string;

  /** The names, numbers and times (ISO 8601) in the message, for a sentence of one's own. Which there are depends on the code. */
  values?: { [key: string]: string };
}

export type DiagnosisSeverity = "ok" | "info" | "warning" | "error" | (string & {});

/** A text of a drawn side. */
export interface DrawnField {
  /** The field's key; absent for a text that is no field. */
  key?: string;

  /** The label in the phone's language. */
  label?: string;

  /** The value, formatted for the phone's language. */
  value: string;
}

/** A drawn side of a pass. */
export interface DrawnSurface {
  /** Which side. */
  surface: TemplatePreviewSurface;

  /** Points. */
  width: number;

  /** Points. */
  height: number;

  /** The drawing as an SVG file, with its images in it. */
  svg: string;

  /** The texts that it shows, in their order. */
  fields: DrawnField[];
}

/** An erasure of the data of passes' holders. */
export interface Erasure {
  /** `ers_...` */
  id: string;

  /** `pending`, `running`, or `completed` when nothing is left in any service. */
  status: ErasureStatus;

  /** How many passes. */
  passes: number;

  /** The passes, `pas_...`. They no longer exist for the API. */
  passIds: string[];

  /** How many of what was erased, by service. */
  erased: { [key: string]: { [key: string]: number } };

  /** When it was requested. */
  requestedAt: string;

  /** When the passes were void and empty; devices and Google Wallet are notified from then on. */
  emptiedAt?: string;

  /** When every service had erased what it held. */
  completedAt?: string;
}

/** Passes by their template and age; deleted passes, too. At least one member is required. */
export interface ErasureFilter {
  /** Only passes of this template, `tpl_...`. */
  templateId?: string;

  /** Only passes in this state: `active`, `voided` or `expired`. */
  status?: string;

  /** Only passes created before this time. */
  createdBefore?: string;
}

/** A holder, as a field of the passes names one. */
export interface ErasureHolder {
  /** The field's key, for example `memberId`. */
  field?: string;

  /** Its value, exactly as in the pass. */
  value?: string;
}

/** The signed receipt of an erasure. */
export interface ErasureReceipt {
  /** The erasure. */
  id: string;

  /**
   * A JWT with the claims `sub` (the erasure), `organizationId`, `passIds`, `erased`, `kept`, `requestedAt`, `emptiedAt` and
   * `completedAt`.
   */
  receipt: string;
}

export type ErasureStatus = "pending" | "running" | "completed" | (string & {});

/** An event, as webhooks receive it. */
export interface Event {
  /** Id of the event, the same in every delivery. Use it to handle the event once. */
  id: string;

  /** For example `pass.created`. */
  type: string;

  /** When it happened. */
  timestamp: string;

  /** The organization that the event belongs to. */
  organizationId: string;

  /** The object as the API returns it. */
  data: AnyJson;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface EventPage {
  /** The items of this page. */
  data: Event[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** A type of event. */
export interface EventType {
  /** The name. */
  type: string;

  /** When the event is sent. */
  description: string;

  /** JSON Schema (2020-12) of the payload. */
  schema: AnyJson;

  /** An example payload. */
  example: AnyJson;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface EventTypePage {
  /** The items of this page. */
  data: EventType[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** An export of the organization. */
export interface Export {
  /** The export's id. */
  id: string;

  /** ready, or expired when it can no longer be downloaded. */
  status: string;

  /** Whether passes come with their signed files. */
  signedPasses: boolean;

  /** The person, key or client that requested it. */
  requestedBy: string;

  /** When it was requested. Nothing that was created later is in it. */
  createdAt: string;

  /** Until when it can be downloaded. */
  expiresAt: string;

  /** How many downloads have begun. */
  downloads: number;

  /** When the last of them began. */
  downloadedAt?: string;

  /** Where it is downloaded, with a credential that has exports:read. */
  downloadUrl: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface ExportPage {
  /** The items of this page. */
  data: Export[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** A private key that stays in a hardware security module or a key management service. */
export interface ExternalKeyRequest {
  /** The external signer's name, as your operator has configured it for your organization. */
  name: string;

  /**
   * The key there. PKCS#11: its label, or `id:` and its id in hexadecimal. AWS KMS: its id, ARN, or alias such as `alias/passes`. It must
   * be RSA and allowed to sign.
   */
  key: string;
}

/** A button below a poster generic pass (iOS 27); Apple writes its text by its type. At most 2. */
export interface FeaturedAction {
  /** Identifier, unique within the pass. */
  identifier?: string;

  /** What the button does. */
  type?: FeaturedActionType;

  /** What it opens: an https address, or a tel: address for `call`. Not for `place`. */
  url?: string;

  /** The Apple Maps place that `place` opens. */
  placeIdentifier?: string;
}

/** Values of `type`. */
export type FeaturedActionType = "viewSchedule" | "watchTrailer" | "listenToMusic" | "call" | "place" | "addToBalance" | "order" | "shop" | "membershipBenefits" | "bookAppointment" | "bookCar" | "bookFlight" | "bookStay" | "viewOffersRewards";

/** A field's value in one pass. */
export interface FieldValue {
  /** Replaces the template's label. */
  label?: string;

  /** The value. */
  value: PassValue;
}

/** A finding of the validation. */
export interface Finding {
  /** Whether it makes the pass invalid. */
  severity: FindingSeverity;

  /** JSON pointer (RFC 6901) into the template or pass of the request. */
  pointer: string;

  /** Stable code to branch on. */
  code: string;

  /** What to do. */
  message: string;

  /** The names and numbers in the message, for a sentence of one's own. Which there are depends on the code. */
  values?: { [key: string]: string };
}

export type FindingSeverity = "error" | "warning" | (string & {});

export type GoogleGenericType = "seasonPass" | "utilityBills" | "parkingPass" | "voucher" | "gymMembership" | "libraryMembership" | "reservations" | "autoInsurance" | "homeInsurance" | "entryTicket" | "receipt" | "loyaltyCard" | "other";

export type GooglePassType = "generic" | "eventTicket" | "flight" | "loyalty" | "offer" | "giftCard" | "transit";

/** Messages to Google Wallet. */
export interface GooglePushCounts {
  /** Passes whose holders are to be notified. */
  pushed: number;

  /** Messages that Google accepted and notifies holders of. */
  accepted: number;

  /** Messages that Google rejected. */
  rejected: number;

  /**
   * Messages that Google accepted without notifying the holder: it notifies a holder at most three times per day. They are included in the
   * total `accepted`.
   */
  silent: number;
}

/** Settings of a template for Google Wallet only. */
export interface GoogleTemplate {
  /** Google's pass type. Default: derived from the pass type and the transit type. */
  type?: GooglePassType;

  /** What a generic pass is for: Google Wallet groups and presents it by this. Only for type `generic`. */
  genericType?: GoogleGenericType;

  /** Public https URL of the logo: PNG, square, at least 660 pixels. Google fetches it. */
  logoUrl?: string;

  /** Public https URL of a wide logo: 1280 by 400 pixels. */
  wideLogoUrl?: string;

  /** Public https URL of the hero image: 1032 by 336 pixels. */
  heroImageUrl?: string;

  /** Public https URL to which Google reports saves and deletions. */
  callbackUrl?: string;

  /** Google members merged over the generated class; checked against Google's field lists. */
  class?: AnyJson;

  /** Google members merged over each generated object; checked against Google's field lists. */
  object?: AnyJson;
}

/** An image of a template. */
export interface ImageUpload {
  /** Apple's file name without `.png`, for example `icon`, `icon@2x`, `logo@3x` or `strip`. */
  name?: string;

  /** Language of a localized image, such as `fr`; absent for all languages. */
  language?: string;

  /** The PNG file in base64, or as a data URL. */
  content?: string;
}

/** One invalid value of a request. */
export interface InvalidValue {
  /** JSON pointer (RFC 6901) to the value in the request body, for example `/fields/tier/value`; `?limit` for a query parameter. */
  pointer: string;

  /** Stable code to branch on, for example `required`. */
  code: string;

  /** What is wrong and what to do. */
  detail: string;

  /** The names and numbers in the detail, for a sentence of one's own. Which there are depends on the code. */
  values?: { [key: string]: string };
}

/** An invitation that waits for its person. */
export interface Invitation {
  /** The invitation's id. */
  id: string;

  /** Whom it is for. */
  email: string;

  /** The role that the person gets. */
  role: string;

  /** The person, key or client that invited. */
  invitedBy: string;

  /** When it was made. */
  createdAt: string;

  /** Until when its link works. */
  expiresAt: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface InvitationPage {
  /** The items of this page. */
  data: Invitation[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

export type KeyLocation = "stored" | "pkcs11" | "awsKms" | "workloadIdentityFederation" | (string & {});

/** A person in an organization. */
export interface Member {
  /** The person's id. */
  id: string;

  /** The person's e-mail address. */
  email: string;

  /** The person's name; empty until they give one. */
  name: string;

  /** What they may do: owner, admin, developer, marketing, scanner or viewer. */
  role: string;

  /** Whether they sign in with a password and an authenticator app. */
  hasPassword: boolean;

  /** How many passkeys they have. */
  passkeys: number;

  /** When they signed in last. */
  lastSignInAt?: string;

  /** Since when they are a member. */
  createdAt: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface MemberPage {
  /** The items of this page. */
  data: Member[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** The back field that shows messages to holders: Apple Wallet can show a text only as the change of a field. */
export interface MessageField {
  /** The field's key. A field of the layout with this key is used in its position. */
  key?: string;

  /** The label above the message. */
  label?: string;

  /** The value before the first message. */
  value?: string;
}

/** Values of `numberStyle`. */
export type NumberStyle = "PKNumberStyleDecimal" | "PKNumberStylePercent" | "PKNumberStyleScientific" | "PKNumberStyleSpellOut";

/** An OAuth client without its secret. */
export interface OAuthClient {
  /** The client's id, which is its `client_id`. */
  id: string;

  /** What it is for. */
  name: string;

  /** live or test. */
  environment: string;

  /** What its tokens may have. */
  scopes: string[];

  /** active or revoked. */
  status: string;

  /** How many secrets work: two during a rotation. */
  liveSecrets: number;

  /** When it was created. */
  createdAt: string;

  /** When it was revoked. */
  revokedAt?: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface OAuthClientPage {
  /** The items of this page. */
  data: OAuthClient[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** An OAuth client with its secret. */
export interface OAuthClientSecret {
  /** The client's id, which is its `client_id`. */
  id: string;

  /** What it is for. */
  name: string;

  /** The secret. It is shown only in this response: only its hash is stored. */
  clientSecret: string;

  /** What its tokens may have. */
  scopes: string[];

  /** After a rotation: until when the previous secret works. */
  previousExpiresAt?: string;
}

/** The state of the deployment. */
export interface OperationStatus {
  /** The worst of the programs: ok, warning or critical. */
  level: string;

  /** When the programs were asked. */
  checkedAt: string;

  /** Each replica of each program, the gateway that responds first. */
  programs: ProgramReport[];
}

/** An organization: the owner of templates, passes and credentials. */
export interface Organization {
  /** The organization's id. */
  id: string;

  /** The display name. */
  name: string;

  /** Whether its credentials work. */
  status: string;

  /** The rate limits of its credentials. */
  limits: RateLimit[];

  /** When it was created. */
  createdAt: string;

  /** Since when its credentials do not work. */
  suspendedAt?: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface OrganizationPage {
  /** The items of this page. */
  data: Organization[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** A pass. */
export interface Pass {
  /** `pas_...` */
  id: string;

  /** `tpl_...` */
  templateId: string;

  /** Template version that the pass uses. */
  templateVersion: number;

  /** Your own number for the pass, unique within the pass type identifier. */
  serialNumber: string;

  /** Current state of the pass. */
  status: PassStatus;

  /** 1 when issued, incremented with each change. */
  version: number;

  /** Link to the signed pass for Apple Wallet. Anyone who has it can download the pass: send it to the holder only. */
  downloadUrl: string;

  /**
   * Link that adds the pass to Google Wallet. Null while the organization has no Google issuer; a pass issued before that gets the link
   * with its next change.
   */
  googleSaveUrl: null | string;

  /**
   * Hosted page with the pass and the right wallet button for the visitor's device. Anyone who has the link can add the pass, within the
   * template's `passFlow` settings.
   */
  passFlowUrl: string;

  /** Number of devices that have the pass now. */
  installs: number;

  /** When it was issued. */
  createdAt: string;

  /** When it last changed. */
  updatedAt: string;

  /** Findings that do not make the pass invalid. */
  warnings: Finding[];

  /** Values by field key. A key that is not in the template's layout is shown in the next free position of the pass style. */
  fields?: { [key: string]: FieldValue };

  /** The barcode format; defaults to the template's. */
  barcodeFormat?: BarcodeFormat;

  /** The content of the barcode. */
  barcodeMessage?: string;

  /** Text under the barcode. */
  barcodeAltText?: string;

  /** When the pass is relevant; Wallet suggests it around this time. */
  relevantDate?: string;

  /** When the pass expires. */
  expirationDate?: string;

  /** Intervals in which the pass is relevant, for example the days of an event. */
  relevantDates?: RelevantDate[];

  /** Places where the pass is relevant, at most 10; defaults to the template's. */
  locations?: PassLocation[];

  /** Bluetooth beacons near which the pass is relevant, at most 10; defaults to the template's. */
  beacons?: PassBeacon[];

  /** Background color, `#rrggbb`; defaults to the template's. */
  backgroundColor?: string;

  /** Color of the values, `#rrggbb`; defaults to the template's. */
  foregroundColor?: string;

  /** Color of the labels, `#rrggbb`; defaults to the template's. */
  labelColor?: string;

  /** Text beside the logo; defaults to the template's. */
  logoText?: string;

  /** Machine-readable facts about this pass; they override the template's. */
  semantics?: SemanticTags;

  /** Upcoming events of this pass. */
  upcomingPassInformation?: UpcomingPassInformationEntry[];

  /** The NFC payload, at most 64 bytes; the template must have `nfc`. */
  nfcMessage?: string;

  /** Groups passes in Wallet; boarding passes and event tickets only. */
  groupingIdentifier?: string;

  /**
   * Images of this pass alone, such as a member's photo: by Apple's name (`thumbnail`, `strip`, `logo@2x` ...) the id of an image that was
   * uploaded with `POST /images`. Each stands in the place of all of the template's images of that name.
   */
  images?: { [key: string]: string };

  /** Any JSON for your own app, which can read it from the pass. */
  userInfo?: AnyJson;

  /** Values for Google Wallet without an equivalent above. */
  google?: AnyJson;
}

/** A Bluetooth beacon near which the pass is relevant. */
export interface PassBeacon {
  /** The beacon's proximity UUID. */
  proximityUUID?: string;

  /** 0 to 65535. */
  major?: number;

  /** 0 to 65535. */
  minor?: number;

  /** Shown on the lock screen when the beacon is near. */
  relevantText?: string;
}

/** What is the matter with a pass. */
export interface PassDiagnosis {
  /** `pas_...` */
  passId: string;

  /** When it was examined. */
  checkedAt: string;

  /** The finding that matters most. */
  verdict: DiagnosisFinding;

  /** Everything that was found, the most important first; the verdict is the first of them. */
  findings: DiagnosisFinding[];

  /** What happened to the pass, oldest first. */
  timeline: DiagnosisEvent[];

  /** Whether the state of pushes is known; false while the service that sends them does not respond. */
  isComplete: boolean;
}

/** A field of a layout; the names are those of Apple's PassFieldContent. */
export interface PassField {
  /** The field's key, unique within the pass. A pass refers to the field by this key. */
  key?: string;

  /** The default label. */
  label?: string;

  /** The default value. */
  value?: PassValue;

  /** The value with HTML links (`a` elements); shown instead of the value, except on Apple Watch. */
  attributedValue?: string;

  /**
   * The alert when the value changes. Must contain `%@`, which is replaced by the new value. A change that a device fetches together with
   * a push message is not shown on the lock screen.
   */
  changeMessage?: string;

  /** ISO 4217 code; the value is then an amount. */
  currencyCode?: string;

  /** What iOS detects in a back field's value: any of these. An empty list turns detection off. */
  dataDetectorTypes?: DataDetectorType[];

  /** How the date is shown. */
  dateStyle?: DateTimeStyle;

  /** How the time is shown. */
  timeStyle?: DateTimeStyle;

  /** Shows the time as written rather than in the device's time zone. */
  ignoresTimeZone?: boolean;

  /** Shows the date relative to now ("tomorrow"). */
  isRelative?: boolean;

  /** How the number is shown. */
  numberStyle?: NumberStyle;

  /** Alignment; not for primary and back fields. */
  textAlignment?: TextAlignment;

  /** The auxiliary row of an event ticket: 0 or 1. */
  row?: number;

  /** Machine-readable meaning of the field. */
  semantics?: SemanticTags;
}

/**
 * How hosted pages distribute passes. It is published and versioned with the template; the page of a pass uses the pass's template
 * version.
 */
export interface PassFlow {
  /** Whether passes have a hosted page. Default: true. */
  enabled?: boolean;

  /**
   * How long the page and its downloads work after the pass was issued, as an ISO 8601 duration such as `P30D` or `PT12H`. Default:
   * forever.
   */
  expiresAfter?: string;

  /** Only the first visitor can add the pass; a forwarded link does not work. Link previews and other machines do not use up the link. */
  singleUse?: boolean;

  /** Form on the template's own page. A visitor who fills it in gets a pass. Without it there is no such page. */
  form?: PassFlowForm;
}

/** An input of a form. */
export interface PassFlowField {
  /** Key of the pass's field that gets the input. */
  key?: string;

  /** The label of the input, in the template's default language; `localizations` translates it. */
  label?: string;

  /** The type of input. Default: `text`. */
  type?: PassFlowFieldType;

  /** Whether the input is required. Default: false. */
  required?: boolean;

  /** Maximum length of the input, 1 to 500 characters. Default: 100. */
  maxLength?: number;

  /** The options of a `select`, 1 to 100. */
  options?: string[];
}

export type PassFlowFieldType = "text" | "email" | "phone" | "date" | "select";

/** A form that issues a pass. */
export interface PassFlowForm {
  /** The heading. Default: the organization's name. */
  title?: string;

  /** The inputs, 1 to 20. */
  fields?: PassFlowField[];

  /** Maximum passes per IP address and hour, 1 to 1000. Default: 10. */
  limitPerAddressPerHour?: number;
}

/**
 * Which fields a pass shows and where. The template defines each field's key, label and format; the pass has the values. A field with
 * neither a value in the pass nor a default value in the template is omitted.
 */
export interface PassLayout {
  /** Shown at the top, even when passes are stacked. At most 3 (1 in a poster generic pass). */
  headerFields?: PassField[];

  /** The most important fields: 1; 2 in a boarding pass (origin and destination); 4 in a poster generic pass. */
  primaryFields?: PassField[];

  /** Shown below the primary fields. At most 4. */
  secondaryFields?: PassField[];

  /** Shown below the secondary fields (above them in a boarding pass). At most 4; 5 in a boarding pass. */
  auxiliaryFields?: PassField[];

  /** Shown on the back, as many as needed. */
  backFields?: PassField[];

  /** Shown below an event ticket (iOS 18) or poster generic pass (iOS 27). */
  additionalInfoFields?: PassField[];

  /** Shown at the foot of a poster generic pass (iOS 27). At most 2. */
  footerFields?: PassField[];
}

/** Links below a poster event ticket (iOS 18) or a semantic boarding pass (iOS 26), with Apple's names. */
export interface PassLinks {
  /** Poster event tickets: accessibility information. */
  accessibilityURL?: string;

  /** Poster event tickets: add-ons for the event. */
  addOnURL?: string;

  /** Poster event tickets: the venue's bag policy. */
  bagPolicyURL?: string;

  /** Poster event tickets: the venue's email address. */
  contactVenueEmail?: string;

  /** Poster event tickets: the venue's phone number. */
  contactVenuePhoneNumber?: string;

  /** Poster event tickets: the venue's site. */
  contactVenueWebsite?: string;

  /** Poster event tickets: how to get there. */
  directionsInformationURL?: string;

  /** Poster event tickets: merchandise. */
  merchandiseURL?: string;

  /** Poster event tickets: food. */
  orderFoodURL?: string;

  /** Poster event tickets: about parking. */
  parkingInformationURL?: string;

  /** Poster event tickets: buy parking. */
  purchaseParkingURL?: string;

  /** Poster event tickets: sell the ticket. */
  sellURL?: string;

  /** Poster event tickets: transfer the ticket. */
  transferURL?: string;

  /** Poster event tickets: how to get there by public transport. */
  transitInformationURL?: string;

  /** Semantic boarding passes: change the seat. */
  changeSeatURL?: string;

  /** Semantic boarding passes: entertainment on board. */
  entertainmentURL?: string;

  /** Semantic boarding passes: manage the booking. */
  managementURL?: string;

  /** Semantic boarding passes: buy more baggage. */
  purchaseAdditionalBaggageURL?: string;

  /** Semantic boarding passes: buy access to a lounge. */
  purchaseLoungeAccessURL?: string;

  /** Semantic boarding passes: buy Wi-Fi on board. */
  purchaseWifiURL?: string;

  /** Semantic boarding passes: register a service animal. */
  registerServiceAnimalURL?: string;

  /** Semantic boarding passes: report a lost bag. */
  reportLostBagURL?: string;

  /** Semantic boarding passes: request a wheelchair. */
  requestWheelchairURL?: string;

  /** Semantic boarding passes: track the bags. */
  trackBagsURL?: string;

  /** Semantic boarding passes: the carrier's email address. */
  transitProviderEmail?: string;

  /** Semantic boarding passes: the carrier's phone number. */
  transitProviderPhoneNumber?: string;

  /** Semantic boarding passes: the carrier's site. */
  transitProviderWebsiteURL?: string;

  /** Semantic boarding passes: upgrade. */
  upgradeURL?: string;
}

/** A place where the pass is relevant. A pass has at most 10. */
export interface PassLocation {
  /** Degrees, -90 to 90. */
  latitude: number;

  /** Degrees, -180 to 180. */
  longitude: number;

  /** Meters. */
  altitude?: number;

  /** Shown on the lock screen when the device is near. */
  relevantText?: string;
}

/** What the pass sends to an NFC reader. Requires a certificate with Apple's NFC entitlement; otherwise iOS ignores it. */
export interface PassNfc {
  /** The payload, at most 64 bytes in UTF-8. A pass's `nfcMessage` overrides it. */
  message?: string;

  /** The reader's public key: Base64 of an X.509 SubjectPublicKeyInfo on curve P-256. */
  encryptionPublicKey?: string;

  /** Requires the holder to authenticate each time. */
  requiresAuthentication?: boolean;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface PassPage {
  /** The items of this page. */
  data: Pass[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/**
 * Asks the holder to sign up for a rewards program when adding the pass. Requires an image named `personalizationLogo`, `nfc` and the pass
 * type `storeCard`; otherwise iOS ignores it.
 */
export interface PassPersonalization {
  /** What the holder signs up for. */
  description?: string;

  /** The data that the holder enters. */
  requiredPersonalizationFields?: PersonalizationField[];

  /** The terms, with links as HTML. */
  termsAndConditions?: string;
}

/** Statistics of one pass. */
export interface PassStats {
  /** `pas_...` */
  passId: string;

  /** Source tag of the last tagged download. */
  source: null | string;

  /** Views of a pass's page; bots and link previews are not counted. */
  views: number;

  /** Downloads for Apple Wallet. */
  appleDownloads: number;

  /** Redirects to Google Wallet. */
  googleDownloads: number;

  /** Passes added to a device or a Google account. */
  installs: number;

  /** Passes removed from a device or a Google account. */
  removals: number;
}

export type PassStatus = "active" | "voided" | "expired" | "deleted" | (string & {});

export type PassType = "boardingPass" | "coupon" | "eventTicket" | "generic" | "storeCard";

export type PassValue = string | number;

/** A passkey of the person. */
export interface PasskeyItem {
  /** The credential's id, in base64url. */
  id: string;

  /** The name that the person gave it. */
  name: string;

  /** Whether it is on several devices of the person, as reported by their platform. */
  isBackedUp: boolean;

  /** When it was made. */
  createdAt: string;
}

/** All passkeys of the person. */
export interface PasskeyList {
  /** The passkeys, newest first. */
  data: PasskeyItem[];
}

/** The data that a holder entered to sign up. */
export interface Personalization {
  /** The data as Wallet sent it: name, email address, phone number, postal code. */
  info: AnyJson;

  /** When it was received. */
  personalizedAt: string;
}

/** Values of `requiredPersonalizationFields`. */
export type PersonalizationField = "PKPassPersonalizationFieldName" | "PKPassPersonalizationFieldPostalCode" | "PKPassPersonalizationFieldEmailAddress" | "PKPassPersonalizationFieldPhoneNumber";

/** A link that anyone who has it can use until it expires. */
export interface PortalLink {
  /** URL of the page. The part after # is the permission; browsers do not send it to any server. */
  url: string;

  /** When the link expires. */
  expiresAt: string;
}

/** Appearance of the page. */
export interface PortalTheme {
  /** Title of the page, at most 60 characters. */
  title?: string;

  /** Color of buttons and links, `#rrggbb`. */
  accentColor?: string;

  /** Background color, `#rrggbb`. */
  backgroundColor?: string;

  /** Text color, `#rrggbb`. */
  textColor?: string;
}

/** What to draw, and with which values. */
export interface PreviewTemplateRequest {
  /** The side to draw. Default: all as JSON, otherwise `apple-front`. */
  surface?: TemplatePreviewSurface;

  /** The phone. Default: `iphone`, for Google Wallet `pixel`. */
  device?: TemplatePreviewDevice;

  /** The appearance of the phone: of the details in Apple Wallet and of the page. Default: `light`. */
  theme?: PreviewTheme;

  /** The language of the phone, such as `de` or `pt-BR`. Default: the template's. */
  locale?: string;

  /** Pixels in a point of a PNG, 1 to 3. Default: 2. */
  scale?: number;

  /** A published version. Default: the saved design. */
  version?: number;

  /** A design that is not saved, in place of the saved one. Without `images` it has those of the saved design. */
  template?: TemplateContent;

  /** Values by field key, as in a pass. Fields without one get a sample, if neither this nor `barcodeMessage` is given. */
  fields?: { [key: string]: FieldValue };

  /** The barcode's format. Default: the template's. */
  barcodeFormat?: BarcodeFormat;

  /** The barcode's content. */
  barcodeMessage?: string;

  /** The text below the barcode. */
  barcodeAltText?: string;

  /** Images of the pass, such as its holder's photo, as PNG files: each stands in the place of the template's images of that name. */
  images?: ImageUpload[];
}

export type PreviewTheme = "light" | "dark";

/** The body of every error. */
export interface Problem {
  /** Link to the explanation of the error code. */
  type: string;

  /** Name of the HTTP status. */
  title: string;

  /** The HTTP status. */
  status: number;

  /** What happened and what to do next. */
  detail: string;

  /** Name of the HTTP status; same as `title`. */
  error: string;

  /** What happened and what to do next; same as `detail`. */
  message: string;

  /** Stable code to branch on. */
  code: string;

  /** Id of this request. Include it when you ask for help. */
  requestId: string;

  /** With the code `duplicate_serial_number`: the id of the pass that has the serial number. */
  existingPassId?: string;

  /** All invalid values of the request. */
  errors?: InvalidValue[];
}

/** An error that a program logged. */
export interface ProgramError {
  /** When. */
  time: string;

  /** The message of the log line. */
  message: string;
}

/** Something that needs an operator. */
export interface ProgramFinding {
  /** warning or critical. */
  level: string;

  /** What was found. */
  what: string;

  /** What to do. */
  advice: string;
}

/** A number of a program. */
export interface ProgramNumber {
  /** Its instrument, as in telemetry. */
  name: string;

  /** Of which queue; empty when there is only one. */
  label: string;

  /** The number. */
  value: number;

  /** Its unit in UCUM's notation. */
  unit: string;
}

/** What a replica of a program reports. */
export interface ProgramReport {
  /** The program. */
  program: string;

  /** Its version; empty when it does not respond. */
  version: string;

  /** The host and port at which it was asked. */
  replica: string;

  /** ok; warning when something needs an operator; critical when it does not serve. */
  level: string;

  /** What needs an operator, the worst first. */
  findings: ProgramFinding[];

  /** Its numbers, such as the age of its outbox. */
  numbers: ProgramNumber[];

  /** The last errors that it logged, at most ten. */
  errors: ProgramError[];
}

/** Results of a push notification. The counts grow while it is being sent and are final once it has completed. */
export interface PushCounts {
  /** Passes that it targets. */
  targeted: number;

  /** Passes of the target that get no message: they do not exist in your organization, are void or deleted, or are excluded by the filter. */
  notFound: number;

  /** Messages sent: one per device that has a pass, and one per pass in Google Wallet. */
  pushed: number;

  /** Messages that Apple or Google accepted. */
  accepted: number;

  /** Messages that Apple or Google rejected, or did not accept within 24 hours. */
  rejected: number;

  /** Passes that are on no device. They have the message, and show it once they are added. */
  withoutDevice: number;

  /** Counts for Apple devices. */
  apple: ApplePushCounts;

  /** Counts for Google Wallet. */
  google: GooglePushCounts;
}

/** Restricts the target. Void and deleted passes are always excluded. */
export interface PushFilter {
  /** `active` or `expired`. Default: both. */
  status?: "active" | "expired";

  /** Only the pass with this serial number. */
  serialNumber?: string;

  /** Only passes created at or after this time. */
  createdAfter?: string;

  /** Only passes created before this time. */
  createdBefore?: string;
}

/** A push notification. */
export interface PushNotification {
  /** `ntf_...` */
  id: string;

  /** The current state. */
  status: PushNotificationStatus;

  /** Why it failed: `unknown_passes` (none of the given passes can get it), `unknown_template` or `unknown_bundle`. */
  reason?: string;

  /** The passes that it targets. */
  target: PushTarget;

  /** Restriction of the target. */
  filter?: PushFilter;

  /** The title, with its placeholders. */
  title: string;

  /** The text, with its placeholders. */
  message: string;

  /** Language of `title` and `message`, if given. */
  language?: string;

  /** Translations, by language tag. */
  localized?: { [key: string]: PushText };

  /** When it is sent; absent when it was sent immediately. */
  sendAt?: string;

  /** Percentage of passes that have been processed; 100 only when it has completed. */
  progress: number;

  /** Current counts. */
  counts: PushCounts;

  /** When it was accepted. */
  createdAt: string;

  /** When sending started. */
  startedAt?: string;

  /** When processing ended. */
  completedAt?: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface PushNotificationPage {
  /** The items of this page. */
  data: PushNotification[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

export type PushNotificationStatus = "scheduled" | "sending" | "completed" | "cancelled" | "failed" | (string & {});

/** The passes that a push notification targets: exactly one of the members. */
export interface PushTarget {
  /** 1 to 1,000 passes, `pas_...`. Passes that your organization does not have are counted in `notFound`. */
  passIds?: string[];

  /** All passes of a template, `tpl_...`. */
  templateId?: string;

  /** All passes of a bundle, `bnd_...`. */
  bundleId?: string;

  /** All passes of your organization. */
  all?: boolean;
}

/** A title and a message in one language. */
export interface PushText {
  /** The title, at most 100 characters, with placeholders as in `message`. */
  title: string;

  /**
   * The text, at most 1,000 characters. `{memberName}` is replaced by the value of the pass's field with that key, or by nothing if the
   * pass has no such field. Write `{{` and `}}` for braces.
   */
  message: string;
}

/** A certificate that Apple made from a certificate request of yours. */
export interface PutCertificateRequest {
  /** The certificate, in PEM or the .cer file in base64. */
  certificate: string;

  /**
   * Intermediate certificates in PEM. Apple WWDR G4, which issues Pass Type ID certificates, is known; send a newer one, with Apple's
   * root.
   */
  intermediates?: string | null;
}

/** The rate limits of one class of operations, as token buckets. */
export interface RateLimit {
  /** The class; see the guide on limits. */
  class: string;

  /** Requests per second of one credential. */
  keyRate?: number;

  /** Requests at once of one credential. */
  keyBurst?: number;

  /** Requests per second of all credentials together. */
  organizationRate?: number;

  /** Requests at once of all credentials together. */
  organizationBurst?: number;
}

/** A time (`date`) or an interval (`startDate` to `endDate`) in which the pass is relevant; ISO 8601 with offset. */
export interface RelevantDate {
  /** The time. */
  date?: string;

  /** Start of the interval. */
  startDate?: string;

  /** End of the interval. */
  endDate?: string;
}

/** An image that the device fetches. */
export interface RemoteImage {
  /** One entry per scale. */
  URLs?: RemoteImageUrl[];

  /** Uses the ticket's own image of the same kind. */
  reuseExisting?: boolean;
}

/** The image at one scale. */
export interface RemoteImageUrl {
  /** SHA-256 of the file, in hexadecimal. */
  SHA256?: string;

  /** An https URL. */
  URL?: string;

  /** 1, 2 or 3. */
  scale?: number;

  /** Bytes, at most 2 MB. */
  size?: number;
}

/** What a certificate request is for. */
export interface RequestAppleCertificateRequest {
  /**
   * The pass type identifier that you make the certificate for at Apple, such as `pass.com.example.loyalty`. If it has a certificate here,
   * the request renews it. Default: the identifier is taken from the certificate.
   */
  passTypeIdentifier?: string;
}

/** The requests of a day. */
export interface RequestDay {
  /** The day. */
  day: string;

  /** How many. */
  requests: number;
}

/** How many requests the organization sent, by days in UTC. Accurate to about a minute. */
export interface RequestUsage {
  /** Today. */
  today: number;

  /** In the last 30 days, with today. */
  last30Days: number;

  /** Each day that had requests, newest first. */
  days: RequestDay[];
}

/** What to send again. */
export interface ResendDeadLettersRequest {
  /** Whose: template, pass, webhook-dispatch or notification. Default: all services'. */
  service?: string;

  /** The message. Default: all. */
  id?: string;
}

/** What was sent again. */
export interface ResentDeadLetters {
  /** How many messages. */
  resent: number;

  /** Services that did not respond. */
  missing: string[];
}

/** For how many days the organization keeps what is not needed any more. */
export interface Retention {
  /** A deleted pass is emptied after so many days; its serial number stays taken. */
  deletedPassDays: number;

  /** Ended batches with their results. */
  batchResultDays: number;

  /** Events with their payloads. */
  eventDays: number;

  /** Deliveries of webhooks with their attempts. */
  deliveryDays: number;

  /** The least that you can set. */
  minimum: RetentionDays;

  /** What the deployment keeps, and the most that you can set. */
  maximum: RetentionDays;

  /** When you changed it last; absent when you never did. */
  updatedAt?: string;
}

/** Days for which something is kept. */
export interface RetentionDays {
  /** A deleted pass is emptied after so many days; its serial number stays taken. */
  deletedPassDays: number;

  /** Ended batches with their results. */
  batchResultDays: number;

  /** Events with their payloads. */
  eventDays: number;

  /** Deliveries of webhooks with their attempts. */
  deliveryDays: number;
}

/** How to rotate. */
export interface RotateCredentialRequest {
  /** For how many hours the present secret goes on working, 0 to 720. Default: 24. */
  overlapHours?: number;
}

/** A new signing secret. */
export interface RotateSecretRequest {
  /** The new secret, as for creation. Default: one is generated. */
  secret?: string;

  /** How long the previous secrets keep signing beside it, 0 to 168 hours. Default: 24. Use 0 after a leak. */
  overlapHours?: number;
}

/** The new secret, shown only once. */
export interface RotatedSecret {
  /** The webhook. */
  id: string;

  /** The new signing secret. */
  secret: string;

  /** When the previous secrets stop signing. */
  previousExpiresAt: string;

  /** Public Ed25519 keys that are in use, newest first; rotation replaces them, too. */
  publicKeys: string[];
}

/** AirPlay devices that the holder may use. */
export interface SemanticAirPlay {
  /** The group's token. */
  airPlayDeviceGroupToken: string;
}

/** An amount of money. */
export interface SemanticCurrencyAmount {
  /** The amount, as a decimal string. */
  amount: string;

  /** ISO 4217 code. */
  currencyCode: string;
}

/** Start of an event, with its time zone and whether it is announced. */
export interface SemanticEventDate {
  /** ISO 8601 with offset. */
  date?: string;

  /** Shows the day without the time. */
  ignoreTimeComponents?: boolean;

  /** IANA time zone. */
  timeZone?: string;

  /** Not yet announced. */
  unannounced?: boolean;

  /** Not yet determined. */
  undetermined?: boolean;
}

/** Values of `eventType`. */
export type SemanticEventType = "PKEventTypeGeneric" | "PKEventTypeLivePerformance" | "PKEventTypeMovie" | "PKEventTypeSports" | "PKEventTypeConference" | "PKEventTypeConvention" | "PKEventTypeWorkshop" | "PKEventTypeSocialGathering";

/** Values of `passengerInformationSsrs`, by IATA. */
export type SemanticInformationCode = "INFT";

/** A place. */
export interface SemanticLocation {
  /** Degrees, -90 to 90. */
  latitude: number;

  /** Degrees, -180 to 180. */
  longitude: number;
}

/** Values of `passengerCapabilities`. */
export type SemanticPassengerCapability = "PKPassengerCapabilityPreboarding" | "PKPassengerCapabilityPriorityBoarding" | "PKPassengerCapabilityCarryon" | "PKPassengerCapabilityPersonalItem" | "PKPassengerCapabilityLapInfant";

/** The parts of a person's name. */
export interface SemanticPersonName {
  /** Given name. */
  givenName?: string;

  /** Family name. */
  familyName?: string;

  /** Middle name. */
  middleName?: string;

  /** Prefix of the name, such as Dr. */
  namePrefix?: string;

  /** Suffix of the name, such as Jr. */
  nameSuffix?: string;

  /** Nickname. */
  nickname?: string;

  /** Phonetic spelling. */
  phoneticRepresentation?: string;
}

/** A seat. */
export interface SemanticSeat {
  /** The section. */
  seatSection?: string;

  /** The row. */
  seatRow?: string;

  /** The seat's number. */
  seatNumber?: string;

  /** The seat's identifier. */
  seatIdentifier?: string;

  /** The seat's type. */
  seatType?: string;

  /** Description of the seat. */
  seatDescription?: string;

  /** The aisle. */
  seatAisle?: string;

  /** The level. */
  seatLevel?: string;

  /** The section's color: `#rrggbb`, written as `rgb(r, g, b)`. */
  seatSectionColor?: string;
}

/** Values of the security program tags. */
export type SemanticSecurityProgram = "PKTransitSecurityProgramTSAPreCheck" | "PKTransitSecurityProgramTSAPreCheckTouchlessID" | "PKTransitSecurityProgramOSS" | "PKTransitSecurityProgramITI" | "PKTransitSecurityProgramITD" | "PKTransitSecurityProgramGlobalEntry" | "PKTransitSecurityProgramCLEAR";

/** Values of `passengerServiceSsrs`, by IATA. */
export type SemanticServiceCode = "PETC" | "SVAN" | "UMNR" | "WCBD" | "WCBW" | "WCHC" | "WCHR" | "WCHS" | "WCLB" | "WCMP" | "WCOB";

/**
 * Apple's semantic tags: machine-readable facts about a pass or a field. iOS uses them for suggestions and to draw poster event tickets
 * and semantic boarding passes. The names are Apple's. Dates are ISO 8601 with offset.
 */
export interface SemanticTags {
  /** The admission level, such as general admission. */
  admissionLevel?: string;

  /** Abbreviation of the admission level. */
  admissionLevelAbbreviation?: string;

  /** Other attributes of the ticket. */
  additionalTicketAttributes?: string;

  /** Apple Music identifiers of albums. */
  albumIDs?: string[];

  /** Apple Music identifiers of artists. */
  artistIDs?: string[];

  /** Apple Music identifiers of playlists. */
  playlistIDs?: string[];

  /** AirPlay devices that the holder may use. */
  airplay?: SemanticAirPlay[];

  /** Name of the attendee. */
  attendeeName?: string;

  /** How to get to the entrance. */
  entranceDescription?: string;

  /** When the event ends; ISO 8601 with offset. */
  eventEndDate?: string;

  /** A message for the Live Activity. */
  eventLiveMessage?: string;

  /** The event's name. */
  eventName?: string;

  /** When the event begins; ISO 8601 with offset. */
  eventStartDate?: string;

  /** When the event begins, with what is known of it. */
  eventStartDateInfo?: SemanticEventDate;

  /** The type of event. */
  eventType?: SemanticEventType;

  /** The performance's genre. */
  genre?: string;

  /** Performers, in descending order of importance. */
  performerNames?: string[];

  /** The seats. */
  seats?: SemanticSeat[];

  /** Asks the device to be silent during the event. */
  silenceRequested?: boolean;

  /** Whether tailgating is allowed. */
  tailgatingAllowed?: boolean;

  /** How long the event or journey lasts, in seconds. */
  duration?: number;

  /** When the box office opens. */
  venueBoxOfficeOpenDate?: string;

  /** When the venue closes. */
  venueCloseDate?: string;

  /** When the doors open. */
  venueDoorsOpenDate?: string;

  /** The entrance. */
  venueEntrance?: string;

  /** The door. */
  venueEntranceDoor?: string;

  /** The gate. */
  venueEntranceGate?: string;

  /** The portal. */
  venueEntrancePortal?: string;

  /** When the fan zone opens. */
  venueFanZoneOpenDate?: string;

  /** When the gates open. */
  venueGatesOpenDate?: string;

  /** Where the venue is. */
  venueLocation?: SemanticLocation;

  /** The venue's name. */
  venueName?: string;

  /** When the venue opens. */
  venueOpenDate?: string;

  /** When the parking lots open. */
  venueParkingLotsOpenDate?: string;

  /** The venue's phone number. */
  venuePhoneNumber?: string;

  /** The venue's Apple Maps place identifier. */
  venuePlaceID?: string;

  /** The venue's city or region. */
  venueRegionName?: string;

  /** The room in the venue. */
  venueRoom?: string;

  /** IATA code of the airline. */
  airlineCode?: string;

  /** Airline code and flight number together. */
  flightCode?: string;

  /** The flight's number without the airline's code. */
  flightNumber?: number;

  /** IATA code of the airport of departure. */
  departureAirportCode?: string;

  /** The airport of departure. */
  departureAirportName?: string;

  /** The gate of departure. */
  departureGate?: string;

  /** The terminal of departure. */
  departureTerminal?: string;

  /** Security programs at departure. */
  departureLocationSecurityPrograms?: SemanticSecurityProgram[];

  /** The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to pass.json. */
  departureAirportSecurityPrograms?: SemanticSecurityProgram[];

  /** IATA code of the airport of arrival. */
  destinationAirportCode?: string;

  /** The airport of arrival. */
  destinationAirportName?: string;

  /** The gate of arrival. */
  destinationGate?: string;

  /** The terminal of arrival. */
  destinationTerminal?: string;

  /** Security programs at arrival. */
  destinationLocationSecurityPrograms?: SemanticSecurityProgram[];

  /** The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to pass.json. */
  destinationAirportSecurityPrograms?: SemanticSecurityProgram[];

  /** Whether the travel documents have been verified. */
  internationalDocumentsAreVerified?: boolean;

  /** Name of the declaration that confirms it. */
  internationalDocumentsVerifiedDeclarationName?: string;

  /** Apple Maps place identifiers of lounges. */
  loungePlaceIDs?: string[];

  /** The frequent-flyer or rewards program. */
  membershipProgramName?: string;

  /** The member's number. */
  membershipProgramNumber?: string;

  /** The member's status. */
  membershipProgramStatus?: string;

  /** The airline's own special service requests. */
  passengerAirlineSSRs?: string[];

  /** Capabilities of the passenger. */
  passengerCapabilities?: SemanticPassengerCapability[];

  /** Security programs that the passenger may use. */
  passengerEligibleSecurityPrograms?: SemanticSecurityProgram[];

  /** Information codes. */
  passengerInformationSSRs?: SemanticInformationCode[];

  /** Service codes. */
  passengerServiceSSRs?: SemanticServiceCode[];

  /** The boarding group. */
  boardingGroup?: string;

  /** Position in the boarding order. */
  boardingSequenceNumber?: string;

  /** The boarding zone. */
  boardingZone?: string;

  /** The train's car. */
  carNumber?: string;

  /** The confirmation number. */
  confirmationNumber?: string;

  /** Current arrival time; ISO 8601 with offset. */
  currentArrivalDate?: string;

  /** Current boarding time. */
  currentBoardingDate?: string;

  /** Current departure time. */
  currentDepartureDate?: string;

  /** Scheduled arrival time. */
  originalArrivalDate?: string;

  /** Scheduled boarding time. */
  originalBoardingDate?: string;

  /** Scheduled departure time. */
  originalDepartureDate?: string;

  /** The city of departure. */
  departureCityName?: string;

  /** Place of departure. */
  departureLocation?: SemanticLocation;

  /** Description of the place of departure. */
  departureLocationDescription?: string;

  /** IANA time zone of departure. */
  departureLocationTimeZone?: string;

  /** The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to pass.json. */
  departureAirportTimeZone?: string;

  /** The platform of departure. */
  departurePlatform?: string;

  /** The station of departure. */
  departureStationName?: string;

  /** The city of arrival. */
  destinationCityName?: string;

  /** Place of arrival. */
  destinationLocation?: SemanticLocation;

  /** Description of the place of arrival. */
  destinationLocationDescription?: string;

  /** IANA time zone of arrival. */
  destinationLocationTimeZone?: string;

  /** The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to pass.json. */
  destinationAirportTimeZone?: string;

  /** The platform of arrival. */
  destinationPlatform?: string;

  /** The station of arrival. */
  destinationStationName?: string;

  /** Name of the passenger. */
  passengerName?: SemanticPersonName;

  /** The passenger's priority status. */
  priorityStatus?: string;

  /** The type of security screening. */
  securityScreening?: string;

  /** The fare class. */
  ticketFareClass?: string;

  /** The transit company. */
  transitProvider?: string;

  /** Status of the journey, such as on time or delayed. */
  transitStatus?: string;

  /** Reason for the status. */
  transitStatusReason?: string;

  /** The vehicle's name, such as a boat's. */
  vehicleName?: string;

  /** The vehicle's number, such as a train's. */
  vehicleNumber?: string;

  /** The vehicle's type. */
  vehicleType?: string;

  /** Abbreviation of the away team. */
  awayTeamAbbreviation?: string;

  /** Home location of the away team. */
  awayTeamLocation?: string;

  /** The away team. */
  awayTeamName?: string;

  /** Abbreviation of the home team. */
  homeTeamAbbreviation?: string;

  /** Home location of the home team. */
  homeTeamLocation?: string;

  /** The home team. */
  homeTeamName?: string;

  /** Abbreviation of the league. */
  leagueAbbreviation?: string;

  /** The league. */
  leagueName?: string;

  /** The sport. */
  sportName?: string;

  /** The balance left. */
  balance?: SemanticCurrencyAmount;

  /** Price of the pass. */
  totalPrice?: SemanticCurrencyAmount;

  /** Wi-Fi networks that the holder may use. */
  wifiAccess?: SemanticWifiNetwork[];
}

/** A Wi-Fi network. */
export interface SemanticWifiNetwork {
  /** The network's name. */
  ssid: string;

  /** The network's password. */
  password: string;
}

/** The time range of the events to send. */
export interface SendAgainRequest {
  /** Start of the time range, at most 30 days ago. */
  since: string;

  /** End of the time range. Default: now. */
  until?: string;

  /** Whether to only count the deliveries. Default: false. */
  dryRun?: boolean;

  /**
   * Whether deliveries that have failed and wait for their next attempt are sent now, too; they keep their schedule. Only in recover.
   * Default: false.
   */
  includePending?: boolean;
}

/** Result of the request. */
export interface SendAgainResult {
  /** Matching deliveries. */
  matching: number;

  /** Deliveries scheduled by this request, at most 10,000; repeat the request for the rest. 0 in a dry run. */
  scheduled: number;
}

/** A message to the holders of passes. */
export interface SendPushNotificationRequest {
  /** The passes that it targets. */
  target: PushTarget;

  /** Restricts the target. */
  filter?: PushFilter;

  /** The title, at most 100 characters, with placeholders as in `message`. */
  title: string;

  /**
   * The text, at most 1,000 characters. `{memberName}` is replaced by the value of the pass's field with that key, or by nothing if the
   * pass has no such field. Write `{{` and `}}` for braces.
   */
  message: string;

  /** Language of `title` and `message`, as a language tag. Default: the default language of each pass's template. */
  language?: string;

  /** Translations, by language tag (`fr`, `pt-BR`). Holders see the one for their device's language. */
  localized?: { [key: string]: PushText };

  /** When to send it, at most one year ahead. Default: immediately. */
  sendAt?: string;
}

/** A test event. */
export interface SendTestEventRequest {
  /** The event type to send. Default: the first that the webhook subscribes to. */
  type?: string;
}

/** A browser in which the person is signed in. */
export interface SessionItem {
  /** The session's id. */
  id: string;

  /** How the person signed in: link, invitation, password, passkey or oidc. */
  method: string;

  /** From which address. */
  address: string;

  /** The browser, as it names itself. */
  userAgent: string;

  /** Whether it is the session of this access token. */
  isCurrent: boolean;

  /** When the person signed in. */
  createdAt: string;

  /** When it was used last, accurate to some minutes. */
  lastUsedAt: string;

  /** When it ends at the latest. */
  expiresAt: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface SessionItemPage {
  /** The items of this page. */
  data: SessionItem[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** Counts of one source tag. */
export interface SourceCounts {
  /** The tag; null for visitors without one. `other` combines the tags beyond the first 100 of a day. */
  source: null | string;

  /** Views of the form. */
  formViews: number;

  /** Passes issued by the form. */
  formIssues: number;

  /** Views of a pass's page; bots and link previews are not counted. */
  views: number;

  /** Downloads for Apple Wallet. */
  appleDownloads: number;

  /** Redirects to Google Wallet. */
  googleDownloads: number;

  /** Passes added to a device or a Google account. */
  installs: number;

  /** Passes removed from a device or a Google account. */
  removals: number;
}

/** A batch of operations on passes. */
export interface StartBatchRequest {
  /** `create`, `update`, `void`, `delete` or `notify`, for items without their own `operation`. */
  operation?: "create" | "update" | "void" | "delete" | "notify";

  /** The template of items that create a pass and do not name one, `tpl_...`. */
  templateId?: string;

  /** Validate every item and change nothing. Default: false. */
  dryRun?: boolean;

  /**
   * 1 to 10,000 items. Each is the body of the single operation, may have its own `operation`, and refers to its pass by `id` or
   * `serialNumber` unless it creates one. Send more as NDJSON or CSV.
   */
  items: BatchItemRequest[];
}

/** Whose data to erase. Give exactly one of `passIds`, `serialNumbers`, `filter` and `holder`. */
export interface StartErasureRequest {
  /** 1 to 1,000 passes. */
  passIds?: string[];

  /** 1 to 1,000 serial numbers, in every pass type of your organization. */
  serialNumbers?: string[];

  /** All passes that the filter matches, at most 10,000. */
  filter?: ErasureFilter;

  /** All passes of one holder, found by the value of a field, at most 10,000. */
  holder?: ErasureHolder;
}

/** Values of `preferredStyleSchemes`, in order of preference; the older style comes last. */
export type StyleScheme = "posterEventTicket" | "eventTicket" | "semanticBoardingPass" | "boardingPass";

/** A template with its last saved design. */
export interface Template {
  /** `tpl_...` */
  id: string;

  /** Your own name for it; not shown to holders. */
  name: string;

  /** Whether passes can be issued from it. */
  status: TemplateStatus;

  /** The last published version, from which passes are issued; 0 if none is published. */
  version: number;

  /** Whether this design has changes that are not published. */
  unpublishedChanges: boolean;

  /** The images by name and hash. */
  images: TemplateImage[];

  /**
   * Hosted page with the form of `passFlow`; a visitor who submits it gets a pass. The URL never changes and works once the form is
   * published. Null without a form.
   */
  passFlowUrl: null | string;

  /** When it was created. */
  createdAt: string;

  /** When it last changed. */
  updatedAt: string;

  /** Findings that do not make the template invalid. */
  warnings: Finding[];

  /** What the pass is, for VoiceOver and search. */
  description: string;

  /** The style. */
  passType?: PassType;

  /** Who issues the pass; shown with notifications. */
  organizationName: string;

  /** The Apple developer team. Must equal the certificate's. */
  teamIdentifier: string;

  /** The Pass Type ID. Must equal the certificate's. */
  passTypeIdentifier: string;

  /** Background color, as `#rrggbb` or `#rgb`. */
  backgroundColor?: string;

  /** Color of the values, as `#rrggbb` or `#rgb`. */
  foregroundColor?: string;

  /** Color of the labels, as `#rrggbb` or `#rgb`. */
  labelColor?: string;

  /** Color of the strip, as `#rrggbb` or `#rgb`. Not documented by Apple. */
  stripColor?: string;

  /** Color of the footer of a poster event ticket, as `#rrggbb` or `#rgb`. */
  footerBackgroundColor?: string;

  /** Text beside the logo. Not in poster event tickets. */
  logoText?: string;

  /** Text in place of the logo in poster event tickets (iOS 18.1). */
  eventLogoText?: string;

  /** Which fields are shown where. Default: all fields in the default positions. */
  layout?: PassLayout;

  /** The means of transport of a boarding pass. */
  transitType?: TransitType;

  /** Settings of the barcodes. */
  barcode?: TemplateBarcode;

  /** The NFC payload and its key. */
  nfc?: PassNfc;

  /** Where passes are relevant, at most 10. A pass may override them. */
  locations?: PassLocation[];

  /** Beacons near which passes are relevant. A pass may override them. */
  beacons?: PassBeacon[];

  /** Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it is smaller. */
  maxDistance?: number;

  /** When passes are relevant. A pass may override it. */
  relevantDates?: RelevantDate[];

  /** Machine-readable facts. A pass's own tags override these. */
  semantics?: SemanticTags;

  /** Newer designs to prefer. */
  preferredStyleSchemes?: StyleScheme[];

  /** The fields of the poster generic design (iOS 27), beside the older style that `passType` names. */
  posterGeneric?: PassLayout;

  /** Buttons of a poster generic pass (iOS 27). At most 2. */
  featuredActions?: FeaturedAction[];

  /** Upcoming events of a poster event ticket (iOS 26). A pass may override them. */
  upcomingPassInformation?: UpcomingPassInformationEntry[];

  /** Links of poster event tickets and semantic boarding passes. */
  urls?: PassLinks;

  /** Sign-up for a rewards program when the pass is added. */
  personalization?: PassPersonalization;

  /** Removes the shine effect from the strip image; Apple's default is true. */
  suppressStripShine?: boolean;

  /** Prevents the header of a poster event ticket from being darkened. */
  suppressHeaderDarkening?: boolean;

  /** Derives the colors of a poster event ticket from its artwork. */
  useAutomaticColors?: boolean;

  /** Hides the option to share the pass. */
  sharingProhibited?: boolean;

  /** Groups boarding passes or event tickets in Wallet. A pass may override it. */
  groupingIdentifier?: string;

  /** The URL passed to the app; requires `associatedStoreIdentifiers`. */
  appLaunchURL?: string;

  /** App Store identifiers of your apps. */
  associatedStoreIdentifiers?: number[];

  /** App Store identifiers of apps to suggest with a poster event ticket. */
  auxiliaryStoreIdentifiers?: number[];

  /** Any JSON for your own app. A pass may override it. */
  userInfo?: AnyJson;

  /** The field that shows the latest message to holders. */
  messageField?: MessageField;

  /** How hosted pages distribute passes. */
  passFlow?: PassFlow;

  /**
   * Translations by language (`en`, `zh-Hans`), then by the text in the pass. A text without a translation in a language is shown
   * unchanged in that language.
   */
  localizations?: { [key: string]: { [key: string]: string } };

  /** Language of the template's own texts. Default: `en`. */
  defaultLanguage?: string;

  /** Settings for Google Wallet only. */
  google?: GoogleTemplate;

  /**
   * Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning; keys that the API has are
   * rejected.
   */
  extra?: { [key: string]: unknown };
}

/** Barcode settings shared by the passes of a template. */
export interface TemplateBarcode {
  /** The default format. */
  format?: BarcodeFormat;

  /** The default text below the barcode. */
  altText?: string;

  /**
   * What devices before iOS 27 show instead of Code 39, Codabar, EAN-13 and Interleaved 2 of 5: `qr`, `pdf417`, `aztec` or `code128`.
   * Default: `qr`.
   */
  fallbackFormat?: BarcodeFormat;

  /** IANA name of the message's encoding. Default: iso-8859-1 if it can express the message, otherwise utf-8. */
  messageEncoding?: string;
}

/** An issuer's input for a template: its name, its design and its images. */
export interface TemplateContent {
  /** Your own name for it, 1 to 100 characters; not shown to holders. */
  name?: string;

  /** PNG images. Without any, an icon and a logo are generated from the colors and the organization's name, so that the passes are valid. */
  images?: ImageUpload[];

  /** What the pass is, for VoiceOver and search. */
  description?: string;

  /** The style. */
  passType?: PassType;

  /** Who issues the pass; shown with notifications. */
  organizationName?: string;

  /** The Apple developer team. Must equal the certificate's. */
  teamIdentifier?: string;

  /** The Pass Type ID. Must equal the certificate's. */
  passTypeIdentifier?: string;

  /** Background color, as `#rrggbb` or `#rgb`. */
  backgroundColor?: string;

  /** Color of the values, as `#rrggbb` or `#rgb`. */
  foregroundColor?: string;

  /** Color of the labels, as `#rrggbb` or `#rgb`. */
  labelColor?: string;

  /** Color of the strip, as `#rrggbb` or `#rgb`. Not documented by Apple. */
  stripColor?: string;

  /** Color of the footer of a poster event ticket, as `#rrggbb` or `#rgb`. */
  footerBackgroundColor?: string;

  /** Text beside the logo. Not in poster event tickets. */
  logoText?: string;

  /** Text in place of the logo in poster event tickets (iOS 18.1). */
  eventLogoText?: string;

  /** Which fields are shown where. Default: all fields in the default positions. */
  layout?: PassLayout;

  /** The means of transport of a boarding pass. */
  transitType?: TransitType;

  /** Settings of the barcodes. */
  barcode?: TemplateBarcode;

  /** The NFC payload and its key. */
  nfc?: PassNfc;

  /** Where passes are relevant, at most 10. A pass may override them. */
  locations?: PassLocation[];

  /** Beacons near which passes are relevant. A pass may override them. */
  beacons?: PassBeacon[];

  /** Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it is smaller. */
  maxDistance?: number;

  /** When passes are relevant. A pass may override it. */
  relevantDates?: RelevantDate[];

  /** Machine-readable facts. A pass's own tags override these. */
  semantics?: SemanticTags;

  /** Newer designs to prefer. */
  preferredStyleSchemes?: StyleScheme[];

  /** The fields of the poster generic design (iOS 27), beside the older style that `passType` names. */
  posterGeneric?: PassLayout;

  /** Buttons of a poster generic pass (iOS 27). At most 2. */
  featuredActions?: FeaturedAction[];

  /** Upcoming events of a poster event ticket (iOS 26). A pass may override them. */
  upcomingPassInformation?: UpcomingPassInformationEntry[];

  /** Links of poster event tickets and semantic boarding passes. */
  urls?: PassLinks;

  /** Sign-up for a rewards program when the pass is added. */
  personalization?: PassPersonalization;

  /** Removes the shine effect from the strip image; Apple's default is true. */
  suppressStripShine?: boolean;

  /** Prevents the header of a poster event ticket from being darkened. */
  suppressHeaderDarkening?: boolean;

  /** Derives the colors of a poster event ticket from its artwork. */
  useAutomaticColors?: boolean;

  /** Hides the option to share the pass. */
  sharingProhibited?: boolean;

  /** Groups boarding passes or event tickets in Wallet. A pass may override it. */
  groupingIdentifier?: string;

  /** The URL passed to the app; requires `associatedStoreIdentifiers`. */
  appLaunchURL?: string;

  /** App Store identifiers of your apps. */
  associatedStoreIdentifiers?: number[];

  /** App Store identifiers of apps to suggest with a poster event ticket. */
  auxiliaryStoreIdentifiers?: number[];

  /** Any JSON for your own app. A pass may override it. */
  userInfo?: AnyJson;

  /** The field that shows the latest message to holders. */
  messageField?: MessageField;

  /** How hosted pages distribute passes. */
  passFlow?: PassFlow;

  /**
   * Translations by language (`en`, `zh-Hans`), then by the text in the pass. A text without a translation in a language is shown
   * unchanged in that language.
   */
  localizations?: { [key: string]: { [key: string]: string } };

  /** Language of the template's own texts. Default: `en`. */
  defaultLanguage?: string;

  /** Settings for Google Wallet only. */
  google?: GoogleTemplate;

  /**
   * Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning; keys that the API has are
   * rejected.
   */
  extra?: { [key: string]: unknown };
}

/** Counts of a template's passes and its form. */
export interface TemplateCounts {
  /** Views of the form. */
  formViews: number;

  /** Passes issued by the form. */
  formIssues: number;

  /** Views of a pass's page; bots and link previews are not counted. */
  views: number;

  /** Downloads for Apple Wallet. */
  appleDownloads: number;

  /** Redirects to Google Wallet. */
  googleDownloads: number;

  /** Passes added to a device or a Google account. */
  installs: number;

  /** Passes removed from a device or a Google account. */
  removals: number;
}

/** An image of a template. */
export interface TemplateImage {
  /** Apple's file name without extension, for example `logo@2x`. */
  name: string;

  /** Language of a localized image; null for all languages. */
  language?: string;

  /** SHA-256 of the PNG in lower-case hexadecimal. */
  sha256: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface TemplatePage {
  /** The items of this page. */
  data: Template[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** A template as the wallets show it. */
export interface TemplatePreview {
  /** The drawn sides. */
  surfaces: DrawnSurface[];

  /**
   * What the wallets would reject, scale, cut or ignore, and what people could not read. Pointers go into the template, or into the
   * request's `fields`.
   */
  findings: Finding[];
}

export type TemplatePreviewDevice = "iphoneSe" | "iphone" | "iphoneMax" | "pixel" | "smallAndroid";

export type TemplatePreviewSurface = "apple-front" | "apple-back" | "google";

/** How many passes follow a template's design, and how far the last publication has come. */
export interface TemplateRollout {
  /** `tpl_...` */
  templateId: string;

  /** The published version that passes are moved to; 0 if none is published. */
  version: number;

  /** Passes that change when the template is published: all that are not void. */
  passes: number;

  /** Of these, passes that still show an older version. 0 when the last publication has reached all. */
  outdated: number;
}

/** Statistics of a template in a range of days. */
export interface TemplateStats {
  /** `tpl_...` */
  templateId: string;

  /** The first day. */
  from: string;

  /** The last day. */
  to: string;

  /** Counts of the whole range. */
  totals: TemplateCounts;

  /** Counts per day; days without activity are omitted. */
  days: DayCounts[];

  /** Counts per source tag, most views first. */
  sources: SourceCounts[];
}

export type TemplateStatus = "draft" | "published";

/** A published version of a template. */
export interface TemplateVersion {
  /** `tpl_...` */
  templateId: string;

  /** Starts at 1. */
  version: number;

  /** The images by name and hash. */
  images: TemplateImage[];

  /** When it was published. */
  publishedAt: string;

  /** Findings at the time of publication that did not make the template invalid. */
  warnings: Finding[];

  /** What the pass is, for VoiceOver and search. */
  description: string;

  /** The style. */
  passType?: PassType;

  /** Who issues the pass; shown with notifications. */
  organizationName: string;

  /** The Apple developer team. Must equal the certificate's. */
  teamIdentifier: string;

  /** The Pass Type ID. Must equal the certificate's. */
  passTypeIdentifier: string;

  /** Background color, as `#rrggbb` or `#rgb`. */
  backgroundColor?: string;

  /** Color of the values, as `#rrggbb` or `#rgb`. */
  foregroundColor?: string;

  /** Color of the labels, as `#rrggbb` or `#rgb`. */
  labelColor?: string;

  /** Color of the strip, as `#rrggbb` or `#rgb`. Not documented by Apple. */
  stripColor?: string;

  /** Color of the footer of a poster event ticket, as `#rrggbb` or `#rgb`. */
  footerBackgroundColor?: string;

  /** Text beside the logo. Not in poster event tickets. */
  logoText?: string;

  /** Text in place of the logo in poster event tickets (iOS 18.1). */
  eventLogoText?: string;

  /** Which fields are shown where. Default: all fields in the default positions. */
  layout?: PassLayout;

  /** The means of transport of a boarding pass. */
  transitType?: TransitType;

  /** Settings of the barcodes. */
  barcode?: TemplateBarcode;

  /** The NFC payload and its key. */
  nfc?: PassNfc;

  /** Where passes are relevant, at most 10. A pass may override them. */
  locations?: PassLocation[];

  /** Beacons near which passes are relevant. A pass may override them. */
  beacons?: PassBeacon[];

  /** Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it is smaller. */
  maxDistance?: number;

  /** When passes are relevant. A pass may override it. */
  relevantDates?: RelevantDate[];

  /** Machine-readable facts. A pass's own tags override these. */
  semantics?: SemanticTags;

  /** Newer designs to prefer. */
  preferredStyleSchemes?: StyleScheme[];

  /** The fields of the poster generic design (iOS 27), beside the older style that `passType` names. */
  posterGeneric?: PassLayout;

  /** Buttons of a poster generic pass (iOS 27). At most 2. */
  featuredActions?: FeaturedAction[];

  /** Upcoming events of a poster event ticket (iOS 26). A pass may override them. */
  upcomingPassInformation?: UpcomingPassInformationEntry[];

  /** Links of poster event tickets and semantic boarding passes. */
  urls?: PassLinks;

  /** Sign-up for a rewards program when the pass is added. */
  personalization?: PassPersonalization;

  /** Removes the shine effect from the strip image; Apple's default is true. */
  suppressStripShine?: boolean;

  /** Prevents the header of a poster event ticket from being darkened. */
  suppressHeaderDarkening?: boolean;

  /** Derives the colors of a poster event ticket from its artwork. */
  useAutomaticColors?: boolean;

  /** Hides the option to share the pass. */
  sharingProhibited?: boolean;

  /** Groups boarding passes or event tickets in Wallet. A pass may override it. */
  groupingIdentifier?: string;

  /** The URL passed to the app; requires `associatedStoreIdentifiers`. */
  appLaunchURL?: string;

  /** App Store identifiers of your apps. */
  associatedStoreIdentifiers?: number[];

  /** App Store identifiers of apps to suggest with a poster event ticket. */
  auxiliaryStoreIdentifiers?: number[];

  /** Any JSON for your own app. A pass may override it. */
  userInfo?: AnyJson;

  /** The field that shows the latest message to holders. */
  messageField?: MessageField;

  /** How hosted pages distribute passes. */
  passFlow?: PassFlow;

  /**
   * Translations by language (`en`, `zh-Hans`), then by the text in the pass. A text without a translation in a language is shown
   * unchanged in that language.
   */
  localizations?: { [key: string]: { [key: string]: string } };

  /** Language of the template's own texts. Default: `en`. */
  defaultLanguage?: string;

  /** Settings for Google Wallet only. */
  google?: GoogleTemplate;

  /**
   * Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning; keys that the API has are
   * rejected.
   */
  extra?: { [key: string]: unknown };
}

/** One page of a list, with an opaque cursor to the next page. */
export interface TemplateVersionPage {
  /** The items of this page. */
  data: TemplateVersion[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** A pass of the saved design, for a look at it on a phone. */
export interface TestPass {
  /** Its serial number, which begins with `TEST-`. */
  serialNumber: string;

  /** The signed `.pkpass` file, in base64. */
  pkpass: string;

  /** The link that saves it in Google Wallet; absent when no Google issuer is uploaded, or Google did not sign for it. */
  googleSaveUrl?: string;

  /** Whether a development certificate signed it: iPhones reject it then, and the simulated phone takes it. */
  developmentCertificate: boolean;
}

/** The values of a test pass. */
export interface TestPassRequest {
  /** Values by field key, as in a pass. Without any, fields get samples. */
  fields?: { [key: string]: FieldValue };

  /** The barcode's content. Default: a sample. */
  barcodeMessage?: string;

  /** The text below the barcode. */
  barcodeAltText?: string;
}

/** Values of `textAlignment`. */
export type TextAlignment = "PKTextAlignmentLeft" | "PKTextAlignmentCenter" | "PKTextAlignmentRight" | "PKTextAlignmentNatural";

/** Values of `transitType`, required of every boarding pass. */
export type TransitType = "PKTransitTypeAir" | "PKTransitTypeBoat" | "PKTransitTypeBus" | "PKTransitTypeGeneric" | "PKTransitTypeTrain";

/** Date of an upcoming event. */
export interface UpcomingDateInformation {
  /** ISO 8601 with offset. */
  date?: string;

  /** Shows the day without the time. */
  ignoreTimeComponents?: boolean;

  /** Whether the event lasts the whole day. */
  isAllDay?: boolean;

  /** Not yet announced. */
  isUnannounced?: boolean;

  /** Not yet determined. */
  isUndetermined?: boolean;

  /** IANA time zone. */
  timeZone?: string;
}

/** Images of an upcoming event. */
export interface UpcomingImages {
  /** Image at the top of the event's page. */
  headerImage?: RemoteImage;

  /** The map of the venue. */
  venueMap?: RemoteImage;
}

/** An upcoming event of a poster event ticket (iOS 26), for example a match of a season ticket. */
export interface UpcomingPassInformationEntry {
  /** Always `event`. */
  type?: string;

  /** Identifier, unique within the pass. */
  identifier?: string;

  /** The event's name. */
  name?: string;

  /** Whether this is the current event. */
  isActive?: boolean;

  /** Date of the event. Without it, Wallet shows that it is to be announced. */
  dateInformation?: UpcomingDateInformation;

  /** Machine-readable facts about the event. */
  semantics?: SemanticTags;

  /** Details on the back. */
  backFields?: PassField[];

  /** Details below the ticket. */
  additionalInfoFields?: PassField[];

  /** App Store identifiers of apps to suggest. */
  auxiliaryStoreIdentifiers?: number[];

  /** Links of this event. */
  URLs?: PassLinks;

  /** Images that the device fetches. */
  images?: UpcomingImages;
}

/** What a member may do from now on. */
export interface UpdateMemberRequest {
  /** owner, admin, developer, marketing, scanner or viewer. */
  role: string;
}

/** What changes. A member that is left out keeps its value. */
export interface UpdateOrganizationRequest {
  /** The display name. */
  name?: string | null;
}

/** What to change. `templateId` and `serialNumber` may be sent, but must be those of the pass. */
export interface UpdatePassRequest {
  /** Id of the template, `tpl_...`. */
  templateId?: string | null;

  /** Your own number for the pass, 1 to 200 characters: stable, and unique within the template's pass type identifier. */
  serialNumber?: string | null;

  /**
   * Deprecated; use `fields`.
   * @deprecated
   */
  customFields?: Patch<{ [key: string]: FieldValue }> | null;

  /** Values by field key. A key that is not in the template's layout is shown in the next free position of the pass style. */
  fields?: Patch<{ [key: string]: FieldValue }> | null;

  /** The barcode format; defaults to the template's. */
  barcodeFormat?: BarcodeFormat | null;

  /** The content of the barcode. */
  barcodeMessage?: string | null;

  /** Text under the barcode. */
  barcodeAltText?: string | null;

  /** When the pass is relevant; Wallet suggests it around this time. */
  relevantDate?: string | null;

  /** When the pass expires. */
  expirationDate?: string | null;

  /** Intervals in which the pass is relevant, for example the days of an event. */
  relevantDates?: RelevantDate[] | null;

  /** Places where the pass is relevant, at most 10; defaults to the template's. */
  locations?: PassLocation[] | null;

  /** Bluetooth beacons near which the pass is relevant, at most 10; defaults to the template's. */
  beacons?: PassBeacon[] | null;

  /** Background color, `#rrggbb`; defaults to the template's. */
  backgroundColor?: string | null;

  /** Color of the values, `#rrggbb`; defaults to the template's. */
  foregroundColor?: string | null;

  /** Color of the labels, `#rrggbb`; defaults to the template's. */
  labelColor?: string | null;

  /** Text beside the logo; defaults to the template's. */
  logoText?: string | null;

  /** Machine-readable facts about this pass; they override the template's. */
  semantics?: Patch<SemanticTags> | null;

  /** Upcoming events of this pass. */
  upcomingPassInformation?: UpcomingPassInformationEntry[] | null;

  /** The NFC payload, at most 64 bytes; the template must have `nfc`. */
  nfcMessage?: string | null;

  /** Groups passes in Wallet; boarding passes and event tickets only. */
  groupingIdentifier?: string | null;

  /**
   * Images of this pass alone, such as a member's photo: by Apple's name (`thumbnail`, `strip`, `logo@2x` ...) the id of an image that was
   * uploaded with `POST /images`. Each stands in the place of all of the template's images of that name.
   */
  images?: Patch<{ [key: string]: string }> | null;

  /** Any JSON for your own app, which can read it from the pass. */
  userInfo?: AnyJson;

  /** Values for Google Wallet without an equivalent above. */
  google?: AnyJson;
}

/** What to change; what is absent stays. */
export interface UpdateRetentionRequest {
  /** A deleted pass is emptied after so many days; its serial number stays taken. */
  deletedPassDays?: number | null;

  /** Ended batches with their results. */
  batchResultDays?: number | null;

  /** Events with their payloads. */
  eventDays?: number | null;

  /** Deliveries of webhooks with their attempts. */
  deliveryDays?: number | null;
}

/** What to change. Members that you omit keep their values. */
export interface UpdateTemplateRequest {
  /** Your own name for it, 1 to 100 characters; not shown to holders. */
  name?: string | null;

  /** PNG images. Without any, an icon and a logo are generated from the colors and the organization's name, so that the passes are valid. */
  images?: ImageUpload[] | null;

  /** What the pass is, for VoiceOver and search. */
  description?: string | null;

  /** The style. */
  passType?: PassType | null;

  /** Who issues the pass; shown with notifications. */
  organizationName?: string | null;

  /** The Apple developer team. Must equal the certificate's. */
  teamIdentifier?: string | null;

  /** The Pass Type ID. Must equal the certificate's. */
  passTypeIdentifier?: string | null;

  /** Background color, as `#rrggbb` or `#rgb`. */
  backgroundColor?: string | null;

  /** Color of the values, as `#rrggbb` or `#rgb`. */
  foregroundColor?: string | null;

  /** Color of the labels, as `#rrggbb` or `#rgb`. */
  labelColor?: string | null;

  /** Color of the strip, as `#rrggbb` or `#rgb`. Not documented by Apple. */
  stripColor?: string | null;

  /** Color of the footer of a poster event ticket, as `#rrggbb` or `#rgb`. */
  footerBackgroundColor?: string | null;

  /** Text beside the logo. Not in poster event tickets. */
  logoText?: string | null;

  /** Text in place of the logo in poster event tickets (iOS 18.1). */
  eventLogoText?: string | null;

  /** Which fields are shown where. Default: all fields in the default positions. */
  layout?: Patch<PassLayout> | null;

  /** The means of transport of a boarding pass. */
  transitType?: TransitType | null;

  /** Settings of the barcodes. */
  barcode?: Patch<TemplateBarcode> | null;

  /** The NFC payload and its key. */
  nfc?: Patch<PassNfc> | null;

  /** Where passes are relevant, at most 10. A pass may override them. */
  locations?: PassLocation[] | null;

  /** Beacons near which passes are relevant. A pass may override them. */
  beacons?: PassBeacon[] | null;

  /** Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it is smaller. */
  maxDistance?: number | null;

  /** When passes are relevant. A pass may override it. */
  relevantDates?: RelevantDate[] | null;

  /** Machine-readable facts. A pass's own tags override these. */
  semantics?: Patch<SemanticTags> | null;

  /** Newer designs to prefer. */
  preferredStyleSchemes?: StyleScheme[] | null;

  /** The fields of the poster generic design (iOS 27), beside the older style that `passType` names. */
  posterGeneric?: Patch<PassLayout> | null;

  /** Buttons of a poster generic pass (iOS 27). At most 2. */
  featuredActions?: FeaturedAction[] | null;

  /** Upcoming events of a poster event ticket (iOS 26). A pass may override them. */
  upcomingPassInformation?: UpcomingPassInformationEntry[] | null;

  /** Links of poster event tickets and semantic boarding passes. */
  urls?: Patch<PassLinks> | null;

  /** Sign-up for a rewards program when the pass is added. */
  personalization?: Patch<PassPersonalization> | null;

  /** Removes the shine effect from the strip image; Apple's default is true. */
  suppressStripShine?: boolean | null;

  /** Prevents the header of a poster event ticket from being darkened. */
  suppressHeaderDarkening?: boolean | null;

  /** Derives the colors of a poster event ticket from its artwork. */
  useAutomaticColors?: boolean | null;

  /** Hides the option to share the pass. */
  sharingProhibited?: boolean | null;

  /** Groups boarding passes or event tickets in Wallet. A pass may override it. */
  groupingIdentifier?: string | null;

  /** The URL passed to the app; requires `associatedStoreIdentifiers`. */
  appLaunchURL?: string | null;

  /** App Store identifiers of your apps. */
  associatedStoreIdentifiers?: number[] | null;

  /** App Store identifiers of apps to suggest with a poster event ticket. */
  auxiliaryStoreIdentifiers?: number[] | null;

  /** Any JSON for your own app. A pass may override it. */
  userInfo?: AnyJson;

  /** The field that shows the latest message to holders. */
  messageField?: Patch<MessageField> | null;

  /** How hosted pages distribute passes. */
  passFlow?: Patch<PassFlow> | null;

  /**
   * Translations by language (`en`, `zh-Hans`), then by the text in the pass. A text without a translation in a language is shown
   * unchanged in that language.
   */
  localizations?: Patch<{ [key: string]: { [key: string]: string } }> | null;

  /** Language of the template's own texts. Default: `en`. */
  defaultLanguage?: string | null;

  /** Settings for Google Wallet only. */
  google?: Patch<GoogleTemplate> | null;

  /**
   * Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning; keys that the API has are
   * rejected.
   */
  extra?: Patch<{ [key: string]: unknown }> | null;
}

/** Settings of a webhook. In an update, members that you omit keep their values. */
export interface UpdateWebhookRequest {
  /** URL that receives the events; https. */
  url?: string | null;

  /** Events to send: names such as `pass.created`, a group (`pass.*`), or all (`*`). */
  events?: string[] | null;

  /** A note for your team, at most 500 characters. */
  description?: string | null;

  /** Only events of these templates (`tpl_...`), at most 100. Empty: all templates. */
  templateIds?: string[] | null;

  /** Headers to send with every delivery, at most 20. They are stored encrypted and never shown again. */
  headers?: Patch<{ [key: string]: string }> | null;

  /** Version of the payload: `v1`. */
  payloadVersion?: string | null;

  /** Maximum deliveries per second, 1 to 1,000. 0: no limit. */
  maxPerSecond?: number | null;

  /** Maximum concurrent deliveries, 1 to 64. Default: 8. */
  maxConcurrency?: number | null;

  /**
   * What it gets of the changes that a batch makes: `each` event (the default), or `summary`: the event `batch.completed` at its end, to
   * which the webhook must be subscribed, and none for each pass.
   */
  batchEvents?: WebhookBatchEvents | null;

  /** Whether deliveries are also signed with Ed25519; the webhook shows the public key. Default: false. */
  ed25519?: boolean | null;
}

/**
 * A Pass Type ID certificate with its private key: as one PKCS#12 file, or as PEM texts. A certificate alone is enough if its key was made
 * by a certificate request of yours.
 */
export interface UploadAppleIdentityRequest {
  /** The PKCS#12 file (.p12, .pfx) in base64, with certificate and private key. */
  pkcs12?: string;

  /** The PKCS#12 file's password; absent when it has none. */
  password?: string;

  /** The certificate in PEM or in base64, instead of `pkcs12`. */
  certificate?: string;

  /** Its private key in PEM, without a password. */
  privateKey?: string;

  /** Where the private key is, instead of `privateKey`: in a module or service that the operator has configured. */
  signer?: ExternalKeyRequest;

  /**
   * Intermediate certificates in PEM. Apple WWDR G4, which issues Pass Type ID certificates, is known; send a newer one, with Apple's
   * root.
   */
  intermediates?: string;
}

/** A Google Wallet issuer and the service account that signs for it: with a key of the account, or by workload identity federation. */
export interface UploadGoogleIdentityRequest {
  /** The issuer id, from the Google Pay and Wallet console. */
  issuerId: string;

  /** The service account's JSON key file: as an object, or as its text. Either this or `credentialConfiguration`. */
  serviceAccountKey?: AnyJson;

  /**
   * In the place of a key: the credential configuration of workload identity federation, as `gcloud iam workload-identity-pools
   * create-cred-config` writes it, as an object or as its text. Its token source must be one that the operator has configured for the
   * organization.
   */
  credentialConfiguration?: AnyJson;

  /** Whether Google has granted publishing access. Until then an issuer is in demo mode. Default: as it was uploaded before, first false. */
  publishingAccess?: boolean;
}

/** An image that was uploaded for passes. */
export interface UploadedImage {
  /** `img_...`, to be named in the `images` of passes. */
  id: string;

  /** Width in pixels. */
  width: number;

  /** Height in pixels. */
  height: number;

  /** Bytes of the file as it is stored. */
  length: number;

  /** When it was uploaded. Without a pass that uses it, it is deleted a day later. */
  createdAt: string;
}

/** What the organization uses. */
export interface Usage {
  /** Each quota, with how much of it is used. */
  quotas: UsedQuota[];

  /** How many requests the organization sent. */
  requests: RequestUsage;

  /** Services that did not respond, whose quotas are not in the list. */
  missing: string[];
}

/** A quota and how much of it is used. */
export interface UsedQuota {
  /** The quota. */
  name: string;

  /** What is limited. */
  what: string;

  /** How much there is. */
  used: number;

  /** How much there may be. The operator of the deployment can change it. */
  limit: number;
}

/** A wallet identity, without its private key. */
export interface WalletIdentity {
  /** `crt_...` */
  id: string;

  /** `apple` or `google`. */
  kind: string;

  /** Whether it signs. */
  status: WalletIdentityStatus;

  /** What to do next, in a sentence. */
  nextStep: string;

  /**
   * Apple: the pass type identifier that it signs. Templates with this identifier use it. Of a certificate request: the one that the
   * request is for, if it was named.
   */
  passTypeIdentifier?: string;

  /** Apple: the developer team; the template must have the same. */
  teamIdentifier?: string;

  /** Apple: SHA-256 of the certificate, in hexadecimal. */
  fingerprint?: string;

  /** Apple: the certificate's serial number, in hexadecimal. */
  serialNumber?: string;

  /** Apple: subject of the certificate. */
  subject?: string;

  /** Apple: issuer of the certificate. */
  issuer?: string;

  /** Apple: start of the certificate's validity. */
  notBefore?: string;

  /** Apple: end of the certificate's validity. `certificate.expiring` is sent 30, 14, 7 and 1 days before. */
  notAfter?: string;

  /** Apple: the open certificate request in PEM, to upload at Apple. Beside a certificate it renews that. Absent without one. */
  certificateRequest?: string;

  /** Apple: when the open certificate request was made. */
  requestedAt?: string;

  /** Apple: the templates whose passes it signs, the oldest 100. Absent in events. */
  usedBy?: WalletIdentityTemplate[];

  /** Google: the issuer id. */
  issuerId?: string;

  /** Google: the service account's email address. */
  clientEmail?: string;

  /** Google: id of the service account's key. */
  keyId?: string;

  /**
   * Google: whether the issuer is in demo mode: passes show `[TEST ONLY]`, and only test accounts can save them. Google does not show it;
   * upload the issuer with `publishingAccess` once Google has granted it.
   */
  demoMode?: boolean;

  /** Where the private key is. */
  keyLocation: KeyLocation;

  /** Findings that do not make it unusable. */
  warnings: Finding[];

  /** When it was uploaded or requested first. */
  createdAt: string;

  /** When it was uploaded or requested last. */
  updatedAt: string;
}

/** One page of a list, with an opaque cursor to the next page. */
export interface WalletIdentityPage {
  /** The items of this page. */
  data: WalletIdentity[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

export type WalletIdentityStatus = "requested" | "active" | "expiring" | "expired" | (string & {});

/** A template that a certificate signs for. */
export interface WalletIdentityTemplate {
  /** `tpl_...` */
  id: string;

  /** Your own name for it. */
  name: string;
}

/** A webhook. The secret is only in the response that created it. */
export interface Webhook {
  /** `whk_...` */
  id: string;

  /** URL that receives the events. */
  url: string;

  /** Events to send: names, `pass.*` or `*`. */
  events: string[];

  /** A note for your team. */
  description?: string;

  /** Only events of these templates. Empty: all templates. */
  templateIds: string[];

  /** Names of the custom headers; their values are never shown. */
  headerNames: string[];

  /** Version of the payload. */
  payloadVersion: string;

  /** Maximum deliveries per second; absent: no limit. */
  maxPerSecond?: number;

  /** Maximum concurrent deliveries. */
  maxConcurrency: number;

  /** What it gets of the changes that a batch makes: `each` event, or one `summary`. */
  batchEvents: WebhookBatchEvents;

  /** `enabled`, `disabled`, or `paused`: deliveries wait until `pausedUntil` because too many attempts failed. */
  status: string;

  /** Why it is disabled: `byOwner`, `gone`, `askedToStop` or `failing`. */
  disabledReason?: string;

  /** When it was disabled. */
  disabledAt?: string;

  /** Why it is paused: `tooManyFailures`. */
  pausedReason?: string;

  /** When the next delivery is attempted. A changed `url`, a resent or recovered delivery and enabling the webhook end the pause. */
  pausedUntil?: string;

  /**
   * Public keys that verify Ed25519 signatures (`v1a,`): `whpk_` and 32 bytes in base64, newest first. Empty unless `ed25519` is true;
   * absent in events.
   */
  publicKeys?: string[];

  /** The signing secret; shown only once, at creation and rotation. */
  secret?: string;

  /** When it was created. */
  createdAt: string;

  /** When it last changed. */
  updatedAt: string;
}

export type WebhookBatchEvents = "each" | "summary";

/** One page of a list, with an opaque cursor to the next page. */
export interface WebhookPage {
  /** The items of this page. */
  data: Webhook[];

  /** Whether there is a next page. */
  hasMore: boolean;

  /** Send it as `cursor` to get the next page; null on the last page. */
  nextCursor: null | string;
}

/** Statistics of a webhook. */
export interface WebhookStatistics {
  /** Start of the time range. */
  since: string;

  /** Deliveries that succeeded. */
  delivered: number;

  /** Deliveries that failed after all attempts. */
  failed: number;

  /** Deliveries that are scheduled or in progress. */
  pending: number;

  /** Attempts by result: `delivered` or the error class. */
  attempts: { [key: string]: number };

  /** Median duration of the attempts; absent without attempts. */
  durationP50Ms?: number;

  /** 95th percentile of the attempts' duration; absent without attempts. */
  durationP95Ms?: number;

  /** Since when all attempts have failed; absent if the last attempt succeeded. */
  failingSince?: string;

  /** Until when deliveries are paused after too many failures; absent when they are not. */
  pausedUntil?: string;
}
