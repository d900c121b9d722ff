import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'programs/001-campaigns-costs-and-touches',
    statements: [
      `CREATE TABLE campaign (
        id uuid CONSTRAINT campaign_pkey PRIMARY KEY,
        external_id text CONSTRAINT campaign_external_id_key UNIQUE,
        name text NOT NULL,
        name_key text NOT NULL,
        type text,
        channel text,
        status text,
        starts_on date,
        ends_on date,
        budgeted_cost numeric(18, 4),
        actual_cost numeric(18, 4),
        expected_revenue numeric(18, 4),
        currency text,
        parent_ref text,
        owner_id uuid CONSTRAINT campaign_owner_fkey REFERENCES member (id),
        made_at timestamptz,
        source_modified_at timestamptz,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX campaign_name_key ON campaign (name_key)',
      'CREATE INDEX campaign_owner ON campaign (owner_id)',
      `CREATE TABLE campaign_cost (
        id uuid CONSTRAINT campaign_cost_pkey PRIMARY KEY,
        external_id text NOT NULL CONSTRAINT campaign_cost_external_id_key UNIQUE,
        campaign_id uuid NOT NULL CONSTRAINT campaign_cost_campaign_fkey REFERENCES campaign (id),
        spent_on date,
        what text,
        amount numeric(18, 4) NOT NULL,
        currency text,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX campaign_cost_campaign ON campaign_cost (campaign_id, spent_on)',
      `CREATE TABLE touch (
        id uuid CONSTRAINT touch_pkey PRIMARY KEY,
        external_id text CONSTRAINT touch_external_id_key UNIQUE,
        campaign_id uuid NOT NULL CONSTRAINT touch_campaign_fkey REFERENCES campaign (id),
        person_id uuid NOT NULL CONSTRAINT touch_person_fkey REFERENCES person (id),
        lead_id uuid CONSTRAINT touch_lead_fkey REFERENCES lead (id),
        status text,
        responded boolean,
        first_responded_at timestamptz,
        at timestamptz,
        source text,
        source_modified_at timestamptz,
        refs jsonb NOT NULL,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX touch_campaign ON touch (campaign_id, person_id)',
      'CREATE INDEX touch_person ON touch (person_id)',
      'CREATE INDEX touch_lead ON touch (lead_id)',
    ],
  },
  {
    id: 'programs/002-references-checked-once',
    statements: [
      // Without RESTRICT PostgreSQL asks twice for each removed row: once whether it is there again, once who refers to it.
      'ALTER TABLE touch DROP CONSTRAINT touch_person_fkey',
      'ALTER TABLE touch ADD CONSTRAINT touch_person_fkey FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT',
      'ALTER TABLE touch DROP CONSTRAINT touch_lead_fkey',
      'ALTER TABLE touch ADD CONSTRAINT touch_lead_fkey FOREIGN KEY (lead_id) REFERENCES lead (id) ON DELETE RESTRICT',
    ],
  },
  {
    id: 'programs/003-triggers',
    statements: [
      `CREATE TABLE program_trigger (
        id uuid CONSTRAINT program_trigger_pkey PRIMARY KEY,
        name text NOT NULL,
        number integer NOT NULL,
        on_since timestamptz,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE trigger_version (
        id uuid CONSTRAINT trigger_version_pkey PRIMARY KEY,
        trigger_id uuid NOT NULL CONSTRAINT trigger_version_trigger_fkey REFERENCES program_trigger (id),
        number integer NOT NULL,
        document jsonb NOT NULL,
        reason text NOT NULL,
        by text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT trigger_version_number_key UNIQUE (trigger_id, number)
      )`,
      `CREATE TABLE trigger_firing (
        id uuid CONSTRAINT trigger_firing_pkey PRIMARY KEY,
        trigger_id uuid NOT NULL CONSTRAINT trigger_firing_trigger_fkey REFERENCES program_trigger (id),
        number integer NOT NULL,
        kind text NOT NULL,
        record_id uuid NOT NULL,
        key text NOT NULL,
        at timestamptz NOT NULL,
        fired_at timestamptz NOT NULL,
        cause uuid,
        event_id uuid NOT NULL,
        did jsonb NOT NULL,
        minutes double precision NOT NULL,
        undone_at timestamptz,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX trigger_firing_record ON trigger_firing (trigger_id, record_id, fired_at)',
      'CREATE INDEX trigger_firing_time ON trigger_firing (trigger_id, fired_at)',
      `CREATE TABLE happening_kind (
        id uuid CONSTRAINT happening_kind_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT happening_kind_name_key UNIQUE,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE trigger_waiting (
        id uuid CONSTRAINT trigger_waiting_pkey PRIMARY KEY,
        trigger_id uuid NOT NULL,
        kind text NOT NULL,
        record_id uuid NOT NULL,
        key text NOT NULL,
        at timestamptz NOT NULL,
        cause uuid,
        due_at timestamptz NOT NULL,
        tries integer NOT NULL,
        dead boolean NOT NULL,
        last_error text,
        mails jsonb,
        CONSTRAINT trigger_waiting_key UNIQUE (trigger_id, record_id, key)
      )`,
      'CREATE INDEX trigger_waiting_due ON trigger_waiting (due_at, id) WHERE NOT dead',
      'CREATE TABLE trigger_look (trigger_id uuid CONSTRAINT trigger_look_pkey PRIMARY KEY, looked_at timestamptz NOT NULL)',
      // Nothing from before is heard.
      "INSERT INTO reaction_mark (name, seq, tried_at, tries) SELECT 'triggers', seq, -1, 0 FROM ledger_head ON CONFLICT (name) DO NOTHING",
    ],
  },
  {
    id: 'programs/004-campaign-goals',
    statements: [
      `CREATE TABLE campaign_goal (
        id uuid CONSTRAINT campaign_goal_pkey PRIMARY KEY,
        campaign_id uuid NOT NULL CONSTRAINT campaign_goal_campaign_fkey REFERENCES campaign (id),
        number integer NOT NULL,
        conversion jsonb NOT NULL,
        of text NOT NULL,
        target double precision NOT NULL,
        by text NOT NULL,
        at timestamptz NOT NULL,
        reason text,
        late boolean NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT campaign_goal_number_key UNIQUE (campaign_id, number)
      )`,
    ],
  },
]
