using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Passinstance.Passes.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "registration_changes");

            migrationBuilder.CreateTable(
                name: "audit_log",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_kind = table.Column<string>(type: "text", nullable: false),
                    actor_id = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    request_id = table.Column<string>(type: "text", nullable: true),
                    operation = table.Column<string>(type: "text", nullable: false),
                    resource_id = table.Column<string>(type: "text", nullable: true),
                    members = table.Column<string[]>(type: "text[]", nullable: false),
                    counts = table.Column<string>(type: "json", nullable: true),
                    recorded_in = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "pg_current_xact_id()::text::bigint")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_log", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "audit_log_chain",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    from_position = table.Column<long>(type: "bigint", nullable: false),
                    to_position = table.Column<long>(type: "bigint", nullable: false),
                    entry_count = table.Column<int>(type: "integer", nullable: false),
                    previous_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    previous_block_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_log_chain", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "batches",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    is_dry_run = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    created = table.Column<int>(type: "integer", nullable: false),
                    updated = table.Column<int>(type: "integer", nullable: false),
                    voided = table.Column<int>(type: "integer", nullable: false),
                    deleted = table.Column<int>(type: "integer", nullable: false),
                    failed = table.Column<int>(type: "integer", nullable: false),
                    cancelled = table.Column<int>(type: "integer", nullable: false),
                    notified = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    served_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_batches", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "bundles",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    sealed_secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bundles", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "device_logs",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    message = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_device_logs", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "device_registrations",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    device_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_type_identifier = table.Column<string>(type: "text", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    registered_in = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "pg_current_xact_id()::text::bigint"),
                    registered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_device_registrations", x => new { x.organization_id, x.device_id, x.pass_type_identifier, x.pass_id });
                });

            migrationBuilder.CreateTable(
                name: "devices",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    push_token = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_devices", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "form_visitors",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<byte[]>(type: "bytea", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_form_visitors", x => new { x.organization_id, x.template_id, x.address });
                });

            migrationBuilder.CreateTable(
                name: "google_callback_nonces",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: true),
                    is_saved = table.Column<bool>(type: "boolean", nullable: false),
                    holders_before = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_google_callback_nonces", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<string>(type: "text", nullable: false),
                    route = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    request_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: false),
                    locked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    resource_id = table.Column<string>(type: "text", nullable: true),
                    sealed_response = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotency_keys", x => new { x.organization_id, x.credential_id, x.route, x.key });
                });

            migrationBuilder.CreateTable(
                name: "image_replicas",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_image_replicas", x => new { x.organization_id, x.sha256 });
                });

            migrationBuilder.CreateTable(
                name: "inbox_messages",
                columns: table => new
                {
                    consumer = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    processed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox_messages", x => new { x.consumer, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "outbox_dead_letters",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    aggregate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    aggregate_version = table.Column<int>(type: "integer", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    trace_parent = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    dead_lettered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()"),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_dead_letters", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    aggregate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    aggregate_version = table.Column<int>(type: "integer", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    trace_parent = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_history", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_messages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    aggregate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    aggregate_version = table.Column<int>(type: "integer", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    trace_parent = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()"),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()"),
                    attempts = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_messages", x => x.id);
                })
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_threshold", 2000);

            migrationBuilder.CreateTable(
                name: "pass_message_jobs",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    notification_id = table.Column<Guid>(type: "uuid", nullable: false),
                    request = table.Column<string>(type: "json", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    served_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_pass_id = table.Column<Guid>(type: "uuid", nullable: true),
                    total = table.Column<int>(type: "integer", nullable: true),
                    targeted = table.Column<int>(type: "integer", nullable: false),
                    not_found = table.Column<int>(type: "integer", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    is_cancelled = table.Column<bool>(type: "boolean", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pass_message_jobs", x => new { x.organization_id, x.notification_id });
                });

            migrationBuilder.CreateTable(
                name: "pass_usage",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    views = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    apple_downloads = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    google_downloads = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    installs = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    removals = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    source = table.Column<string>(type: "text", nullable: true),
                    viewed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    downloaded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fetched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    used_by = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pass_usage", x => new { x.organization_id, x.pass_id });
                });

            migrationBuilder.CreateTable(
                name: "passes",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_version = table.Column<int>(type: "integer", nullable: false),
                    google_issuer_id = table.Column<string>(type: "text", nullable: true),
                    google_object_id = table.Column<string>(type: "text", nullable: true),
                    is_in_google = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    google_stored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    google_installs = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    pass_type_identifier = table.Column<string>(type: "text", nullable: false),
                    serial_number = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<string>(type: "json", nullable: false),
                    message = table.Column<string>(type: "json", nullable: true),
                    sealed_secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    link_number = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    version = table.Column<int>(type: "integer", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    warnings = table.Column<string>(type: "json", nullable: false),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_modified = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_in = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "pg_current_xact_id()::text::bigint"),
                    content_removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    personalized_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    installs = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_passes", x => new { x.organization_id, x.id });
                })
                .Annotation("Npgsql:StorageParameter:autovacuum_analyze_scale_factor", 0.02)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.02)
                .Annotation("Npgsql:StorageParameter:fillfactor", 80);

            migrationBuilder.CreateTable(
                name: "personalizations",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sealed_info = table.Column<byte[]>(type: "bytea", nullable: false),
                    personalized_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_personalizations", x => new { x.organization_id, x.pass_id });
                });

            migrationBuilder.CreateTable(
                name: "template_replicas",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    form_link_hash = table.Column<string>(type: "text", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_template_replicas", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "erasures",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    pass_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    emptied = table.Column<int>(type: "integer", nullable: false),
                    counts = table.Column<string>(type: "json", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    emptying_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    emptied_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_erasures", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "template_rollouts",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_template_rollouts", x => new { x.organization_id, x.template_id });
                });

            migrationBuilder.CreateTable(
                name: "template_usage",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    views = table.Column<long>(type: "bigint", nullable: false),
                    apple_downloads = table.Column<long>(type: "bigint", nullable: false),
                    google_downloads = table.Column<long>(type: "bigint", nullable: false),
                    installs = table.Column<long>(type: "bigint", nullable: false),
                    removals = table.Column<long>(type: "bigint", nullable: false),
                    form_views = table.Column<long>(type: "bigint", nullable: false),
                    form_issues = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_template_usage", x => new { x.organization_id, x.template_id, x.day, x.source });
                });

            migrationBuilder.CreateTable(
                name: "template_version_replicas",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    definition = table.Column<string>(type: "json", nullable: false),
                    images = table.Column<string>(type: "json", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_template_version_replicas", x => new { x.organization_id, x.template_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "wallet_identity_replicas",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    is_development = table.Column<bool>(type: "boolean", nullable: false),
                    team_identifier = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    held_version = table.Column<int>(type: "integer", nullable: false),
                    certificate = table.Column<string>(type: "text", nullable: true),
                    intermediates = table.Column<string>(type: "text", nullable: true),
                    client_email = table.Column<string>(type: "text", nullable: true),
                    key_id = table.Column<string>(type: "text", nullable: true),
                    key_location = table.Column<string>(type: "text", nullable: true),
                    is_demo = table.Column<bool>(type: "boolean", nullable: false),
                    sealed_secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fetch_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wallet_identity_replicas", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "batch_items",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    index = table.Column<int>(type: "integer", nullable: false),
                    operation = table.Column<string>(type: "text", nullable: false),
                    serial_number = table.Column<string>(type: "text", nullable: true),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    error = table.Column<string>(type: "json", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_batch_items", x => new { x.organization_id, x.batch_id, x.index });
                    table.ForeignKey(
                        name: "FK_batch_items_batches_organization_id_batch_id",
                        columns: x => new { x.organization_id, x.batch_id },
                        principalTable: "batches",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "batch_units",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    first_index = table.Column<int>(type: "integer", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    depends_on = table.Column<int>(type: "integer", nullable: true),
                    items = table.Column<string>(type: "text", nullable: true),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()"),
                    attempts = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    updated = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    voided = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    deleted = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    failed = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    notified = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_batch_units", x => new { x.organization_id, x.batch_id, x.number });
                    table.ForeignKey(
                        name: "FK_batch_units_batches_organization_id_batch_id",
                        columns: x => new { x.organization_id, x.batch_id },
                        principalTable: "batches",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "bundle_passes",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    bundle_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    part = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bundle_passes", x => new { x.organization_id, x.bundle_id, x.position });
                    table.ForeignKey(
                        name: "FK_bundle_passes_bundles_organization_id_bundle_id",
                        columns: x => new { x.organization_id, x.bundle_id },
                        principalTable: "bundles",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_audit_log_organization_id_resource_id_id",
                table: "audit_log",
                columns: new[] { "organization_id", "resource_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_audit_log_recorded_in",
                table: "audit_log",
                column: "recorded_in")
                .Annotation("Npgsql:IndexMethod", "brin")
                .Annotation("Npgsql:StorageParameter:autosummarize", true)
                .Annotation("Npgsql:StorageParameter:pages_per_range", 16);

            migrationBuilder.CreateIndex(
                name: "IX_audit_log_chain_organization_id_sequence",
                table: "audit_log_chain",
                columns: new[] { "organization_id", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_failed",
                table: "batch_items",
                columns: new[] { "organization_id", "batch_id", "index" },
                filter: "status = 'failed'");

            migrationBuilder.CreateIndex(
                name: "ix_batch_units_open",
                table: "batch_units",
                columns: new[] { "organization_id", "batch_id", "number" },
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batches_ended",
                table: "batches",
                column: "completed_at",
                filter: "completed_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batches_open",
                table: "batches",
                columns: new[] { "organization_id", "served_at", "id" },
                filter: "completed_at IS NULL AND received_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batches_unreceived",
                table: "batches",
                column: "created_at",
                filter: "received_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_devices_organization_id_push_token",
                table: "devices",
                columns: new[] { "organization_id", "push_token" });

            migrationBuilder.CreateIndex(
                name: "IX_form_visitors_since",
                table: "form_visitors",
                column: "since");

            migrationBuilder.CreateIndex(
                name: "IX_google_callback_nonces_expires_at",
                table: "google_callback_nonces",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_google_callback_nonces_organization_id_pass_id_expires_at",
                table: "google_callback_nonces",
                columns: new[] { "organization_id", "pass_id", "expires_at" },
                filter: "pass_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_idempotency_keys_created_at",
                table: "idempotency_keys",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_idempotency_keys_organization_id_resource_id",
                table: "idempotency_keys",
                columns: new[] { "organization_id", "resource_id" },
                filter: "resource_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_inbox_messages_processed_at",
                table: "inbox_messages",
                column: "processed_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_history_published_at",
                table: "outbox_history",
                column: "published_at");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_messages_available_at_sequence",
                table: "outbox_messages",
                columns: new[] { "available_at", "sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_pass_message_jobs_organization_id_served_at",
                table: "pass_message_jobs",
                columns: new[] { "organization_id", "served_at" });

            migrationBuilder.CreateIndex(
                name: "IX_pass_message_jobs_requested_at",
                table: "pass_message_jobs",
                column: "requested_at");

            migrationBuilder.CreateIndex(
                name: "ix_pass_message_jobs_open",
                table: "pass_message_jobs",
                column: "available_at",
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_passes_deleted_at",
                table: "passes",
                column: "deleted_at",
                filter: "deleted_at IS NOT NULL AND content_removed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_passes_organization_id_google_object_id",
                table: "passes",
                columns: new[] { "organization_id", "google_object_id" },
                filter: "google_object_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_passes_organization_id_pass_type_identifier_serial_number",
                table: "passes",
                columns: new[] { "organization_id", "pass_type_identifier", "serial_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_passes_organization_id_serial_number_id",
                table: "passes",
                columns: new[] { "organization_id", "serial_number", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_passes_organization_id_template_id_id",
                table: "passes",
                columns: new[] { "organization_id", "template_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_passes_organization_id_template_id_template_version",
                table: "passes",
                columns: new[] { "organization_id", "template_id", "template_version" },
                filter: "voided_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_passes_expiring",
                table: "passes",
                columns: new[] { "organization_id", "id" },
                filter: "expires_at IS NOT NULL AND voided_at IS NULL AND deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_passes_good",
                table: "passes",
                columns: new[] { "organization_id", "id" },
                filter: "voided_at IS NULL AND deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_passes_voided",
                table: "passes",
                columns: new[] { "organization_id", "id" },
                filter: "voided_at IS NOT NULL AND deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_erasures_available_at",
                table: "erasures",
                column: "available_at",
                filter: "available_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_template_rollouts_available_at",
                table: "template_rollouts",
                column: "available_at");

            migrationBuilder.CreateIndex(
                name: "IX_wallet_identity_replicas_fetch_at",
                table: "wallet_identity_replicas",
                column: "fetch_at",
                filter: "fetch_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_wallet_identity_replicas_organization_id_kind_name",
                table: "wallet_identity_replicas",
                columns: new[] { "organization_id", "kind", "name" });

            migrationBuilder.Sql(PassChangeTrigger.CreateSql);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_log");

            migrationBuilder.DropTable(
                name: "audit_log_chain");

            migrationBuilder.DropTable(
                name: "batch_items");

            migrationBuilder.DropTable(
                name: "batch_units");

            migrationBuilder.DropTable(
                name: "bundle_passes");

            migrationBuilder.DropTable(
                name: "device_logs");

            migrationBuilder.DropTable(
                name: "device_registrations");

            migrationBuilder.DropTable(
                name: "devices");

            migrationBuilder.DropTable(
                name: "form_visitors");

            migrationBuilder.DropTable(
                name: "google_callback_nonces");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "image_replicas");

            migrationBuilder.DropTable(
                name: "inbox_messages");

            migrationBuilder.DropTable(
                name: "outbox_dead_letters");

            migrationBuilder.DropTable(
                name: "outbox_history");

            migrationBuilder.DropTable(
                name: "outbox_messages");

            migrationBuilder.DropTable(
                name: "pass_message_jobs");

            migrationBuilder.DropTable(
                name: "pass_usage");

            migrationBuilder.DropTable(
                name: "passes");

            migrationBuilder.DropTable(
                name: "personalizations");

            migrationBuilder.DropTable(
                name: "template_replicas");

            migrationBuilder.DropTable(
                name: "erasures");

            migrationBuilder.DropTable(
                name: "template_rollouts");

            migrationBuilder.DropTable(
                name: "template_usage");

            migrationBuilder.DropTable(
                name: "template_version_replicas");

            migrationBuilder.DropTable(
                name: "wallet_identity_replicas");

            migrationBuilder.DropTable(
                name: "batches");

            migrationBuilder.DropTable(
                name: "bundles");

            migrationBuilder.DropSequence(
                name: "registration_changes");
        }
    }
}
