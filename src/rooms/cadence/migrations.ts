import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'cadence/001-digests',
    statements: [
      `CREATE TABLE digest (
        id uuid CONSTRAINT digest_pkey PRIMARY KEY,
        user_id text NOT NULL CONSTRAINT digest_user_key UNIQUE,
        every text NOT NULL,
        weekday integer NOT NULL,
        monthday integer NOT NULL,
        hour integer NOT NULL,
        pack text NOT NULL,
        language text NOT NULL
      )`,
    ],
  },
  {
    id: 'cadence/002-requests',
    statements: [
      `CREATE TABLE request (
        id uuid CONSTRAINT request_pkey PRIMARY KEY,
        kind text NOT NULL,
        asked_of text NOT NULL CONSTRAINT request_asked_of_known CHECK (asked_of IN ('marketing', 'sales')),
        title text NOT NULL,
        text text,
        state text NOT NULL CONSTRAINT request_state_known CHECK (state IN ('asked', 'promised', 'delivered', 'rated', 'declined', 'withdrawn')),
        asked_by uuid NOT NULL CONSTRAINT request_asked_by_fkey REFERENCES member (id),
        asked_at timestamptz NOT NULL,
        wanted_by date,
        deal_id uuid CONSTRAINT request_deal_fkey REFERENCES deal (id),
        lead_id uuid CONSTRAINT request_lead_fkey REFERENCES lead (id),
        account_id uuid CONSTRAINT request_account_fkey REFERENCES account (id),
        promised_by uuid CONSTRAINT request_promised_by_fkey REFERENCES member (id),
        promised_at timestamptz,
        first_due_at timestamptz,
        due_at timestamptz,
        delivered_by uuid CONSTRAINT request_delivered_by_fkey REFERENCES member (id),
        delivered_at timestamptz,
        note text,
        link text,
        rating integer,
        used text CONSTRAINT request_used_known CHECK (used IN ('yes', 'no', 'not-yet')),
        rated_at timestamptz,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX request_state ON request (state, due_at)',
      'CREATE INDEX request_asked_by ON request (asked_by)',
      'CREATE INDEX request_promised_by ON request (promised_by)',
      'CREATE INDEX request_delivered_by ON request (delivered_by)',
      'CREATE INDEX request_deal ON request (deal_id)',
      'CREATE INDEX request_lead ON request (lead_id)',
      'CREATE INDEX request_account ON request (account_id)',
      `CREATE TABLE request_step (
        id uuid CONSTRAINT request_step_pkey PRIMARY KEY,
        request_id uuid NOT NULL CONSTRAINT request_step_request_fkey REFERENCES request (id),
        lead_id uuid CONSTRAINT request_step_lead_fkey REFERENCES lead (id),
        kind text NOT NULL CONSTRAINT request_step_kind_known CHECK (kind IN ('ask', 'promise', 'deliver', 'decline', 'withdraw', 'reopen', 'rate', 'say', 'due', 'late')),
        by_member uuid CONSTRAINT request_step_member_fkey REFERENCES member (id),
        at timestamptz NOT NULL,
        text text,
        due_at timestamptz,
        link text,
        rating integer,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX request_step_request ON request_step (request_id, at)',
      'CREATE INDEX request_step_lead ON request_step (lead_id)',
      'CREATE INDEX request_step_member ON request_step (by_member)',
      `CREATE TABLE idea_use (
        id uuid CONSTRAINT idea_use_pkey PRIMARY KEY,
        request_id uuid NOT NULL CONSTRAINT idea_use_request_fkey REFERENCES request (id),
        campaign_id uuid NOT NULL CONSTRAINT idea_use_campaign_fkey REFERENCES campaign (id),
        by_member uuid NOT NULL CONSTRAINT idea_use_member_fkey REFERENCES member (id),
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT idea_use_key UNIQUE (request_id, campaign_id)
      )`,
      'CREATE INDEX idea_use_campaign ON idea_use (campaign_id)',
      'CREATE INDEX idea_use_member ON idea_use (by_member)',
    ],
  },
  {
    id: 'cadence/003-notices',
    statements: [
      `CREATE TABLE notice (
        id uuid CONSTRAINT notice_pkey PRIMARY KEY,
        user_id text NOT NULL,
        kind text NOT NULL,
        event_id uuid NOT NULL,
        about_kind text NOT NULL,
        about_id uuid,
        facts jsonb NOT NULL,
        needs jsonb NOT NULL,
        way text NOT NULL CONSTRAINT notice_way_known CHECK (way IN ('app', 'mail', 'digest', 'none')),
        at timestamptz NOT NULL,
        read_at timestamptz,
        mail_id uuid,
        mailed_at timestamptz
      )`,
      'CREATE UNIQUE INDEX notice_once ON notice (event_id, user_id, kind, about_id)',
      'CREATE INDEX notice_of_user ON notice (user_id, at)',
      "CREATE INDEX notice_to_mail ON notice (user_id) WHERE way = 'mail' AND mailed_at IS NULL",
      `CREATE TABLE notice_choice (
        id uuid CONSTRAINT notice_choice_pkey PRIMARY KEY,
        user_id text NOT NULL,
        kind text NOT NULL,
        way text NOT NULL,
        CONSTRAINT notice_choice_key UNIQUE (user_id, kind)
      )`,
      `CREATE TABLE notice_reader (
        id uuid CONSTRAINT notice_reader_pkey PRIMARY KEY,
        user_id text NOT NULL CONSTRAINT notice_reader_user_key UNIQUE,
        language text
      )`,
    ],
  },
  {
    id: 'cadence/004-channels',
    statements: [
      `CREATE TABLE channel (
        id uuid CONSTRAINT channel_pkey PRIMARY KEY,
        name text NOT NULL,
        program text NOT NULL,
        host text NOT NULL,
        sealed_url text NOT NULL,
        kinds jsonb NOT NULL,
        names boolean NOT NULL,
        language text NOT NULL,
        maker_id text,
        maker_name text NOT NULL,
        state text NOT NULL CONSTRAINT channel_state_known CHECK (state IN ('on', 'off', 'stopped')),
        why text,
        last_sent_at timestamptz
      )`,
      `CREATE TABLE channel_message (
        id uuid CONSTRAINT channel_message_pkey PRIMARY KEY,
        channel_id uuid NOT NULL,
        event_id uuid NOT NULL,
        kind text NOT NULL,
        told jsonb NOT NULL,
        count integer NOT NULL,
        state text NOT NULL CONSTRAINT channel_message_state_known CHECK (state IN ('waiting', 'sent', 'failed')),
        tries integer NOT NULL,
        why text,
        at timestamptz NOT NULL,
        settled_at timestamptz,
        CONSTRAINT channel_message_once UNIQUE (channel_id, event_id, kind)
      )`,
      'CREATE INDEX channel_message_state ON channel_message (channel_id, state)',
    ],
  },
  {
    id: 'cadence/005-notices-about',
    statements: ['CREATE INDEX notice_about ON notice (about_id)'],
  },
]
