CREATE TABLE account (
	workspace_id BIGINT NOT NULL,
	email VARCHAR NOT NULL,
	password_hash VARCHAR NOT NULL,
	changed_at BIGINT NOT NULL,
	CONSTRAINT pk_account PRIMARY KEY (workspace_id, email)
);
CREATE TABLE api_key (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	member_id UUID NOT NULL,
	name VARCHAR NOT NULL,
	style VARCHAR NOT NULL,
	prefix VARCHAR NOT NULL,
	last4 VARCHAR NOT NULL,
	hash BYTEA NOT NULL,
	scopes JSON NOT NULL,
	objects JSON,
	policy JSON,
	budgets JSON,
	per_minute INTEGER NOT NULL,
	made_with UUID,
	expires_at BIGINT,
	paused_at BIGINT,
	paused_by UUID,
	revoked_at BIGINT,
	last_used_at BIGINT,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_api_key PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_api_key_hash ON api_key (hash);
CREATE TABLE attribute (
	workspace_id BIGINT NOT NULL,
	no INTEGER NOT NULL,
	id UUID NOT NULL,
	object_no INTEGER NOT NULL,
	slug VARCHAR NOT NULL,
	title VARCHAR NOT NULL,
	type VARCHAR NOT NULL,
	description VARCHAR NOT NULL,
	is_required BOOLEAN NOT NULL,
	is_unique BOOLEAN NOT NULL,
	is_multi_select BOOLEAN NOT NULL,
	is_system BOOLEAN NOT NULL,
	is_archived BOOLEAN NOT NULL,
	default_value JSON,
	config JSON NOT NULL,
	slot VARCHAR,
	pending_slot VARCHAR,
	sort_order INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_attribute PRIMARY KEY (workspace_id, no),
	CONSTRAINT uq_attribute_workspace_id_object_no_slug UNIQUE (workspace_id, object_no, slug),
	CONSTRAINT uq_attribute_workspace_id_object_no_slot UNIQUE (workspace_id, object_no, slot)
);
CREATE TABLE budget_use (
	workspace_id BIGINT NOT NULL,
	holder UUID NOT NULL,
	period VARCHAR NOT NULL,
	began BIGINT NOT NULL,
	calls BIGINT NOT NULL,
	records_read BIGINT NOT NULL,
	records_written BIGINT NOT NULL,
	messages BIGINT NOT NULL,
	export_rows BIGINT NOT NULL,
	CONSTRAINT pk_budget_use PRIMARY KEY (workspace_id, holder, period)
);
CREATE TABLE call_pattern (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	call_id UUID NOT NULL,
	signal_type VARCHAR NOT NULL,
	line INTEGER NOT NULL,
	quote TEXT NOT NULL,
	note TEXT NOT NULL,
	detected_at BIGINT NOT NULL,
	CONSTRAINT pk_call_pattern PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_call_pattern_call ON call_pattern (workspace_id, call_id, id);
CREATE INDEX ix_call_pattern_signal ON call_pattern (workspace_id, signal_type, call_id);
CREATE TABLE call_score (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	call_id UUID NOT NULL,
	rubric_id UUID NOT NULL,
	rubric_version INTEGER NOT NULL,
	scorer VARCHAR NOT NULL,
	overall FLOAT NOT NULL,
	body JSON NOT NULL,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_call_score PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_call_score_call ON call_score (workspace_id, call_id, id);
CREATE TABLE call_transcript (
	workspace_id BIGINT NOT NULL,
	call_id UUID NOT NULL,
	part INTEGER NOT NULL,
	format VARCHAR NOT NULL,
	total INTEGER NOT NULL,
	digest VARCHAR NOT NULL,
	lines JSON NOT NULL,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_call_transcript PRIMARY KEY (workspace_id, call_id, part)
);
CREATE INDEX ix_call_transcript_digest ON call_transcript (workspace_id, digest);
CREATE TABLE idempotency (
	workspace_id BIGINT NOT NULL,
	caller UUID NOT NULL,
	key VARCHAR NOT NULL,
	digest VARCHAR NOT NULL,
	operation VARCHAR NOT NULL,
	result JSON NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_idempotency PRIMARY KEY (workspace_id, caller, key)
);
CREATE INDEX ix_idempotency_at ON idempotency (workspace_id, at);
CREATE TABLE identity (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	member_id UUID NOT NULL,
	issuer VARCHAR NOT NULL,
	subject VARCHAR NOT NULL,
	email VARCHAR,
	created_at BIGINT NOT NULL,
	last_used_at BIGINT,
	CONSTRAINT pk_identity PRIMARY KEY (workspace_id, id),
	CONSTRAINT uq_identity_workspace_id_issuer_subject UNIQUE (workspace_id, issuer, subject)
);
CREATE INDEX ix_identity_subject ON identity (issuer, subject);
CREATE TABLE invitation (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	email VARCHAR NOT NULL,
	role VARCHAR NOT NULL,
	role_id UUID,
	team_id UUID,
	hash BYTEA NOT NULL,
	invited_by UUID NOT NULL,
	made_with UUID,
	created_at BIGINT NOT NULL,
	sent_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	accepted_at BIGINT,
	revoked_at BIGINT,
	CONSTRAINT pk_invitation PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_invitation_hash ON invitation (hash);
CREATE TABLE job (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	queue VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	payload JSON NOT NULL,
	secret TEXT,
	state VARCHAR NOT NULL,
	due_at BIGINT,
	attempts INTEGER NOT NULL,
	max_attempts INTEGER NOT NULL,
	worker VARCHAR,
	unique_key VARCHAR,
	last_error TEXT,
	created_at BIGINT NOT NULL,
	finished_at BIGINT,
	CONSTRAINT pk_job PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_job_due ON job (queue, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX ix_job_over ON job (finished_at) WHERE finished_at IS NOT NULL;
CREATE UNIQUE INDEX uq_job_unique_key ON job (workspace_id, unique_key) WHERE due_at IS NOT NULL AND unique_key IS NOT NULL;
CREATE TABLE journal (
	workspace_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	change_id UUID NOT NULL,
	at BIGINT NOT NULL,
	type VARCHAR NOT NULL,
	tool VARCHAR NOT NULL,
	surface VARCHAR NOT NULL,
	member_id UUID,
	member_name VARCHAR,
	key_id UUID,
	key_name VARCHAR,
	client VARCHAR,
	run_id VARCHAR,
	plan_id UUID,
	request_id VARCHAR,
	object VARCHAR,
	record_id UUID,
	before JSON,
	after JSON,
	version_from INTEGER,
	version_to INTEGER,
	hash BYTEA NOT NULL,
	CONSTRAINT pk_journal PRIMARY KEY (workspace_id, seq)
);
CREATE INDEX ix_journal_at ON journal (workspace_id, at, seq);
CREATE INDEX ix_journal_change ON journal (workspace_id, change_id);
CREATE INDEX ix_journal_key ON journal (workspace_id, key_id, seq) WHERE key_id IS NOT NULL;
CREATE INDEX ix_journal_member ON journal (workspace_id, member_id, seq);
CREATE INDEX ix_journal_object ON journal (workspace_id, object, seq);
CREATE INDEX ix_journal_record ON journal (workspace_id, record_id, seq);
CREATE INDEX ix_journal_tool ON journal (workspace_id, tool, seq);
CREATE TABLE journal_check (
	workspace_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	broken_at BIGINT,
	CONSTRAINT pk_journal_check PRIMARY KEY (workspace_id)
);
CREATE TABLE journal_head (
	workspace_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	readers INTEGER NOT NULL,
	CONSTRAINT pk_journal_head PRIMARY KEY (workspace_id)
);
CREATE TABLE link (
	workspace_id BIGINT NOT NULL,
	attribute_no INTEGER NOT NULL,
	from_id UUID NOT NULL,
	to_id UUID NOT NULL,
	position INTEGER NOT NULL,
	data JSON,
	CONSTRAINT pk_link PRIMARY KEY (workspace_id, attribute_no, from_id, to_id)
);
CREATE INDEX ix_link_to ON link (workspace_id, attribute_no, to_id, from_id);
CREATE TABLE member (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	email VARCHAR,
	name VARCHAR NOT NULL,
	role VARCHAR NOT NULL,
	role_id UUID,
	team_id UUID,
	is_active BOOLEAN NOT NULL,
	created_at BIGINT NOT NULL,
	proven_at BIGINT,
	CONSTRAINT pk_member PRIMARY KEY (workspace_id, id),
	CONSTRAINT uq_member_workspace_id_email UNIQUE (workspace_id, email)
);
CREATE INDEX ix_member_email ON member (email);
CREATE TABLE member_profile (
	workspace_id BIGINT NOT NULL,
	member_id UUID NOT NULL,
	first_name VARCHAR NOT NULL,
	last_name VARCHAR NOT NULL,
	country VARCHAR,
	avatar_url VARCHAR,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_member_profile PRIMARY KEY (workspace_id, member_id)
);
CREATE TABLE note (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	record_id UUID NOT NULL,
	content TEXT NOT NULL,
	member_id UUID,
	author VARCHAR,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_note PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_note_record ON note (workspace_id, record_id, id);
CREATE TABLE oauth_client (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	client_id VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	redirects JSON NOT NULL,
	auth_method VARCHAR NOT NULL,
	secret_hash BYTEA,
	fresh_until BIGINT,
	used_at BIGINT,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_oauth_client PRIMARY KEY (workspace_id, id),
	CONSTRAINT uq_oauth_client_workspace_id_client_id UNIQUE (workspace_id, client_id)
);
CREATE TABLE oauth_code (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	grant_id UUID NOT NULL,
	hash BYTEA NOT NULL,
	client_id VARCHAR NOT NULL,
	redirect VARCHAR NOT NULL,
	challenge VARCHAR NOT NULL,
	resource VARCHAR NOT NULL,
	requested JSON NOT NULL,
	expires_at BIGINT NOT NULL,
	used_at BIGINT,
	CONSTRAINT pk_oauth_code PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_oauth_code_hash ON oauth_code (hash);
CREATE TABLE oauth_grant (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	member_id UUID NOT NULL,
	client_id VARCHAR NOT NULL,
	client_name VARCHAR NOT NULL,
	client_host VARCHAR NOT NULL,
	scopes JSON NOT NULL,
	objects JSON,
	policy JSON,
	budgets JSON,
	consented JSON NOT NULL,
	ceiling JSON NOT NULL,
	limited_by UUID,
	paused_at BIGINT,
	paused_by UUID,
	revoked_at BIGINT,
	last_used_at BIGINT,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_oauth_grant PRIMARY KEY (workspace_id, id),
	CONSTRAINT uq_oauth_grant_workspace_id_member_id_client_id UNIQUE (workspace_id, member_id, client_id)
);
CREATE TABLE oauth_token (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	grant_id UUID NOT NULL,
	family UUID NOT NULL,
	kind VARCHAR NOT NULL,
	hash BYTEA NOT NULL,
	resource VARCHAR NOT NULL,
	requested JSON NOT NULL,
	expires_at BIGINT NOT NULL,
	used_at BIGINT,
	CONSTRAINT pk_oauth_token PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_oauth_token_grant ON oauth_token (workspace_id, grant_id);
CREATE INDEX ix_oauth_token_hash ON oauth_token (hash);
CREATE TABLE object (
	workspace_id BIGINT NOT NULL,
	no INTEGER NOT NULL,
	id UUID NOT NULL,
	slug VARCHAR NOT NULL,
	singular_noun VARCHAR NOT NULL,
	plural_noun VARCHAR NOT NULL,
	type VARCHAR NOT NULL,
	is_archived BOOLEAN NOT NULL,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_object PRIMARY KEY (workspace_id, no),
	CONSTRAINT uq_object_workspace_id_slug UNIQUE (workspace_id, slug)
);
CREATE TABLE option (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	attribute_no INTEGER NOT NULL,
	title VARCHAR NOT NULL,
	sort_order INTEGER NOT NULL,
	is_archived BOOLEAN NOT NULL,
	config JSON NOT NULL,
	CONSTRAINT pk_option PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_option_attribute ON option (workspace_id, attribute_no);
CREATE TABLE passkey (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	member_id UUID NOT NULL,
	name VARCHAR NOT NULL,
	credential_id BYTEA NOT NULL,
	public_key BYTEA NOT NULL,
	sign_count BIGINT NOT NULL,
	synced BOOLEAN NOT NULL,
	email VARCHAR,
	created_at BIGINT NOT NULL,
	last_used_at BIGINT,
	CONSTRAINT pk_passkey PRIMARY KEY (workspace_id, id),
	CONSTRAINT uq_passkey_workspace_id_credential_id UNIQUE (workspace_id, credential_id)
);
CREATE INDEX ix_passkey_credential_id ON passkey (credential_id);
CREATE TABLE passkey_challenge (
	workspace_id BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	member_id UUID,
	expires_at BIGINT NOT NULL,
	CONSTRAINT pk_passkey_challenge PRIMARY KEY (workspace_id, hash)
);
CREATE TABLE password_reset (
	workspace_id BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	email VARCHAR NOT NULL,
	expires_at BIGINT NOT NULL,
	CONSTRAINT pk_password_reset PRIMARY KEY (workspace_id, hash)
);
CREATE TABLE record (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	object_no INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	values JSON NOT NULL,
	CONSTRAINT pk_record PRIMARY KEY (workspace_id, id)
);
CREATE TABLE record_ix (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	object_no INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	s1 VARCHAR COLLATE "C",
	s2 VARCHAR COLLATE "C",
	s3 VARCHAR COLLATE "C",
	s4 VARCHAR COLLATE "C",
	s5 VARCHAR COLLATE "C",
	s6 VARCHAR COLLATE "C",
	s7 VARCHAR COLLATE "C",
	s8 VARCHAR COLLATE "C",
	s9 VARCHAR COLLATE "C",
	s10 VARCHAR COLLATE "C",
	s11 VARCHAR COLLATE "C",
	s12 VARCHAR COLLATE "C",
	s13 VARCHAR COLLATE "C",
	s14 VARCHAR COLLATE "C",
	s15 VARCHAR COLLATE "C",
	s16 VARCHAR COLLATE "C",
	n1 DOUBLE PRECISION,
	n2 DOUBLE PRECISION,
	n3 DOUBLE PRECISION,
	n4 DOUBLE PRECISION,
	n5 DOUBLE PRECISION,
	n6 DOUBLE PRECISION,
	n7 DOUBLE PRECISION,
	n8 DOUBLE PRECISION,
	n9 DOUBLE PRECISION,
	n10 DOUBLE PRECISION,
	n11 DOUBLE PRECISION,
	n12 DOUBLE PRECISION,
	n13 DOUBLE PRECISION,
	n14 DOUBLE PRECISION,
	n15 DOUBLE PRECISION,
	n16 DOUBLE PRECISION,
	CONSTRAINT pk_record_ix PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_record_created ON record_ix (workspace_id, object_no, created_at, id);
CREATE INDEX ix_record_n1 ON record_ix (workspace_id, object_no, n1, id) WHERE n1 IS NOT NULL;
CREATE INDEX ix_record_n10 ON record_ix (workspace_id, object_no, n10, id) WHERE n10 IS NOT NULL;
CREATE INDEX ix_record_n11 ON record_ix (workspace_id, object_no, n11, id) WHERE n11 IS NOT NULL;
CREATE INDEX ix_record_n12 ON record_ix (workspace_id, object_no, n12, id) WHERE n12 IS NOT NULL;
CREATE INDEX ix_record_n13 ON record_ix (workspace_id, object_no, n13, id) WHERE n13 IS NOT NULL;
CREATE INDEX ix_record_n14 ON record_ix (workspace_id, object_no, n14, id) WHERE n14 IS NOT NULL;
CREATE INDEX ix_record_n15 ON record_ix (workspace_id, object_no, n15, id) WHERE n15 IS NOT NULL;
CREATE INDEX ix_record_n16 ON record_ix (workspace_id, object_no, n16, id) WHERE n16 IS NOT NULL;
CREATE INDEX ix_record_n2 ON record_ix (workspace_id, object_no, n2, id) WHERE n2 IS NOT NULL;
CREATE INDEX ix_record_n3 ON record_ix (workspace_id, object_no, n3, id) WHERE n3 IS NOT NULL;
CREATE INDEX ix_record_n4 ON record_ix (workspace_id, object_no, n4, id) WHERE n4 IS NOT NULL;
CREATE INDEX ix_record_n5 ON record_ix (workspace_id, object_no, n5, id) WHERE n5 IS NOT NULL;
CREATE INDEX ix_record_n6 ON record_ix (workspace_id, object_no, n6, id) WHERE n6 IS NOT NULL;
CREATE INDEX ix_record_n7 ON record_ix (workspace_id, object_no, n7, id) WHERE n7 IS NOT NULL;
CREATE INDEX ix_record_n8 ON record_ix (workspace_id, object_no, n8, id) WHERE n8 IS NOT NULL;
CREATE INDEX ix_record_n9 ON record_ix (workspace_id, object_no, n9, id) WHERE n9 IS NOT NULL;
CREATE INDEX ix_record_s1 ON record_ix (workspace_id, object_no, s1, id) WHERE s1 IS NOT NULL;
CREATE INDEX ix_record_s10 ON record_ix (workspace_id, object_no, s10, id) WHERE s10 IS NOT NULL;
CREATE INDEX ix_record_s11 ON record_ix (workspace_id, object_no, s11, id) WHERE s11 IS NOT NULL;
CREATE INDEX ix_record_s12 ON record_ix (workspace_id, object_no, s12, id) WHERE s12 IS NOT NULL;
CREATE INDEX ix_record_s13 ON record_ix (workspace_id, object_no, s13, id) WHERE s13 IS NOT NULL;
CREATE INDEX ix_record_s14 ON record_ix (workspace_id, object_no, s14, id) WHERE s14 IS NOT NULL;
CREATE INDEX ix_record_s15 ON record_ix (workspace_id, object_no, s15, id) WHERE s15 IS NOT NULL;
CREATE INDEX ix_record_s16 ON record_ix (workspace_id, object_no, s16, id) WHERE s16 IS NOT NULL;
CREATE INDEX ix_record_s2 ON record_ix (workspace_id, object_no, s2, id) WHERE s2 IS NOT NULL;
CREATE INDEX ix_record_s3 ON record_ix (workspace_id, object_no, s3, id) WHERE s3 IS NOT NULL;
CREATE INDEX ix_record_s4 ON record_ix (workspace_id, object_no, s4, id) WHERE s4 IS NOT NULL;
CREATE INDEX ix_record_s5 ON record_ix (workspace_id, object_no, s5, id) WHERE s5 IS NOT NULL;
CREATE INDEX ix_record_s6 ON record_ix (workspace_id, object_no, s6, id) WHERE s6 IS NOT NULL;
CREATE INDEX ix_record_s7 ON record_ix (workspace_id, object_no, s7, id) WHERE s7 IS NOT NULL;
CREATE INDEX ix_record_s8 ON record_ix (workspace_id, object_no, s8, id) WHERE s8 IS NOT NULL;
CREATE INDEX ix_record_s9 ON record_ix (workspace_id, object_no, s9, id) WHERE s9 IS NOT NULL;
CREATE INDEX ix_record_updated ON record_ix (workspace_id, object_no, updated_at, id);
CREATE TABLE record_value (
	workspace_id BIGINT NOT NULL,
	attribute_no INTEGER NOT NULL,
	record_id UUID NOT NULL,
	position SMALLINT NOT NULL,
	s VARCHAR COLLATE "C",
	n DOUBLE PRECISION,
	body TEXT,
	lat DOUBLE PRECISION,
	lng DOUBLE PRECISION,
	CONSTRAINT pk_record_value PRIMARY KEY (workspace_id, attribute_no, record_id, position)
);
CREATE INDEX ix_record_value_n ON record_value (workspace_id, attribute_no, n, record_id) WHERE n IS NOT NULL;
CREATE INDEX ix_record_value_s ON record_value (workspace_id, attribute_no, s, record_id) WHERE s IS NOT NULL;
CREATE TABLE role (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	name VARCHAR NOT NULL,
	description VARCHAR NOT NULL,
	rank VARCHAR NOT NULL,
	permissions JSON NOT NULL,
	policy JSON,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_role PRIMARY KEY (workspace_id, id),
	CONSTRAINT uq_role_workspace_id_name UNIQUE (workspace_id, name)
);
CREATE TABLE rubric (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	name VARCHAR NOT NULL,
	type VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	is_active BOOLEAN NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_rubric PRIMARY KEY (workspace_id, id)
);
CREATE TABLE rubric_version (
	workspace_id BIGINT NOT NULL,
	rubric_id UUID NOT NULL,
	version INTEGER NOT NULL,
	criteria JSON NOT NULL,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_rubric_version PRIMARY KEY (workspace_id, rubric_id, version)
);
CREATE TABLE scoring_rule (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	name VARCHAR NOT NULL,
	expression TEXT NOT NULL,
	priority INTEGER NOT NULL,
	weight DOUBLE PRECISION NOT NULL,
	kinds JSON NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_scoring_rule PRIMARY KEY (workspace_id, id)
);
CREATE TABLE scoring_run (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	state VARCHAR NOT NULL,
	total BIGINT NOT NULL,
	scored BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	after UUID,
	member_id UUID NOT NULL,
	key_id UUID,
	key_name VARCHAR,
	surface VARCHAR NOT NULL,
	client VARCHAR,
	started_at BIGINT NOT NULL,
	finished_at BIGINT,
	CONSTRAINT pk_scoring_run PRIMARY KEY (workspace_id)
);
CREATE TABLE session (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	member_id UUID NOT NULL,
	hash BYTEA NOT NULL,
	created_at BIGINT NOT NULL,
	last_seen_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	idle BIGINT NOT NULL,
	revoked_at BIGINT,
	user_agent VARCHAR NOT NULL,
	email VARCHAR,
	CONSTRAINT pk_session PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_session_email ON session (email);
CREATE INDEX ix_session_hash ON session (hash);
CREATE TABLE team (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	name VARCHAR NOT NULL,
	manager_name VARCHAR,
	region VARCHAR,
	CONSTRAINT pk_team PRIMARY KEY (workspace_id, id),
	CONSTRAINT uq_team_workspace_id_name UNIQUE (workspace_id, name)
);
CREATE TABLE token (
	workspace_id BIGINT NOT NULL,
	token VARCHAR COLLATE "C" NOT NULL,
	object_no INTEGER NOT NULL,
	record_id UUID NOT NULL,
	CONSTRAINT pk_token PRIMARY KEY (workspace_id, token, object_no, record_id)
);
CREATE INDEX ix_token_record ON token (workspace_id, record_id, token);
CREATE TABLE unique_key (
	workspace_id BIGINT NOT NULL,
	attribute_no INTEGER NOT NULL,
	key VARCHAR COLLATE "C" NOT NULL,
	record_id UUID NOT NULL,
	CONSTRAINT pk_unique_key PRIMARY KEY (workspace_id, attribute_no, key)
);
CREATE TABLE webhook (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	member_id UUID NOT NULL,
	credential VARCHAR NOT NULL,
	bearer_id UUID,
	shape VARCHAR NOT NULL,
	url TEXT NOT NULL,
	events JSON NOT NULL,
	objects JSON,
	description TEXT NOT NULL,
	secret TEXT,
	is_enabled BOOLEAN NOT NULL,
	from_seq BIGINT NOT NULL,
	planned BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_webhook PRIMARY KEY (workspace_id, id)
);
CREATE TABLE webhook_cursor (
	workspace_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	CONSTRAINT pk_webhook_cursor PRIMARY KEY (workspace_id)
);
CREATE TABLE webhook_delivery (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	webhook_id UUID NOT NULL,
	place BIGINT NOT NULL,
	event VARCHAR NOT NULL,
	seq BIGINT,
	object VARCHAR,
	record_id UUID,
	status VARCHAR NOT NULL,
	attempts INTEGER NOT NULL,
	due_at BIGINT,
	url TEXT,
	body TEXT,
	status_code INTEGER,
	response TEXT,
	resent_of UUID,
	created_at BIGINT NOT NULL,
	delivered_at BIGINT,
	CONSTRAINT pk_webhook_delivery PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ix_webhook_delivery_lane ON webhook_delivery (workspace_id, webhook_id, record_id, place) WHERE due_at IS NOT NULL;
CREATE INDEX ix_webhook_delivery_log ON webhook_delivery (workspace_id, webhook_id, id);
CREATE INDEX ix_webhook_delivery_open ON webhook_delivery (workspace_id, webhook_id, place) WHERE due_at IS NOT NULL;
CREATE INDEX ix_webhook_delivery_over ON webhook_delivery (created_at) WHERE due_at IS NULL;
CREATE TABLE widget (
	workspace_id BIGINT NOT NULL,
	id UUID NOT NULL,
	name VARCHAR NOT NULL,
	config JSON NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_widget PRIMARY KEY (workspace_id, id)
);
CREATE TABLE workspace (
	id BIGINT NOT NULL,
	public_id UUID NOT NULL,
	slug VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	schema_version INTEGER NOT NULL,
	settings JSON NOT NULL,
	plan VARCHAR,
	plan_overrides JSON,
	entitlements JSON,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_workspace PRIMARY KEY (id),
	CONSTRAINT uq_workspace_slug UNIQUE (slug)
);
