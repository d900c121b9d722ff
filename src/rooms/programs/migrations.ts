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
]
