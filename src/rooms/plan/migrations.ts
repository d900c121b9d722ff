import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'plan/001-benchmarks',
    statements: [
      `CREATE TABLE benchmark (
        id uuid CONSTRAINT benchmark_pkey PRIMARY KEY,
        pipeline text,
        stage text NOT NULL,
        dimension text,
        value text,
        measure text NOT NULL CONSTRAINT benchmark_measure_check CHECK (measure IN ('conversion', 'time')),
        level double precision NOT NULL CONSTRAINT benchmark_level_check CHECK (level > 0),
        source text NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT benchmark_segment_check CHECK ((dimension IS NULL) = (value IS NULL)),
        CONSTRAINT benchmark_about_key UNIQUE NULLS NOT DISTINCT (pipeline, stage, dimension, value, measure)
      )`,
    ],
  },
  {
    id: 'plan/002-benchmarks-of-all-deals',
    statements: [
      'ALTER TABLE benchmark ALTER COLUMN stage DROP NOT NULL',
      'ALTER TABLE benchmark DROP CONSTRAINT benchmark_measure_check',
      `ALTER TABLE benchmark ADD CONSTRAINT benchmark_measure_check CHECK (measure IN ('conversion', 'time', 'close_rate', 'deal_size', 'cycle'))`,
      `ALTER TABLE benchmark ADD CONSTRAINT benchmark_stage_check CHECK ((stage IS NULL) = (measure IN ('close_rate', 'deal_size', 'cycle')))`,
    ],
  },
]
