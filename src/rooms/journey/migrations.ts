import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'journey/001-pipelines-stages-solutions',
    statements: [
      `CREATE TABLE pipeline (
        id uuid CONSTRAINT pipeline_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT pipeline_name_key UNIQUE,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE stage (
        id uuid CONSTRAINT stage_pkey PRIMARY KEY,
        pipeline_id uuid NOT NULL CONSTRAINT stage_pipeline_fkey REFERENCES pipeline (id),
        name text NOT NULL,
        position integer NOT NULL,
        kind text NOT NULL CONSTRAINT stage_kind_check CHECK (kind IN ('open', 'won', 'lost')),
        touched_by uuid NOT NULL,
        CONSTRAINT stage_name_key UNIQUE (pipeline_id, name)
      )`,
      `CREATE TABLE solution (
        id uuid CONSTRAINT solution_pkey PRIMARY KEY,
        external_id text CONSTRAINT solution_external_id_key UNIQUE,
        name text NOT NULL,
        name_key text NOT NULL CONSTRAINT solution_name_key UNIQUE,
        family text,
        price numeric(18, 4),
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
    ],
  },
  {
    id: 'journey/002-pipelines-by-hand',
    statements: [
      'ALTER TABLE pipeline ADD COLUMN solution_id uuid',
      'ALTER TABLE pipeline ADD CONSTRAINT pipeline_solution_fkey FOREIGN KEY (solution_id) REFERENCES solution (id)',
      'CREATE INDEX pipeline_solution ON pipeline (solution_id)',
      'ALTER TABLE pipeline ADD COLUMN vertical text',
      'ALTER TABLE pipeline ADD COLUMN former_names jsonb',
      'ALTER TABLE pipeline ADD COLUMN arranged_at timestamptz',
      'ALTER TABLE pipeline ADD COLUMN retired_at timestamptz',
      'ALTER TABLE stage ADD COLUMN former_names jsonb',
      'ALTER TABLE stage ADD COLUMN retired_at timestamptz',
    ],
  },
]
