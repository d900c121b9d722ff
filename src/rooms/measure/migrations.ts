import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'measure/001-origin-cases',
    statements: [
      `CREATE TABLE origin_case (
        id uuid CONSTRAINT origin_case_pkey PRIMARY KEY,
        kind text NOT NULL CONSTRAINT origin_case_kind_check CHECK (kind IN ('person', 'account')),
        first_id uuid NOT NULL,
        second_id uuid NOT NULL,
        probability double precision NOT NULL,
        entered double precision NOT NULL,
        confidence double precision NOT NULL,
        evidence jsonb NOT NULL,
        found_at timestamptz NOT NULL,
        state text NOT NULL CONSTRAINT origin_case_state_check CHECK (state IN ('open', 'marketing', 'different', 'stands')),
        reason text,
        decided_by text,
        decided_at timestamptz,
        corrected jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE UNIQUE INDEX origin_case_both ON origin_case (first_id, second_id)',
      'CREATE INDEX origin_case_state ON origin_case (state, confidence)',
      `CREATE TABLE origin_effect (
        id uuid CONSTRAINT origin_effect_pkey PRIMARY KEY,
        case_id uuid NOT NULL CONSTRAINT origin_effect_case_fkey REFERENCES origin_case (id),
        event_id uuid NOT NULL,
        campaign text NOT NULL,
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        undone text NOT NULL CONSTRAINT origin_effect_undone_check CHECK (undone IN ('no', 'yes')),
        by text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX origin_effect_case ON origin_effect (case_id)',
    ],
  },
]
