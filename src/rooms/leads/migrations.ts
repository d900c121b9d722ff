import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'leads/001-leads',
    statements: [
      `CREATE TABLE lead (
        id uuid CONSTRAINT lead_pkey PRIMARY KEY,
        external_id text NOT NULL CONSTRAINT lead_external_id_key UNIQUE,
        person_id uuid NOT NULL CONSTRAINT lead_person_fkey REFERENCES person (id),
        owner_id uuid CONSTRAINT lead_owner_fkey REFERENCES member (id),
        source text,
        status text,
        industry text,
        country text,
        created_at timestamptz,
        converted boolean,
        converted_at timestamptz,
        deal_ref text,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX lead_person ON lead (person_id)',
      'CREATE INDEX lead_owner ON lead (owner_id)',
    ],
  },
  {
    id: 'leads/002-activities',
    statements: [
      `CREATE TABLE activity (
        id uuid CONSTRAINT activity_pkey PRIMARY KEY,
        external_id text NOT NULL CONSTRAINT activity_external_id_key UNIQUE,
        kind text NOT NULL CONSTRAINT activity_kind_check
          CHECK (kind IN ('call', 'meeting', 'email', 'message', 'task', 'form', 'visit', 'other')),
        type text,
        subject text,
        at timestamptz,
        ends_at timestamptz,
        due_at timestamptz,
        duration_minutes double precision,
        done boolean,
        status text,
        direction text,
        outcome text,
        note text,
        owner_id uuid CONSTRAINT activity_owner_fkey REFERENCES member (id),
        person_id uuid CONSTRAINT activity_person_fkey REFERENCES person (id),
        account_id uuid CONSTRAINT activity_account_fkey REFERENCES account (id),
        deal_id uuid CONSTRAINT activity_deal_fkey REFERENCES deal (id),
        lead_id uuid CONSTRAINT activity_lead_fkey REFERENCES lead (id),
        campaign_ref text,
        made_at timestamptz,
        source_modified_at timestamptz,
        refs jsonb NOT NULL,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX activity_owner ON activity (owner_id)',
      'CREATE INDEX activity_person ON activity (person_id)',
      'CREATE INDEX activity_account ON activity (account_id)',
      'CREATE INDEX activity_deal ON activity (deal_id)',
      'CREATE INDEX activity_lead ON activity (lead_id)',
    ],
  },
  {
    id: 'leads/003-no-index-of-nothing',
    statements: ['DROP INDEX lead_owner', 'CREATE INDEX lead_owner ON lead (owner_id) WHERE owner_id IS NOT NULL'],
  },
  {
    id: 'leads/004-references-checked-once',
    statements: [
      // Without RESTRICT PostgreSQL asks twice for each removed row: once whether it is there again, once who refers to it.
      'ALTER TABLE lead DROP CONSTRAINT lead_person_fkey',
      'ALTER TABLE lead ADD CONSTRAINT lead_person_fkey FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT',
      'ALTER TABLE activity DROP CONSTRAINT activity_person_fkey',
      'ALTER TABLE activity ADD CONSTRAINT activity_person_fkey FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT',
      'ALTER TABLE activity DROP CONSTRAINT activity_account_fkey',
      'ALTER TABLE activity ADD CONSTRAINT activity_account_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT',
      'ALTER TABLE activity DROP CONSTRAINT activity_deal_fkey',
      'ALTER TABLE activity ADD CONSTRAINT activity_deal_fkey FOREIGN KEY (deal_id) REFERENCES deal (id) ON DELETE RESTRICT',
      'ALTER TABLE activity DROP CONSTRAINT activity_lead_fkey',
      'ALTER TABLE activity ADD CONSTRAINT activity_lead_fkey FOREIGN KEY (lead_id) REFERENCES lead (id) ON DELETE RESTRICT',
    ],
  },
  {
    id: 'leads/005-notes',
    statements: [
      `CREATE TABLE note (
        id uuid CONSTRAINT note_pkey PRIMARY KEY,
        text text NOT NULL,
        at timestamptz NOT NULL,
        by text NOT NULL,
        deal_id uuid CONSTRAINT note_deal_fkey REFERENCES deal (id),
        account_id uuid CONSTRAINT note_account_fkey REFERENCES account (id),
        person_id uuid CONSTRAINT note_person_fkey REFERENCES person (id),
        lead_id uuid CONSTRAINT note_lead_fkey REFERENCES lead (id),
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX note_deal ON note (deal_id)',
      'CREATE INDEX note_account ON note (account_id)',
      'CREATE INDEX note_person ON note (person_id)',
      'CREATE INDEX note_lead ON note (lead_id)',
    ],
  },
  {
    id: 'leads/006-leads-in-order',
    statements: [
      // The orders in which the list opens: a page of it is a stretch of the index.
      'CREATE INDEX lead_created ON lead (created_at, id)',
    ],
  },
  {
    id: 'leads/007-tasks-by-their-day',
    statements: ["CREATE INDEX activity_task_due ON activity (owner_id, due_at) WHERE kind = 'task' AND done IS FALSE"],
  },
  {
    id: 'leads/008-hand-over',
    statements: [
      'ALTER TABLE lead ADD COLUMN state text',
      `ALTER TABLE lead ADD CONSTRAINT lead_state_check
        CHECK (state IN ('offered', 'accepted', 'working', 'returned', 'rejected', 'converted', 'disqualified'))`,
      'ALTER TABLE lead ADD COLUMN state_at timestamptz',
      'ALTER TABLE lead ADD COLUMN contract_number integer',
      'ALTER TABLE lead ADD COLUMN score integer',
      'ALTER TABLE lead ADD COLUMN channel text',
      'ALTER TABLE lead ADD COLUMN campaign_ref text',
      'ALTER TABLE lead ADD COLUMN queue text',
      'ALTER TABLE lead ADD COLUMN routed jsonb',
      'ALTER TABLE lead ADD COLUMN offered_at timestamptz',
      'ALTER TABLE lead ADD COLUMN place_by timestamptz',
      'ALTER TABLE lead ADD COLUMN placed_at timestamptz',
      'ALTER TABLE lead ADD COLUMN accept_by timestamptz',
      'ALTER TABLE lead ADD COLUMN accepted_at timestamptz',
      'ALTER TABLE lead ADD COLUMN accept_minutes double precision',
      'ALTER TABLE lead ADD COLUMN contact_by timestamptz',
      'ALTER TABLE lead ADD COLUMN first_contact_at timestamptz',
      'ALTER TABLE lead ADD COLUMN first_activity_id uuid',
      'ALTER TABLE lead ADD COLUMN contact_minutes double precision',
      'ALTER TABLE lead ADD COLUMN fails_at timestamptz',
      'ALTER TABLE lead ADD COLUMN cold_at timestamptz',
      'ALTER TABLE lead ADD COLUMN tries integer',
      'ALTER TABLE lead ADD COLUMN end_reason text',
      'ALTER TABLE lead ADD COLUMN rests_until timestamptz',
      'ALTER TABLE lead ADD COLUMN next_at timestamptz',
      'CREATE INDEX lead_next ON lead (next_at) WHERE next_at IS NOT NULL',
      // What waits and is worked on is short, however many were handed over before.
      "CREATE INDEX lead_open ON lead (owner_id, contact_by) WHERE state IN ('offered', 'accepted', 'working')",
    ],
  },
  {
    id: 'leads/009-responses',
    statements: [
      `CREATE TABLE response (
        id uuid CONSTRAINT response_pkey PRIMARY KEY,
        person_id uuid NOT NULL CONSTRAINT response_person_fkey REFERENCES person (id) ON DELETE RESTRICT,
        lead_id uuid CONSTRAINT response_lead_fkey REFERENCES lead (id) ON DELETE RESTRICT,
        way text NOT NULL,
        what text,
        channel text,
        source text,
        campaign_ref text,
        message text,
        said jsonb NOT NULL,
        at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        decision text NOT NULL,
        contract_number integer,
        score integer,
        trace jsonb,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX response_person ON response (person_id, at)',
      'CREATE INDEX response_lead ON response (lead_id) WHERE lead_id IS NOT NULL',
      'CREATE INDEX response_recorded ON response (recorded_at, id)',
      `CREATE TABLE lead_step (
        id uuid CONSTRAINT lead_step_pkey PRIMARY KEY,
        lead_id uuid NOT NULL CONSTRAINT lead_step_lead_fkey REFERENCES lead (id) ON DELETE RESTRICT,
        from_state text NOT NULL,
        to_state text NOT NULL,
        from_owner_id uuid CONSTRAINT lead_step_from_owner_fkey REFERENCES member (id),
        to_owner_id uuid CONSTRAINT lead_step_to_owner_fkey REFERENCES member (id),
        reason text,
        note text,
        by text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX lead_step_lead ON lead_step (lead_id, at)',
      `CREATE TABLE clock_breach (
        id uuid CONSTRAINT clock_breach_pkey PRIMARY KEY,
        lead_id uuid NOT NULL CONSTRAINT clock_breach_lead_fkey REFERENCES lead (id) ON DELETE RESTRICT,
        kind text NOT NULL,
        due_at timestamptz NOT NULL,
        noted_at timestamptz NOT NULL,
        owner_id uuid CONSTRAINT clock_breach_owner_fkey REFERENCES member (id),
        cause text NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT clock_breach_once_key UNIQUE (lead_id, kind, due_at)
      )`,
      'CREATE INDEX clock_breach_noted ON clock_breach (noted_at, id)',
      `CREATE TABLE nurture_stay (
        id uuid CONSTRAINT nurture_stay_pkey PRIMARY KEY,
        person_id uuid NOT NULL CONSTRAINT nurture_stay_person_fkey REFERENCES person (id) ON DELETE RESTRICT,
        why text NOT NULL,
        since timestamptz NOT NULL,
        rests_until timestamptz,
        left_at timestamptz,
        left_why text,
        touched_by uuid NOT NULL
      )`,
      'CREATE UNIQUE INDEX nurture_stay_open ON nurture_stay (person_id) WHERE left_at IS NULL',
      'CREATE INDEX nurture_stay_person ON nurture_stay (person_id, since)',
    ],
  },
  {
    id: 'leads/010-routing',
    statements: [
      `CREATE TABLE routing_version (
        id uuid CONSTRAINT routing_version_pkey PRIMARY KEY,
        number integer NOT NULL CONSTRAINT routing_version_number_key UNIQUE,
        state text NOT NULL CONSTRAINT routing_version_state_check CHECK (state IN ('draft', 'published')),
        based_on integer,
        document jsonb NOT NULL,
        by text NOT NULL,
        at timestamptz NOT NULL,
        reason text,
        published_by text,
        published_at timestamptz,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE routing_turn (
        pool text CONSTRAINT routing_turn_pkey PRIMARY KEY,
        owed jsonb NOT NULL
      )`,
    ],
  },
  {
    id: 'leads/011-one-open-lead',
    statements: [
      "CREATE UNIQUE INDEX lead_one_open ON lead (person_id) WHERE state IN ('offered', 'accepted', 'working')",
      'CREATE INDEX lead_first_activity ON lead (first_activity_id) WHERE first_activity_id IS NOT NULL',
      'CREATE INDEX lead_offered ON lead (offered_at) WHERE offered_at IS NOT NULL',
    ],
  },
  {
    id: 'leads/012-members-of-steps-and-breaches',
    statements: [
      'CREATE INDEX lead_step_from_owner ON lead_step (from_owner_id) WHERE from_owner_id IS NOT NULL',
      'CREATE INDEX lead_step_to_owner ON lead_step (to_owner_id) WHERE to_owner_id IS NOT NULL',
      'CREATE INDEX clock_breach_owner ON clock_breach (owner_id) WHERE owner_id IS NOT NULL',
    ],
  },
  {
    id: 'leads/013-what-is-heard',
    statements: [
      "INSERT INTO reaction_mark (name, seq, tried_at, tries) SELECT n.name, seq, -1, 0 FROM ledger_head, (VALUES ('clocks-give-back'), ('nurture-by-contract')) AS n(name) ON CONFLICT (name) DO NOTHING",
    ],
  },
  {
    id: 'leads/014-promised-anew',
    statements: ['ALTER TABLE lead ADD COLUMN promised_at timestamptz'],
  },
  {
    id: 'leads/015-turns-go-back',
    statements: ['ALTER TABLE routing_turn ADD COLUMN owed_before jsonb', 'ALTER TABLE routing_turn ADD COLUMN event_id uuid'],
  },
]
