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
  {
    id: 'plan/003-pay-plans',
    statements: [
      `CREATE TABLE pay_plan (
        id uuid CONSTRAINT pay_plan_pkey PRIMARY KEY,
        name text NOT NULL,
        made_at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE pay_version (
        id uuid CONSTRAINT pay_version_pkey PRIMARY KEY,
        plan_id uuid NOT NULL CONSTRAINT pay_version_plan_fkey REFERENCES pay_plan (id),
        number integer NOT NULL,
        document jsonb NOT NULL,
        warned boolean NOT NULL,
        why text,
        by text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT pay_version_number_key UNIQUE (plan_id, number)
      )`,
      `CREATE TABLE pay_comment (
        id uuid CONSTRAINT pay_comment_pkey PRIMARY KEY,
        plan_id uuid NOT NULL CONSTRAINT pay_comment_plan_fkey REFERENCES pay_plan (id),
        text text NOT NULL,
        by text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX pay_comment_plan ON pay_comment (plan_id, at)',
    ],
  },
]
