import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'agreement/001-lead-contract',
    statements: [
      `CREATE TABLE contract_version (
        id uuid CONSTRAINT contract_version_pkey PRIMARY KEY,
        number integer NOT NULL,
        state text NOT NULL CONSTRAINT contract_version_state_check CHECK (state IN ('draft', 'proposed', 'signed')),
        based_on integer,
        document jsonb NOT NULL,
        reason text NOT NULL,
        by text NOT NULL,
        at timestamptz NOT NULL,
        proposed_by text,
        proposed_at timestamptz,
        from_day date,
        seal text,
        in_force_at timestamptz,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE contract_signature (
        id uuid CONSTRAINT contract_signature_pkey PRIMARY KEY,
        version_id uuid NOT NULL CONSTRAINT contract_signature_version_fkey REFERENCES contract_version (id),
        side text NOT NULL CONSTRAINT contract_signature_side_check CHECK (side IN ('marketing', 'sales')),
        name text NOT NULL,
        title text,
        user_id text,
        recorded_by text,
        how text,
        seal text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT contract_signature_side_key UNIQUE (version_id, side)
      )`,
      `CREATE TABLE contract_reading (
        id uuid CONSTRAINT contract_reading_pkey PRIMARY KEY,
        version_id uuid NOT NULL CONSTRAINT contract_reading_version_fkey REFERENCES contract_version (id),
        user_id text NOT NULL,
        name text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT contract_reading_user_key UNIQUE (version_id, user_id)
      )`,
    ],
  },
  {
    id: 'agreement/002-process-and-words',
    statements: [
      `CREATE TABLE process_version (
        id uuid CONSTRAINT process_version_pkey PRIMARY KEY,
        number integer NOT NULL CONSTRAINT process_version_number_key UNIQUE,
        document jsonb NOT NULL,
        reason text NOT NULL,
        by text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE process_reading (
        id uuid CONSTRAINT process_reading_pkey PRIMARY KEY,
        version_id uuid NOT NULL CONSTRAINT process_reading_version_fkey REFERENCES process_version (id),
        user_id text NOT NULL,
        name text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT process_reading_user_key UNIQUE (version_id, user_id)
      )`,
      `CREATE TABLE word_version (
        id uuid CONSTRAINT word_version_pkey PRIMARY KEY,
        key text NOT NULL,
        number integer NOT NULL,
        name text NOT NULL,
        meaning text NOT NULL,
        marketing text,
        sales text,
        example text,
        is_not text,
        gone boolean NOT NULL,
        reason text NOT NULL,
        by text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT word_version_number_key UNIQUE (key, number)
      )`,
      `CREATE TABLE word_confirmation (
        id uuid CONSTRAINT word_confirmation_pkey PRIMARY KEY,
        key text NOT NULL,
        seal text NOT NULL,
        side text NOT NULL CONSTRAINT word_confirmation_side_check CHECK (side IN ('marketing', 'sales')),
        name text NOT NULL,
        user_id text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT word_confirmation_side_key UNIQUE (key, seal, side)
      )`,
    ],
  },
]
