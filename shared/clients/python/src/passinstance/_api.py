# Generated from shared/openapi/v1.json by `dotnet run --project shared/openapi -- clients`. Do not edit.
from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast
from urllib.parse import quote

from ._transport import Transport
from .types import *


class PassinstanceApi(Transport):
    """The operations of the API, one method each."""

    def list_templates(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["draft", "published"] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
    ) -> TemplatePage:
        """
        Get all templates. Lists your organization's templates, newest first. Requires the scope
        `templates:read`.
        """
        return cast("TemplatePage", self.request(
            "GET",
            "/templates",
            query={"limit": limit, "cursor": cursor, "status": status, "createdAfter": created_after, "createdBefore": created_before},
        ))

    def iterate_templates(
        self,
        *,
        limit: int | None = None,
        status: Literal["draft", "published"] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
    ) -> Iterator[Template]:
        """All items of `list_templates`, page after page as they are read."""
        return self._pages(
            "/templates",
            {"limit": limit, "status": status, "createdAfter": created_after, "createdBefore": created_before},
        )

    def create_template(
        self,
        body: CreateTemplateRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Template:
        """
        Create a new template. Defines what its passes share: type, issuer, colors, layout and images. Without
        images, an icon and a logo are generated from the colors and the organization's name, so that the passes
        are valid. The template is published immediately unless `status` is `draft`. Requires the scope
        `templates:write`.
        """
        return cast("Template", self.request(
            "POST",
            "/templates",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def import_template(
        self,
        body: bytes,
        *,
        name: str | None = None,
        pass_type_identifier: str | None = None,
        team_identifier: str | None = None,
        idempotency_key: str | None = None,
    ) -> Template:
        """
        Import a template. Creates a draft from a `.pkpass` or from Apple's `.pkpasstemplate` folder, packed as
        a zip file of up to 10 MiB: the design, the images and the translations. Values of fields become default
        values, empty ones do not. What belongs to one pass is left out, and signatures play no part. See
        [Import and export](/docs/templates#import). Requires the scope `templates:write`.
        """
        return cast("Template", self.request(
            "POST",
            "/templates/import",
            query={"name": name, "passTypeIdentifier": pass_type_identifier, "teamIdentifier": team_identifier},
            body=body,
            content_type="application/vnd.apple.pkpass",
            idempotency_key=idempotency_key,
        ))

    def get_template(
        self,
        id: str,
    ) -> Template:
        """Get a specific template. Requires the scope `templates:read`."""
        return cast("Template", self.request(
            "GET",
            f"/templates/{quote(id, safe='')}",
        ))

    def update_template(
        self,
        id: str,
        body: UpdateTemplateRequest,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Template:
        """
        Update a template. Saves changes to the design. Passes keep the last published version until you publish
        the template. Members that you omit keep their values; `null` removes a member; a member that you send
        is replaced as a whole. Requires the scope `templates:write`.
        """
        return cast("Template", self.request(
            "PUT",
            f"/templates/{quote(id, safe='')}",
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        ))

    def delete_template(
        self,
        id: str,
        *,
        if_match: str | None = None,
    ) -> None:
        """
        Delete a template. Deletes a template. No new passes can be issued from it; issued passes keep the
        version they have. Idempotent: repeating it returns the same response. Requires the scope
        `templates:write`.
        """
        self.request(
            "DELETE",
            f"/templates/{quote(id, safe='')}",
            if_match=if_match,
        )

    def copy_template(
        self,
        id: str,
        body: CopyTemplateRequest | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> Template:
        """
        Copy a template. Creates a draft with the last saved design and images of another template. Requires the
        scope `templates:write`.
        """
        return cast("Template", self.request(
            "POST",
            f"/templates/{quote(id, safe='')}/copy",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def export_template(
        self,
        id: str,
        *,
        format: Literal["pkpasstemplate", "pkpass"] | None = None,
        version: str | None = None,
    ) -> bytes:
        """
        Export a template. Returns the saved design or a published version as a file of Apple's:
        `pkpasstemplate`, packed as a zip file, or `pkpass`, a sample with its manifest that no device opens
        before it is signed. What only Google Wallet or the hosted pages use is not in it. See [Import and
        export](/docs/templates#import). Requires the scope `templates:read`.
        """
        return cast("bytes", self.request(
            "GET",
            f"/templates/{quote(id, safe='')}/export",
            query={"format": format, "version": version},
            binary=True,
        ))

    def get_template_image(
        self,
        id: str,
        name: str,
        *,
        language: str | None = None,
        version: str | None = None,
    ) -> bytes:
        """
        Get an image of a template. Returns an image of the saved design, or of a published version. Its ETag is
        the image's hash. Requires the scope `templates:read`.
        """
        return cast("bytes", self.request(
            "GET",
            f"/templates/{quote(id, safe='')}/images/{quote(name, safe='')}",
            query={"language": language, "version": version},
            binary=True,
        ))

    def put_template_image(
        self,
        id: str,
        name: str,
        body: bytes,
        *,
        language: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Template:
        """
        Add or replace an image. The body is the PNG file, up to 10 MiB. Passes show the image once the template
        is published. Requires the scope `templates:write`.
        """
        return cast("Template", self.request(
            "PUT",
            f"/templates/{quote(id, safe='')}/images/{quote(name, safe='')}",
            query={"language": language},
            body=body,
            content_type="image/png",
            idempotency_key=idempotency_key,
            if_match=if_match,
        ))

    def delete_template_image(
        self,
        id: str,
        name: str,
        *,
        language: str | None = None,
        if_match: str | None = None,
    ) -> None:
        """
        Delete an image of a template. Removes an image from the saved design; published versions keep it.
        Requires the scope `templates:write`.
        """
        self.request(
            "DELETE",
            f"/templates/{quote(id, safe='')}/images/{quote(name, safe='')}",
            query={"language": language},
            if_match=if_match,
        )

    def preview_template(
        self,
        id: str,
        body: PreviewTemplateRequest | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> TemplatePreview:
        """
        Preview a template. Draws the template as the wallets will show it: Apple Wallet's front and back and
        Google Wallet's card. `Accept` chooses SVG, PNG, a page, or JSON with all sides and what was found. It
        stores nothing. See [Preview](/docs/templates#preview). Requires the scope `templates:read`.
        """
        return cast("TemplatePreview", self.request(
            "POST",
            f"/templates/{quote(id, safe='')}/preview",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def publish_template(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Template:
        """
        Publish a template. Makes the saved design the version that passes are issued from, and updates existing
        passes to it in the background. `GET /passes?templateId=` lists the passes with their `templateVersion`;
        `GET /templates/{id}/stats` returns the template's statistics. Without changes since the last
        publication it does nothing. Requires the scope `templates:write`.
        """
        return cast("Template", self.request(
            "POST",
            f"/templates/{quote(id, safe='')}/publish",
            idempotency_key=idempotency_key,
            if_match=if_match,
        ))

    def get_template_rollout(
        self,
        id: str,
    ) -> TemplateRollout:
        """
        Get a template's rollout. Returns how many passes follow the template's design, which is how many change
        when it is published, and how many of them still show an older version after the last publication. See
        [Publishing](/docs/templates#rollout). Requires the scope `templates:read`.
        """
        return cast("TemplateRollout", self.request(
            "GET",
            f"/templates/{quote(id, safe='')}/rollout",
        ))

    def get_template_stats(
        self,
        id: str,
        *,
        from_: str | None = None,
        to: str | None = None,
    ) -> TemplateStats:
        """
        Get a template's statistics. Views, downloads, installs and removals of the template's passes and its
        form: in total, per day, and by source tag (`?source=` or `utm_source`) of the links. Counts are delayed
        by a few seconds at most. Requires the scope `templates:read`.
        """
        return cast("TemplateStats", self.request(
            "GET",
            f"/templates/{quote(id, safe='')}/stats",
            query={"from": from_, "to": to},
        ))

    def create_test_pass(
        self,
        id: str,
        body: TestPassRequest | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> TestPass:
        """
        Create a test pass. Signs a pass of the saved design with your certificate, and returns the file and the
        link for Google Wallet. The pass is not stored: it is in no list and counts nowhere, is marked as a test
        on its back, is never updated, and expires after seven days. See [Test pass](/docs/templates#test-pass).
        Requires the scope `templates:write`.
        """
        return cast("TestPass", self.request(
            "POST",
            f"/templates/{quote(id, safe='')}/test-pass",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def list_template_versions(
        self,
        id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> TemplateVersionPage:
        """
        Get a template's versions. Lists the published versions of a template, newest first. Requires the scope
        `templates:read`.
        """
        return cast("TemplateVersionPage", self.request(
            "GET",
            f"/templates/{quote(id, safe='')}/versions",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_template_versions(
        self,
        id: str,
        *,
        limit: int | None = None,
    ) -> Iterator[TemplateVersion]:
        """All items of `list_template_versions`, page after page as they are read."""
        return self._pages(
            f"/templates/{quote(id, safe='')}/versions",
            {"limit": limit},
        )

    def get_template_version(
        self,
        id: str,
        version: str,
    ) -> TemplateVersion:
        """Get a version of a template. Requires the scope `templates:read`."""
        return cast("TemplateVersion", self.request(
            "GET",
            f"/templates/{quote(id, safe='')}/versions/{quote(version, safe='')}",
        ))

    def list_passes(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["active", "voided", "expired"] | None = None,
        template_id: str | None = None,
        serial_number: str | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
    ) -> PassPage:
        """
        Get all passes. Lists your organization's passes, newest first. Deleted passes are not shown. Requires
        the scope `passes:read`.
        """
        return cast("PassPage", self.request(
            "GET",
            "/passes",
            query={"limit": limit, "cursor": cursor, "status": status, "templateId": template_id, "serialNumber": serial_number, "createdAfter": created_after, "createdBefore": created_before},
        ))

    def iterate_passes(
        self,
        *,
        limit: int | None = None,
        status: Literal["active", "voided", "expired"] | None = None,
        template_id: str | None = None,
        serial_number: str | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
    ) -> Iterator[Pass]:
        """All items of `list_passes`, page after page as they are read."""
        return self._pages(
            "/passes",
            {"limit": limit, "status": status, "templateId": template_id, "serialNumber": serial_number, "createdAfter": created_after, "createdBefore": created_before},
        )

    def create_pass(
        self,
        body: CreatePassRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Pass:
        """
        Create a new pass. Issues a pass from a template for both Apple Wallet and Google Wallet. Give
        `downloadUrl` to holders with an iPhone and `googleSaveUrl` to holders with an Android phone, or
        `passFlowUrl` to either. Requires the scope `passes:write`.
        """
        return cast("Pass", self.request(
            "POST",
            "/passes",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def list_device_logs(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> DeviceLogPage:
        """
        Get device logs. Messages that Wallet on holders' devices reported about your passes, newest first;
        usually the reason why it rejected a pass. The latest 1,000 messages are kept. Requires the scope
        `passes:read`.
        """
        return cast("DeviceLogPage", self.request(
            "GET",
            "/passes/device-logs",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_device_logs(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[DeviceLog]:
        """All items of `list_device_logs`, page after page as they are read."""
        return self._pages(
            "/passes/device-logs",
            {"limit": limit},
        )

    def get_pass(
        self,
        id: str,
    ) -> Pass:
        """Get a specific pass. Requires the scope `passes:read`."""
        return cast("Pass", self.request(
            "GET",
            f"/passes/{quote(id, safe='')}",
        ))

    def update_pass(
        self,
        id: str,
        body: UpdatePassRequest,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Pass:
        """
        Update a pass. Changes a pass and updates it on the devices that have it. What you omit keeps its value
        at every depth: a tag of `semantics`, a key of `fields` or of `userInfo`; `null` removes one (RFC 7396).
        A field that you send replaces the field with that key, and a list replaces the whole list. Requires the
        scope `passes:write`.
        """
        return cast("Pass", self.request(
            "PUT",
            f"/passes/{quote(id, safe='')}",
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        ))

    def delete_pass(
        self,
        id: str,
        *,
        if_match: str | None = None,
    ) -> None:
        """
        Delete a pass. Deletes a pass. Devices that have it receive a final, void version. The serial number
        cannot be used again. Idempotent: repeating it returns the same response. Requires the scope
        `passes:write`.
        """
        self.request(
            "DELETE",
            f"/passes/{quote(id, safe='')}",
            if_match=if_match,
        )

    def diagnose_pass(
        self,
        id: str,
    ) -> PassDiagnosis:
        """
        Diagnose a pass. Explains in one sentence what is wrong with a pass, and returns what else was found and
        what happened to it. The verdict names the finding that matters most; `code` is stable. While the
        service that sends pushes does not respond, `isComplete` is false and the rest is given all the same.
        Requires the scope `passes:read`.
        """
        return cast("PassDiagnosis", self.request(
            "GET",
            f"/passes/{quote(id, safe='')}/diagnosis",
        ))

    def download_pass(
        self,
        id: str,
    ) -> bytes:
        """
        Download a pass. Returns the signed pass for Apple Wallet. Holders get the same file from the pass's
        `downloadUrl`, without a credential. Requires the scope `passes:read`.
        """
        return cast("bytes", self.request(
            "GET",
            f"/passes/{quote(id, safe='')}/download",
            binary=True,
        ))

    def erase_pass(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
    ) -> Erasure:
        """
        Erase a pass. Erases the data of the pass's holder: the pass becomes void and empty on devices and in
        Google Wallet, and within a minute everything else that is known of its holder is gone: content, sign-up
        data, devices, messages, events, deliveries and stored responses. A deleted pass can be erased, too. It
        cannot be undone. Read the erasure until it is `completed`. Requires the scope `erasures:write`.
        """
        return cast("Erasure", self.request(
            "POST",
            f"/passes/{quote(id, safe='')}/erase",
            idempotency_key=idempotency_key,
        ))

    def get_pass_personalization(
        self,
        id: str,
    ) -> Personalization:
        """
        Get a pass's personalization. The data that the holder entered in Wallet to sign up for the rewards
        program of the pass. 404 until the holder has signed up. Requires the scope `passes:read`.
        """
        return cast("Personalization", self.request(
            "GET",
            f"/passes/{quote(id, safe='')}/personalization",
        ))

    def rotate_pass_link(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Pass:
        """
        Rotate a pass's link. Gives the pass another link, after the present one reached the wrong person:
        `downloadUrl`, `googleSaveUrl` and `passFlowUrl` change, and the old addresses stop working. Devices
        that hold the pass keep it and go on receiving its changes. Requires the scope `passes:write`.
        """
        return cast("Pass", self.request(
            "POST",
            f"/passes/{quote(id, safe='')}/rotate-link",
            idempotency_key=idempotency_key,
            if_match=if_match,
        ))

    def get_pass_stats(
        self,
        id: str,
    ) -> PassStats:
        """
        Get a pass's statistics. Page views, downloads, installs and removals since the pass was issued. Counts
        are delayed by a few seconds at most. Requires the scope `passes:read`.
        """
        return cast("PassStats", self.request(
            "GET",
            f"/passes/{quote(id, safe='')}/stats",
        ))

    def void_pass(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> Pass:
        """
        Void a pass. Invalidates a pass. It can still be read and is shown as void on devices. Idempotent:
        repeating it returns the same response. Requires the scope `passes:write`.
        """
        return cast("Pass", self.request(
            "POST",
            f"/passes/{quote(id, safe='')}/void",
            idempotency_key=idempotency_key,
            if_match=if_match,
        ))

    def upload_image(
        self,
        body: bytes,
        *,
        idempotency_key: str | None = None,
    ) -> UploadedImage:
        """
        Upload an image for passes. The body is the PNG file, up to 10 MiB; it is stored without metadata. Name
        the `id` in the `images` of passes. An image that no pass uses is deleted after a day, and one that a
        pass releases is deleted at once, unless another pass has it. Requires the scope `passes:write`.
        """
        return cast("UploadedImage", self.request(
            "POST",
            "/images",
            body=body,
            content_type="image/png",
            idempotency_key=idempotency_key,
        ))

    def get_image(
        self,
        id: str,
    ) -> bytes:
        """Get an image of a pass. Returns the PNG file. Requires the scope `passes:read`."""
        return cast("bytes", self.request(
            "GET",
            f"/images/{quote(id, safe='')}",
            binary=True,
        ))

    def list_bundles(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> BundlePage:
        """Get all bundles. Lists your organization's bundles, newest first. Requires the scope `bundles:read`."""
        return cast("BundlePage", self.request(
            "GET",
            "/bundles",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_bundles(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[Bundle]:
        """All items of `list_bundles`, page after page as they are read."""
        return self._pages(
            "/bundles",
            {"limit": limit},
        )

    def create_bundle(
        self,
        body: CreateBundleRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Bundle:
        """
        Create a bundle. Groups passes: those you name, those that match a filter, or those of a batch. Wallet
        accepts at most 10 passes at a time, so the response has one link per 10 passes. The holder adds all
        passes of a part with one tap. To send their holders a message, name the bundle as `target.bundleId` of
        `POST /push-notifications`. Requires the scope `bundles:write`.
        """
        return cast("Bundle", self.request(
            "POST",
            "/bundles",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_bundle(
        self,
        id: str,
    ) -> Bundle:
        """Get a specific bundle. Requires the scope `bundles:read`."""
        return cast("Bundle", self.request(
            "GET",
            f"/bundles/{quote(id, safe='')}",
        ))

    def delete_bundle(
        self,
        id: str,
    ) -> None:
        """
        Delete a bundle. Deletes a bundle and its links; the passes are kept. Idempotent: repeating it returns
        the same response. Requires the scope `bundles:write`.
        """
        self.request(
            "DELETE",
            f"/bundles/{quote(id, safe='')}",
        )

    def download_bundle(
        self,
        id: str,
        *,
        part: int | None = None,
    ) -> bytes:
        """
        Download a bundle. Returns one file of a bundle. Void passes are included as void; deleted passes are
        left out. Requires the scope `bundles:read`.
        """
        return cast("bytes", self.request(
            "GET",
            f"/bundles/{quote(id, safe='')}/download",
            query={"part": part},
            binary=True,
        ))

    def add_bundle_passes(
        self,
        id: str,
        body: AddBundlePassesRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Bundle:
        """
        Add passes to a bundle. Appends passes. Those that are in the bundle already stay where they are, and
        links that you gave out stay valid. Requires the scope `bundles:write`.
        """
        return cast("Bundle", self.request(
            "POST",
            f"/bundles/{quote(id, safe='')}/passes",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def remove_bundle_pass(
        self,
        id: str,
        pass_id: str,
    ) -> None:
        """
        Remove a pass from a bundle. Takes a pass out of the bundle; the pass is kept. Idempotent: repeating it
        returns the same response. Requires the scope `bundles:write`.
        """
        self.request(
            "DELETE",
            f"/bundles/{quote(id, safe='')}/passes/{quote(pass_id, safe='')}",
        )

    def list_batches(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> BatchPage:
        """
        Get all batches. Lists your organization's batches, newest first, with their counts and without their
        items. Requires the scope `batch:read`.
        """
        return cast("BatchPage", self.request(
            "GET",
            "/batch",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_batches(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[Batch]:
        """All items of `list_batches`, page after page as they are read."""
        return self._pages(
            "/batch",
            {"limit": limit},
        )

    def start_batch(
        self,
        body: StartBatchRequest,
        *,
        operation: Literal["create", "update", "void", "delete", "notify"] | None = None,
        template_id: str | None = None,
        dry_run: bool | None = None,
        columns: str | None = None,
        idempotency_key: str | None = None,
    ) -> Batch:
        """
        Create batch operation. Starts operations on passes (create, update, void, delete, notify) in the
        background, in any mix. Each is executed once. Send up to 10,000 items as JSON, or up to 1,000,000 items
        and 512 MiB as NDJSON (`application/x-ndjson`, one item a line) or CSV (`text/csv`), with what holds for
        all items in the query. A body with an item of a wrong form is rejected with 422 and nothing is stored;
        what depends on the passes fails for each item alone. Poll `GET /batch/{id}`, or subscribe to
        `batch.completed`. Requires the scope `batch:write`.
        """
        return cast("Batch", self.request(
            "POST",
            "/batch",
            query={"operation": operation, "templateId": template_id, "dryRun": dry_run, "columns": columns},
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_batch(
        self,
        id: str,
    ) -> Batch:
        """
        Get batch operation status. Returns the progress of a batch: counts, percentage, items a second, seconds
        left, and the first 100 results and errors. Requires the scope `batch:read`.
        """
        return cast("Batch", self.request(
            "GET",
            f"/batch/{quote(id, safe='')}",
        ))

    def cancel_batch(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
    ) -> Batch:
        """
        Cancel a batch. Finished items are kept; the rest are cancelled. Idempotent: repeating it returns the
        same response. Requires the scope `batch:write`.
        """
        return cast("Batch", self.request(
            "POST",
            f"/batch/{quote(id, safe='')}/cancel",
            idempotency_key=idempotency_key,
        ))

    def list_batch_items(
        self,
        id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["pending", "succeeded", "failed", "cancelled"] | None = None,
    ) -> BatchItemPage:
        """
        Get a batch's items. Lists every item with its result, in the order of the request. Requires the scope
        `batch:read`.
        """
        return cast("BatchItemPage", self.request(
            "GET",
            f"/batch/{quote(id, safe='')}/items",
            query={"limit": limit, "cursor": cursor, "status": status},
        ))

    def iterate_batch_items(
        self,
        id: str,
        *,
        limit: int | None = None,
        status: Literal["pending", "succeeded", "failed", "cancelled"] | None = None,
    ) -> Iterator[BatchItem]:
        """All items of `list_batch_items`, page after page as they are read."""
        return self._pages(
            f"/batch/{quote(id, safe='')}/items",
            {"limit": limit, "status": status},
        )

    def download_batch_passes(
        self,
        id: str,
        *,
        from_: int | None = None,
    ) -> bytes:
        """
        Download a batch's passes. A ZIP archive of the signed passes, at most 10,000. When there are more, the
        header `Next-Index` is the `from` of the next archive. Passes that cannot be signed are listed in
        `not-signed.txt`. Requires the scope `batch:read`.
        """
        return cast("bytes", self.request(
            "GET",
            f"/batch/{quote(id, safe='')}/passes",
            query={"from": from_},
            binary=True,
        ))

    def download_batch_results(
        self,
        id: str,
        *,
        format: Literal["ndjson", "csv"] | None = None,
        status: Literal["succeeded", "failed"] | None = None,
    ) -> bytes:
        """
        Download a batch's results. The results so far as a file, in the order of the request: ids, serial
        numbers, the links of the passes, and errors. One line an item. Requires the scope `batch:read`.
        """
        return cast("bytes", self.request(
            "GET",
            f"/batch/{quote(id, safe='')}/results",
            query={"format": format, "status": status},
            binary=True,
        ))

    def list_push_notifications(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["scheduled", "sending", "completed", "cancelled", "failed"] | None = None,
    ) -> PushNotificationPage:
        """
        Get all notifications. Lists your organization's push notifications, newest first, each with its counts.
        Requires the scope `push-notifications:read`.
        """
        return cast("PushNotificationPage", self.request(
            "GET",
            "/push-notifications",
            query={"limit": limit, "cursor": cursor, "status": status},
        ))

    def iterate_push_notifications(
        self,
        *,
        limit: int | None = None,
        status: Literal["scheduled", "sending", "completed", "cancelled", "failed"] | None = None,
    ) -> Iterator[PushNotification]:
        """All items of `list_push_notifications`, page after page as they are read."""
        return self._pages(
            "/push-notifications",
            {"limit": limit, "status": status},
        )

    def send_push_notification(
        self,
        body: SendPushNotificationRequest,
        *,
        idempotency_key: str | None = None,
    ) -> PushNotification:
        """
        Send a push notification. Sends a message to the holders of passes, immediately or at `sendAt`. Apple
        Wallet and Google Wallet show it on the lock screen and keep it on the pass. `{memberName}` is replaced
        by the value of each pass's field with that key. On iPhones, a message and a changed field that the
        device fetches together hide each other on the lock screen: leave a few minutes between them. Follow the
        progress with `GET /push-notifications/{id}`, or subscribe to `notification.completed`. Requires the
        scope `push-notifications:write`.
        """
        return cast("PushNotification", self.request(
            "POST",
            "/push-notifications",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_push_notification(
        self,
        id: str,
    ) -> PushNotification:
        """
        Get a push notification. Returns a push notification with its progress and its counts, in total and per
        wallet. Requires the scope `push-notifications:read`.
        """
        return cast("PushNotification", self.request(
            "GET",
            f"/push-notifications/{quote(id, safe='')}",
        ))

    def cancel_push_notification(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
    ) -> PushNotification:
        """
        Cancel a push notification. A scheduled notification is not sent. If sending has started, passes that do
        not have the message yet do not get it. Idempotent: repeating it returns the same response. Requires the
        scope `push-notifications:write`.
        """
        return cast("PushNotification", self.request(
            "POST",
            f"/push-notifications/{quote(id, safe='')}/cancel",
            idempotency_key=idempotency_key,
        ))

    def list_webhooks(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> WebhookPage:
        """Get all webhooks. Lists your organization's webhooks, newest first. Requires the scope `webhooks:read`."""
        return cast("WebhookPage", self.request(
            "GET",
            "/webhooks",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_webhooks(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[Webhook]:
        """All items of `list_webhooks`, page after page as they are read."""
        return self._pages(
            "/webhooks",
            {"limit": limit},
        )

    def create_webhook(
        self,
        body: CreateWebhookRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Webhook:
        """
        Create a webhook. Subscribes an https URL to events. Deliveries are signed as Standard Webhooks
        specifies and retried until your endpoint responds 2xx; use the `webhook-id` header to handle each event
        once. If you send no `secret`, one is generated; it is shown in this response only. Requires the scope
        `webhooks:write`.
        """
        return cast("Webhook", self.request(
            "POST",
            "/webhooks",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def create_webhook_portal_link(
        self,
        body: CreatePortalLinkRequest,
        *,
        idempotency_key: str | None = None,
    ) -> PortalLink:
        """
        Create a link to a webhook's portal page. Creates a link to a page about one webhook, for people without
        an API key. Anyone who has the link can use it until it expires. Requires the scope `webhooks:write`.
        """
        return cast("PortalLink", self.request(
            "POST",
            "/webhooks/portal-links",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_webhook(
        self,
        id: str,
    ) -> Webhook:
        """Get a specific webhook. Requires the scope `webhooks:read`."""
        return cast("Webhook", self.request(
            "GET",
            f"/webhooks/{quote(id, safe='')}",
        ))

    def update_webhook(
        self,
        id: str,
        body: UpdateWebhookRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Webhook:
        """
        Update a webhook. Changes a webhook. Members that you omit keep their values. Changing `url` ends a
        pause after too many failures. Requires the scope `webhooks:write`.
        """
        return cast("Webhook", self.request(
            "PUT",
            f"/webhooks/{quote(id, safe='')}",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def patch_webhook(
        self,
        id: str,
        body: UpdateWebhookRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Webhook:
        """
        Change parts of a webhook. The same as PUT, for clients that expect PATCH. Requires the scope
        `webhooks:write`.
        """
        return cast("Webhook", self.request(
            "PATCH",
            f"/webhooks/{quote(id, safe='')}",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def delete_webhook(
        self,
        id: str,
    ) -> None:
        """
        Delete a webhook. Stops deliveries immediately and erases the secret. Requires the scope
        `webhooks:write`.
        """
        self.request(
            "DELETE",
            f"/webhooks/{quote(id, safe='')}",
        )

    def list_webhook_deliveries(
        self,
        id: str,
        *,
        status: Literal["pending", "delivered", "failed"] | None = None,
        type: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> DeliveryPage:
        """
        Get a webhook's deliveries. Lists the deliveries to one webhook, newest event first. Requires the scope
        `webhooks:read`.
        """
        return cast("DeliveryPage", self.request(
            "GET",
            f"/webhooks/{quote(id, safe='')}/deliveries",
            query={"status": status, "type": type, "limit": limit, "cursor": cursor},
        ))

    def iterate_webhook_deliveries(
        self,
        id: str,
        *,
        status: Literal["pending", "delivered", "failed"] | None = None,
        type: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Delivery]:
        """All items of `list_webhook_deliveries`, page after page as they are read."""
        return self._pages(
            f"/webhooks/{quote(id, safe='')}/deliveries",
            {"status": status, "type": type, "limit": limit},
        )

    def get_webhook_delivery(
        self,
        id: str,
        event_id: str,
    ) -> DeliveryDetail:
        """Get a delivery with its attempts. Requires the scope `webhooks:read`."""
        return cast("DeliveryDetail", self.request(
            "GET",
            f"/webhooks/{quote(id, safe='')}/deliveries/{quote(event_id, safe='')}",
        ))

    def resend_webhook_delivery(
        self,
        id: str,
        event_id: str,
        *,
        idempotency_key: str | None = None,
    ) -> Delivery:
        """
        Resend a delivery. Sends one event again immediately. It replaces a scheduled retry. Requires the scope
        `webhooks:write`.
        """
        return cast("Delivery", self.request(
            "POST",
            f"/webhooks/{quote(id, safe='')}/deliveries/{quote(event_id, safe='')}/resend",
            idempotency_key=idempotency_key,
        ))

    def disable_webhook(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
    ) -> Webhook:
        """Disable a webhook. Stops deliveries until it is enabled again. Requires the scope `webhooks:write`."""
        return cast("Webhook", self.request(
            "POST",
            f"/webhooks/{quote(id, safe='')}/disable",
            idempotency_key=idempotency_key,
        ))

    def enable_webhook(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
    ) -> Webhook:
        """
        Enable a webhook. Resumes deliveries after you, or repeated failures, disabled or paused the webhook.
        Requires the scope `webhooks:write`.
        """
        return cast("Webhook", self.request(
            "POST",
            f"/webhooks/{quote(id, safe='')}/enable",
            idempotency_key=idempotency_key,
        ))

    def revoke_webhook_portal_links(
        self,
        id: str,
    ) -> None:
        """
        Revoke a webhook's portal links. Ends all links to the webhook's page that were made so far. Links that
        you make afterwards work. Requires the scope `webhooks:write`.
        """
        self.request(
            "DELETE",
            f"/webhooks/{quote(id, safe='')}/portal-links",
        )

    def recover_webhook(
        self,
        id: str,
        body: SendAgainRequest,
        *,
        idempotency_key: str | None = None,
    ) -> SendAgainResult:
        """
        Retry failed deliveries. Schedules all failed deliveries of a time range again, for example after an
        outage. With `includePending` it also sends now what waits for its next attempt. With `dryRun` it only
        counts them and returns 200. Requires the scope `webhooks:write`.
        """
        return cast("SendAgainResult", self.request(
            "POST",
            f"/webhooks/{quote(id, safe='')}/recover",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def replay_missing_webhook_events(
        self,
        id: str,
        body: SendAgainRequest,
        *,
        idempotency_key: str | None = None,
    ) -> SendAgainResult:
        """
        Send missing events. Schedules every event of a time range that matches the webhook's current
        subscription and has no delivery yet. With `dryRun` it only counts them and returns 200. Requires the
        scope `webhooks:write`.
        """
        return cast("SendAgainResult", self.request(
            "POST",
            f"/webhooks/{quote(id, safe='')}/replay-missing",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def rotate_webhook_secret(
        self,
        id: str,
        body: RotateSecretRequest | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> RotatedSecret:
        """
        Rotate a webhook's secret. Creates a new secret, shown in this response only. The previous secrets keep
        signing beside it for `overlapHours`, so that your endpoint can switch without rejecting a delivery.
        Requires the scope `webhooks:write`.
        """
        return cast("RotatedSecret", self.request(
            "POST",
            f"/webhooks/{quote(id, safe='')}/rotate-secret",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_webhook_statistics(
        self,
        id: str,
        *,
        hours: int | None = None,
    ) -> WebhookStatistics:
        """Get a webhook's statistics. Requires the scope `webhooks:read`."""
        return cast("WebhookStatistics", self.request(
            "GET",
            f"/webhooks/{quote(id, safe='')}/statistics",
            query={"hours": hours},
        ))

    def test_webhook(
        self,
        id: str,
        body: SendTestEventRequest | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> Delivery:
        """
        Send a test event. Sends an example event to this webhook, in the same way as a real event. Requires the
        scope `webhooks:write`.
        """
        return cast("Delivery", self.request(
            "POST",
            f"/webhooks/{quote(id, safe='')}/test",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def list_event_types(
        self,
    ) -> EventTypePage:
        """
        Get all event types. Lists every event type with its schema and an example. Requires the scope
        `events:read`.
        """
        return cast("EventTypePage", self.request(
            "GET",
            "/event-types",
        ))

    def get_event_type(
        self,
        type: str,
    ) -> EventType:
        """Get an event type. Requires the scope `events:read`."""
        return cast("EventType", self.request(
            "GET",
            f"/event-types/{quote(type, safe='')}",
        ))

    def list_events(
        self,
        *,
        type: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> EventPage:
        """
        Get all events. Lists the events of the last 30 days, newest first. With `order=asc` it is a feed: read
        it to the end, store the last `nextCursor`, and continue from it later. New events never appear before a
        cursor. Requires the scope `events:read`.
        """
        return cast("EventPage", self.request(
            "GET",
            "/events",
            query={"type": type, "order": order, "limit": limit, "cursor": cursor},
        ))

    def iterate_events(
        self,
        *,
        type: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """All items of `list_events`, page after page as they are read."""
        return self._pages(
            "/events",
            {"type": type, "order": order, "limit": limit},
        )

    def get_event(
        self,
        id: str,
    ) -> Event:
        """Get a specific event. Requires the scope `events:read`."""
        return cast("Event", self.request(
            "GET",
            f"/events/{quote(id, safe='')}",
        ))

    def list_event_deliveries(
        self,
        id: str,
    ) -> DeliveryPage:
        """
        Get an event's deliveries. Lists the deliveries of one event to all your webhooks. Requires the scope
        `events:read`.
        """
        return cast("DeliveryPage", self.request(
            "GET",
            f"/events/{quote(id, safe='')}/deliveries",
        ))

    def list_wallet_identities(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> WalletIdentityPage:
        """
        Get all wallet identities. Lists your certificates and issuers, newest first, without secrets. Requires
        the scope `wallet-identities:read`.
        """
        return cast("WalletIdentityPage", self.request(
            "GET",
            "/wallet-identities",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_wallet_identities(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[WalletIdentity]:
        """All items of `list_wallet_identities`, page after page as they are read."""
        return self._pages(
            "/wallet-identities",
            {"limit": limit},
        )

    def list_apple_identities(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> WalletIdentityPage:
        """Get all Apple certificates. Requires the scope `wallet-identities:read`."""
        return cast("WalletIdentityPage", self.request(
            "GET",
            "/wallet-identities/apple",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_apple_identities(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[WalletIdentity]:
        """All items of `list_apple_identities`, page after page as they are read."""
        return self._pages(
            "/wallet-identities/apple",
            {"limit": limit},
        )

    def upload_apple_identity(
        self,
        body: UploadAppleIdentityRequest,
        *,
        idempotency_key: str | None = None,
    ) -> WalletIdentity:
        """
        Upload an Apple certificate. Stores a Pass Type ID certificate with its private key, encrypted. It signs
        the passes of templates with the same pass type identifier, and replaces an older certificate for that
        identifier. Uploading the stored certificate again returns 200 and changes nothing. Send JSON, or a
        form: `curl -F file=@pass.p12 -F password=...`. A certificate without a key completes the certificate
        request that its key was made for. A trial pass is signed and verified before anything is stored.
        Requires the scope `wallet-identities:write`.
        """
        return cast("WalletIdentity", self.request(
            "POST",
            "/wallet-identities/apple",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def request_apple_certificate(
        self,
        body: RequestAppleCertificateRequest | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> WalletIdentity:
        """
        Request an Apple certificate. Makes a private key here, which never leaves, and a certificate request
        for it (PKCS#10). Upload the request at Apple, and send the certificate from there with `PUT
        /wallet-identities/{id}/certificate`. For a pass type identifier that has a certificate the request
        renews it: the certificate signs until then. If the identifier has an open request, that one is returned
        with 200. Requires the scope `wallet-identities:write`.
        """
        return cast("WalletIdentity", self.request(
            "POST",
            "/wallet-identities/apple/requests",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def list_google_identities(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> WalletIdentityPage:
        """Get all Google issuers. Requires the scope `wallet-identities:read`."""
        return cast("WalletIdentityPage", self.request(
            "GET",
            "/wallet-identities/google",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_google_identities(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[WalletIdentity]:
        """All items of `list_google_identities`, page after page as they are read."""
        return self._pages(
            "/wallet-identities/google",
            {"limit": limit},
        )

    def upload_google_identity(
        self,
        body: UploadGoogleIdentityRequest,
        *,
        idempotency_key: str | None = None,
    ) -> WalletIdentity:
        """
        Upload a Google issuer. Stores a Google Wallet issuer id with a service account's key, encrypted, or
        without a key with the credential configuration of workload identity federation. A new one for the
        issuer replaces the old one. Before anything is stored, Google is asked whether the account may work for
        the issuer. An issuer is in demo mode until it is uploaded with `publishingAccess`. Requires the scope
        `wallet-identities:write`.
        """
        return cast("WalletIdentity", self.request(
            "POST",
            "/wallet-identities/google",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_wallet_identity(
        self,
        id: str,
    ) -> WalletIdentity:
        """Get a specific wallet identity. Requires the scope `wallet-identities:read`."""
        return cast("WalletIdentity", self.request(
            "GET",
            f"/wallet-identities/{quote(id, safe='')}",
        ))

    def delete_wallet_identity(
        self,
        id: str,
    ) -> None:
        """
        Delete a wallet identity. Erases the private key; it no longer signs anything. Idempotent: repeating it
        returns the same response. Requires the scope `wallet-identities:write`.
        """
        self.request(
            "DELETE",
            f"/wallet-identities/{quote(id, safe='')}",
        )

    def put_certificate(
        self,
        id: str,
        body: PutCertificateRequest,
        *,
        idempotency_key: str | None = None,
    ) -> WalletIdentity:
        """
        Upload the certificate for a request. Sends the certificate that Apple made from the identity's
        certificate request: as JSON, as the .cer file itself, or in a form (`curl -F file=@pass.cer`). Passes
        are signed with it immediately; installed ones stay as they are. If the pass type identifier already has
        a certificate, that one is renewed and keeps its id, and the response is that identity. Requires the
        scope `wallet-identities:write`.
        """
        return cast("WalletIdentity", self.request(
            "PUT",
            f"/wallet-identities/{quote(id, safe='')}/certificate",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def download_certificate_request(
        self,
        id: str,
        *,
        format: Literal["pem", "der"] | None = None,
    ) -> bytes:
        """
        Download a certificate request. Returns the open certificate request as a file to upload at Apple.
        Requires the scope `wallet-identities:read`.
        """
        return cast("bytes", self.request(
            "GET",
            f"/wallet-identities/{quote(id, safe='')}/request",
            query={"format": format},
            binary=True,
        ))

    def start_erasure(
        self,
        body: StartErasureRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Erasure:
        """
        Start an erasure. Erases the data of passes' holders, as `POST /passes/{id}/erase` does for one: of
        named passes, of serial numbers, of all passes that match a filter, or of the holder whose passes have a
        value in a field. Nothing is erased when a named pass does not exist. Requires the scope
        `erasures:write`.
        """
        return cast("Erasure", self.request(
            "POST",
            "/erasures",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_erasure(
        self,
        id: str,
    ) -> Erasure:
        """
        Get an erasure. Returns how far an erasure is, and how many of what was erased in which service.
        Requires the scope `erasures:read`.
        """
        return cast("Erasure", self.request(
            "GET",
            f"/erasures/{quote(id, safe='')}",
        ))

    def list_exports(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> ExportPage:
        """Get all exports. Lists your organization's exports, newest first. Requires the scope `exports:read`."""
        return cast("ExportPage", self.request(
            "GET",
            "/exports",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_exports(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[Export]:
        """All items of `list_exports`, page after page as they are read."""
        return self._pages(
            "/exports",
            {"limit": limit},
        )

    def create_export(
        self,
        body: CreateExportRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Export:
        """
        Export your organization. Makes an export of everything that your organization has at this moment:
        templates with their versions and images, wallet identities without private keys, passes with their
        values, personalizations, bundles, batches with their results, erasures, webhooks without secrets, push
        notifications, members, invitations, API keys and OAuth clients without secrets, and the audit log. The
        export holds no copy of the data: it is read while you download it, so that what was erased in between
        is not in it. It can be downloaded until `expiresAt`. Requires the scope `exports:write`.
        """
        return cast("Export", self.request(
            "POST",
            "/exports",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_export(
        self,
        id: str,
    ) -> Export:
        """Get a specific export. Requires the scope `exports:read`."""
        return cast("Export", self.request(
            "GET",
            f"/exports/{quote(id, safe='')}",
        ))

    def download_export(
        self,
        id: str,
        *,
        after: str | None = None,
    ) -> bytes:
        """
        Download an export. The export as NDJSON: one JSON object a line, with `kind`, `id` and `data`, the
        resource as the API shows it. A pass also has `pkpass`, its signed file in base64, or `notSigned` with
        the reason, if the export was made with `signedPasses`. The last line has the kind `end` and counts the
        lines of each kind; a response without it broke off. To go on, send the kind and the id of the last
        whole line as `after`. Requires the scope `exports:read`.
        """
        return cast("bytes", self.request(
            "GET",
            f"/exports/{quote(id, safe='')}/download",
            query={"after": after},
            binary=True,
        ))

    def get_retention(
        self,
    ) -> Retention:
        """
        Get the retention settings. For how many days your organization keeps deleted passes, results of
        batches, events and deliveries, and within which bounds you can change that. Requires the scope
        `organizations:read`.
        """
        return cast("Retention", self.request(
            "GET",
            "/retention",
        ))

    def update_retention(
        self,
        body: UpdateRetentionRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Retention:
        """
        Update the retention settings. Changes for how many days your organization keeps what is not needed any
        more: less than the deployment keeps, not more. Members that you omit keep their values. What has become
        too old is removed within an hour and cannot be restored. The audit log is kept as long as the
        organization, because it could not be verified without its beginning. Requires the scope
        `organizations:write`.
        """
        return cast("Retention", self.request(
            "PUT",
            "/retention",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def list_organizations(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> OrganizationPage:
        """
        Get your organizations. Lists the organizations of a person, newest first; of an API key or client its
        own. Requires the scope `organizations:read`.
        """
        return cast("OrganizationPage", self.request(
            "GET",
            "/organizations",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_organizations(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[Organization]:
        """All items of `list_organizations`, page after page as they are read."""
        return self._pages(
            "/organizations",
            {"limit": limit},
        )

    def create_organization(
        self,
        body: CreateOrganizationRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Organization:
        """
        Create an organization. Makes a new organization with you as its owner. For people: needs the access
        token of a person who signed in. Requires the scope `organizations:write`.
        """
        return cast("Organization", self.request(
            "POST",
            "/organizations",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_organization(
        self,
        id: str,
    ) -> Organization:
        """
        Get your organization. The organization that you act in, with its rate limits. Requires the scope
        `organizations:read`.
        """
        return cast("Organization", self.request(
            "GET",
            f"/organizations/{quote(id, safe='')}",
        ))

    def update_organization(
        self,
        id: str,
        body: UpdateOrganizationRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Organization:
        """
        Update your organization. Changes the organization. Members that you omit keep their values. Requires
        the scope `organizations:write`.
        """
        return cast("Organization", self.request(
            "PUT",
            f"/organizations/{quote(id, safe='')}",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def delete_organization(
        self,
        id: str,
        *,
        confirm: str | None = None,
    ) -> None:
        """
        Delete your organization. Ends the organization with all its API keys, clients, invitations and
        memberships. This cannot be undone. Requires the scope `organizations:write`.
        """
        self.request(
            "DELETE",
            f"/organizations/{quote(id, safe='')}",
            query={"confirm": confirm},
        )

    def resume_organization(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
    ) -> Organization:
        """
        Resume your organization. Makes the credentials of a suspended organization work again. Requires the
        scope `organizations:write`.
        """
        return cast("Organization", self.request(
            "POST",
            f"/organizations/{quote(id, safe='')}/resume",
            idempotency_key=idempotency_key,
        ))

    def suspend_organization(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
    ) -> Organization:
        """
        Suspend your organization. Stops all credentials within 5 seconds, also yours for everything but the
        organization itself. Installed passes and links to passes go on working. Requires the scope
        `organizations:write`.
        """
        return cast("Organization", self.request(
            "POST",
            f"/organizations/{quote(id, safe='')}/suspend",
            idempotency_key=idempotency_key,
        ))

    def list_invitations(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> InvitationPage:
        """
        Get all invitations. Lists the invitations that no one has accepted yet, newest first. Requires the
        scope `members:read`.
        """
        return cast("InvitationPage", self.request(
            "GET",
            "/invitations",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_invitations(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[Invitation]:
        """All items of `list_invitations`, page after page as they are read."""
        return self._pages(
            "/invitations",
            {"limit": limit},
        )

    def create_invitation(
        self,
        body: CreateInvitationRequest,
        *,
        idempotency_key: str | None = None,
    ) -> CreatedInvitation:
        """
        Invite a person. Makes a link with which a person joins your organization. It is mailed where the
        deployment sends mail, and shown in this response only. A second invitation of the same address replaces
        the first. Requires the scope `members:write`.
        """
        return cast("CreatedInvitation", self.request(
            "POST",
            "/invitations",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def revoke_invitation(
        self,
        id: str,
    ) -> None:
        """Withdraw an invitation. The link of the invitation stops working. Requires the scope `members:write`."""
        self.request(
            "DELETE",
            f"/invitations/{quote(id, safe='')}",
        )

    def list_members(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> MemberPage:
        """
        Get all members. Lists the people of your organization with their roles. Requires the scope
        `members:read`.
        """
        return cast("MemberPage", self.request(
            "GET",
            "/members",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_members(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[Member]:
        """All items of `list_members`, page after page as they are read."""
        return self._pages(
            "/members",
            {"limit": limit},
        )

    def update_member(
        self,
        id: str,
        body: UpdateMemberRequest,
        *,
        idempotency_key: str | None = None,
    ) -> Member:
        """
        Change a member's role. You can neither give nor take a role that has scopes which you do not have, and
        an organization keeps at least one owner. Requires the scope `members:write`.
        """
        return cast("Member", self.request(
            "PUT",
            f"/members/{quote(id, safe='')}",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def remove_member(
        self,
        id: str,
    ) -> None:
        """
        Remove a member. Ends the person's access to your organization within 5 seconds. Their account stays.
        Requires the scope `members:write`.
        """
        self.request(
            "DELETE",
            f"/members/{quote(id, safe='')}",
        )

    def list_api_keys(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> ApiKeyPage:
        """
        Get all API keys. Lists the API keys of your organization, newest first, without their secrets. Requires
        the scope `api-keys:read`.
        """
        return cast("ApiKeyPage", self.request(
            "GET",
            "/api-keys",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_api_keys(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[ApiKey]:
        """All items of `list_api_keys`, page after page as they are read."""
        return self._pages(
            "/api-keys",
            {"limit": limit},
        )

    def create_api_key(
        self,
        body: CreateApiKeyRequest,
        *,
        idempotency_key: str | None = None,
    ) -> ApiKeySecret:
        """
        Create an API key. The key is shown in this response only. You cannot give it a scope that you do not
        have. Requires the scope `api-keys:write`.
        """
        return cast("ApiKeySecret", self.request(
            "POST",
            "/api-keys",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_api_key(
        self,
        id: str,
    ) -> ApiKey:
        """Get a specific API key. Requires the scope `api-keys:read`."""
        return cast("ApiKey", self.request(
            "GET",
            f"/api-keys/{quote(id, safe='')}",
        ))

    def revoke_api_key(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
    ) -> ApiKey:
        """
        Revoke an API key. The key stops working within 5 seconds. It stays in the list. Requires the scope
        `api-keys:write`.
        """
        return cast("ApiKey", self.request(
            "POST",
            f"/api-keys/{quote(id, safe='')}/revoke",
            idempotency_key=idempotency_key,
        ))

    def rotate_api_key(
        self,
        id: str,
        body: RotateCredentialRequest | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> ApiKeySecret:
        """
        Rotate an API key. Gives the key a new secret, shown in this response only. The present one goes on
        working for `overlapHours`. Requires the scope `api-keys:write`.
        """
        return cast("ApiKeySecret", self.request(
            "POST",
            f"/api-keys/{quote(id, safe='')}/rotate",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def list_o_auth_clients(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> OAuthClientPage:
        """
        Get all OAuth clients. Lists the OAuth clients of your organization, newest first, without their
        secrets. Requires the scope `oauth-clients:read`.
        """
        return cast("OAuthClientPage", self.request(
            "GET",
            "/oauth-clients",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_o_auth_clients(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[OAuthClient]:
        """All items of `list_o_auth_clients`, page after page as they are read."""
        return self._pages(
            "/oauth-clients",
            {"limit": limit},
        )

    def create_o_auth_client(
        self,
        body: CreateOAuthClientRequest,
        *,
        idempotency_key: str | None = None,
    ) -> OAuthClientSecret:
        """
        Create an OAuth client. The secret is shown in this response only. You cannot give the client a scope
        that you do not have. Requires the scope `oauth-clients:write`.
        """
        return cast("OAuthClientSecret", self.request(
            "POST",
            "/oauth-clients",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_o_auth_client(
        self,
        id: str,
    ) -> OAuthClient:
        """Get a specific OAuth client. Requires the scope `oauth-clients:read`."""
        return cast("OAuthClient", self.request(
            "GET",
            f"/oauth-clients/{quote(id, safe='')}",
        ))

    def revoke_o_auth_client(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
    ) -> OAuthClient:
        """
        Revoke an OAuth client. The client gets no more tokens, and those that it has stop working within 5
        seconds. Requires the scope `oauth-clients:write`.
        """
        return cast("OAuthClient", self.request(
            "POST",
            f"/oauth-clients/{quote(id, safe='')}/revoke",
            idempotency_key=idempotency_key,
        ))

    def rotate_o_auth_client(
        self,
        id: str,
        body: RotateCredentialRequest | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> OAuthClientSecret:
        """
        Rotate an OAuth client's secret. Makes a new secret, shown in this response only. The present one goes
        on working for `overlapHours`. Requires the scope `oauth-clients:write`.
        """
        return cast("OAuthClientSecret", self.request(
            "POST",
            f"/oauth-clients/{quote(id, safe='')}/rotate",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_account(
        self,
    ) -> Account:
        """
        Get your account. Who is signed in, in which organization and with which role and scopes. For people:
        needs the access token of a person who signed in.
        """
        return cast("Account", self.request(
            "GET",
            "/account",
        ))

    def list_passkeys(
        self,
    ) -> PasskeyList:
        """
        Get your passkeys. Lists the passkeys with which you can sign in. You make one on the page
        /sign-in/passkeys of the deployment. For people: needs the access token of a person who signed in.
        """
        return cast("PasskeyList", self.request(
            "GET",
            "/account/passkeys",
        ))

    def remove_passkey(
        self,
        id: str,
    ) -> None:
        """
        Remove a passkey. The passkey signs no one in any more. Remove it on the device, too. For people: needs
        the access token of a person who signed in.
        """
        self.request(
            "DELETE",
            f"/account/passkeys/{quote(id, safe='')}",
        )

    def list_sessions(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> SessionItemPage:
        """
        Get your sessions. Lists the browsers in which you are signed in, newest first. For people: needs the
        access token of a person who signed in.
        """
        return cast("SessionItemPage", self.request(
            "GET",
            "/account/sessions",
            query={"limit": limit, "cursor": cursor},
        ))

    def iterate_sessions(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[SessionItem]:
        """All items of `list_sessions`, page after page as they are read."""
        return self._pages(
            "/account/sessions",
            {"limit": limit},
        )

    def end_session(
        self,
        id: str,
    ) -> None:
        """
        End a session. Signs you out of a browser, with everything that was granted from it, within 5 seconds
        everywhere. For people: needs the access token of a person who signed in.
        """
        self.request(
            "DELETE",
            f"/account/sessions/{quote(id, safe='')}",
        )

    def get_usage(
        self,
    ) -> Usage:
        """
        Get your organization's usage. Each quota with how much of it is used, and how many requests the
        organization sent. A service that does not respond is named in `missing`. Requires the scope
        `organizations:read`.
        """
        return cast("Usage", self.request(
            "GET",
            "/usage",
        ))

    def list_dead_letters(
        self,
    ) -> DeadLetters:
        """
        Get all dead letters. Lists messages between services that need an operator, each with the reason. Only
        for operators of the deployment. For people: needs the access token of a person who signed in.
        """
        return cast("DeadLetters", self.request(
            "GET",
            "/operations/dead-letters",
        ))

    def resend_dead_letters(
        self,
        body: ResendDeadLettersRequest | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> ResentDeadLetters:
        """
        Resend dead letters. Sends one dead letter again, those of a service, or all. What has taken effect once
        does not take effect twice. Only for operators of the deployment. For people: needs the access token of
        a person who signed in.
        """
        return cast("ResentDeadLetters", self.request(
            "POST",
            "/operations/dead-letters/resend",
            body=body,
            idempotency_key=idempotency_key,
        ))

    def get_operation_status(
        self,
    ) -> OperationStatus:
        """
        Get the state of the deployment. What each replica of each program reports: version, health, findings
        with what to do, numbers and the last logged errors. Only for operators of the deployment. For people:
        needs the access token of a person who signed in.
        """
        return cast("OperationStatus", self.request(
            "GET",
            "/operations/status",
        ))

    def get_erasure_receipt(
        self,
        id: str,
    ) -> ErasureReceipt:
        """
        Get the receipt of an erasure. Returns what a completed erasure has erased where, as a JWT (RFC 7519)
        signed by a key of `GET /.well-known/jwks.json`, with the type `erasure-receipt+jwt`. Keep it with that
        key. Requires the scope `erasures:read`.
        """
        return cast("ErasureReceipt", self.request(
            "GET",
            f"/erasures/{quote(id, safe='')}/receipt",
        ))

    def list_audit_log(
        self,
        *,
        actor: str | None = None,
        operation: str | None = None,
        resource: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AuditLogEntryPage:
        """
        Get the audit log. Lists every change that was made through the API, the administration, a sign-in or a
        command, newest first: who, when, from where, what, and which members changed, but never a value. With
        `Accept: application/x-ndjson` the response is the whole log, one entry a line, without pages. Requires
        the scope `audit-log:read`, which a key has only when it names it.
        """
        return cast("AuditLogEntryPage", self.request(
            "GET",
            "/audit-log",
            query={"actor": actor, "operation": operation, "resource": resource, "since": since, "until": until, "limit": limit, "cursor": cursor},
        ))

    def iterate_audit_log(
        self,
        *,
        actor: str | None = None,
        operation: str | None = None,
        resource: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Iterator[AuditLogEntry]:
        """All items of `list_audit_log`, page after page as they are read."""
        return self._pages(
            "/audit-log",
            {"actor": actor, "operation": operation, "resource": resource, "since": since, "until": until, "limit": limit},
        )
