import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'deals/001-deals-and-stage-entries',
    statements: [
      `CREATE TABLE deal (
        id uuid CONSTRAINT deal_pkey PRIMARY KEY,
        external_id text NOT NULL CONSTRAINT deal_external_id_key UNIQUE,
        name text NOT NULL,
        account_id uuid CONSTRAINT deal_account_fkey REFERENCES account (id),
        person_id uuid CONSTRAINT deal_person_fkey REFERENCES person (id),
        owner_id uuid CONSTRAINT deal_owner_fkey REFERENCES member (id),
        pipeline_id uuid CONSTRAINT deal_pipeline_fkey REFERENCES pipeline (id),
        stage_id uuid CONSTRAINT deal_stage_fkey REFERENCES stage (id),
        solution_id uuid CONSTRAINT deal_solution_fkey REFERENCES solution (id),
        state text NOT NULL CONSTRAINT deal_state_check CHECK (state IN ('open', 'won', 'lost')),
        amount numeric(18, 4),
        currency text,
        opened_at timestamptz,
        closed_at timestamptz,
        expected_on date,
        source text,
        channel text,
        type text,
        vertical text,
        territory text,
        lost_reason text,
        campaign_ref text,
        lead_ref text,
        probability double precision,
        source_modified_at timestamptz,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX deal_account ON deal (account_id)',
      'CREATE INDEX deal_person ON deal (person_id)',
      'CREATE INDEX deal_owner ON deal (owner_id)',
      'CREATE INDEX deal_stage ON deal (stage_id)',
      'CREATE INDEX deal_solution ON deal (solution_id)',
      `CREATE TABLE stage_entry (
        id uuid CONSTRAINT stage_entry_pkey PRIMARY KEY,
        deal_id uuid NOT NULL CONSTRAINT stage_entry_deal_fkey REFERENCES deal (id),
        stage_id uuid NOT NULL CONSTRAINT stage_entry_stage_fkey REFERENCES stage (id),
        at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT stage_entry_key UNIQUE (deal_id, at, stage_id)
      )`,
      'CREATE INDEX stage_entry_stage ON stage_entry (stage_id)',
    ],
  },
]
