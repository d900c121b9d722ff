import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'capture/001-imports',
    statements: [
      `CREATE TABLE import (
        id uuid CONSTRAINT import_pkey PRIMARY KEY,
        name text NOT NULL,
        state text NOT NULL CONSTRAINT import_state_check CHECK (state IN ('draft', 'previewed', 'done', 'failed', 'undone')),
        task text CONSTRAINT import_task_check CHECK (task IN ('read', 'preview', 'run')),
        progress jsonb,
        sample boolean NOT NULL,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        by_id text,
        by_name text NOT NULL,
        files jsonb NOT NULL,
        correction jsonb NOT NULL,
        guess jsonb,
        preview jsonb,
        result jsonb,
        event_id uuid,
        failure text
      )`,
      'CREATE INDEX import_created ON import (created_at)',
    ],
  },
  {
    id: 'capture/002-import-shapes',
    statements: [
      `CREATE TABLE import_shape (
        shape text CONSTRAINT import_shape_pkey PRIMARY KEY,
        said jsonb NOT NULL,
        learned_at timestamptz NOT NULL
      )`,
    ],
  },
  {
    id: 'capture/003-checked-rows',
    statements: ['ALTER TABLE import ADD COLUMN checked jsonb'],
  },
  {
    id: 'capture/004-undo-in-the-background',
    statements: [
      'ALTER TABLE import ADD COLUMN undo jsonb',
      'ALTER TABLE import DROP CONSTRAINT import_task_check',
      "ALTER TABLE import ADD CONSTRAINT import_task_check CHECK (task IN ('read', 'preview', 'run', 'undo'))",
    ],
  },
  { id: 'capture/005-files-gone', statements: ['ALTER TABLE import ADD COLUMN files_gone_at timestamptz'] },
  {
    id: 'capture/006-forms',
    statements: [
      `CREATE TABLE form (
        id uuid CONSTRAINT form_pkey PRIMARY KEY,
        slug text NOT NULL CONSTRAINT form_slug_key UNIQUE,
        name text NOT NULL,
        open boolean NOT NULL,
        draft jsonb NOT NULL,
        published integer,
        created_at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE form_version (
        id uuid CONSTRAINT form_version_pkey PRIMARY KEY,
        form_id uuid NOT NULL CONSTRAINT form_version_form_fkey REFERENCES form (id),
        number integer NOT NULL,
        document jsonb NOT NULL,
        by text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX form_version_form ON form_version (form_id, number)',
      `CREATE TABLE form_day (
        form_id uuid NOT NULL,
        day date NOT NULL,
        views integer NOT NULL,
        responses integer NOT NULL,
        caught integer NOT NULL,
        CONSTRAINT form_day_pkey PRIMARY KEY (form_id, day)
      )`,
      `CREATE TABLE form_key (
        id integer CONSTRAINT form_key_pkey PRIMARY KEY,
        secret text NOT NULL
      )`,
      `CREATE TABLE tracker (
        id uuid CONSTRAINT tracker_pkey PRIMARY KEY,
        active boolean NOT NULL,
        origins jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE page_view (
        id uuid CONSTRAINT page_view_pkey PRIMARY KEY,
        visitor text NOT NULL,
        at timestamptz NOT NULL,
        path text NOT NULL,
        referrer text,
        utm jsonb NOT NULL,
        tied boolean NOT NULL
      )`,
      'CREATE INDEX page_view_visitor ON page_view (visitor, at)',
      'CREATE INDEX page_view_at ON page_view (at)',
      `CREATE TABLE known_visitor (
        id uuid CONSTRAINT known_visitor_pkey PRIMARY KEY,
        person_id uuid NOT NULL CONSTRAINT known_visitor_person_fkey REFERENCES person (id),
        visitor text,
        since timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX known_visitor_visitor ON known_visitor (visitor)',
      'CREATE INDEX known_visitor_person ON known_visitor (person_id)',
    ],
  },
  {
    id: 'capture/007-intake',
    statements: [
      `CREATE TABLE delivery (
        id uuid CONSTRAINT delivery_pkey PRIMARY KEY,
        key text CONSTRAINT delivery_key UNIQUE,
        way text NOT NULL,
        hook_id uuid,
        sender text,
        hash text NOT NULL,
        raw text,
        headers jsonb NOT NULL,
        received_at timestamptz NOT NULL,
        state text NOT NULL,
        reason text,
        tries integer NOT NULL,
        answer jsonb
      )`,
      // What is to be replayed is short, however much was taken before.
      "CREATE INDEX delivery_aside ON delivery (received_at, id) WHERE state <> 'taken'",
      'CREATE INDEX delivery_received ON delivery (received_at)',
      'CREATE INDEX delivery_hook ON delivery (hook_id, received_at) WHERE hook_id IS NOT NULL',
      `CREATE TABLE hook (
        id uuid CONSTRAINT hook_pkey PRIMARY KEY,
        name text NOT NULL,
        setting jsonb NOT NULL,
        secret text NOT NULL,
        created_at timestamptz NOT NULL,
        removed_at timestamptz
      )`,
    ],
  },
  {
    id: 'capture/008-form-deliveries',
    statements: [
      // Responses are counted from what was delivered, so that what comes twice counts once.
      'ALTER TABLE form_day DROP COLUMN responses',
      'ALTER TABLE form_day DROP COLUMN caught',
      "CREATE INDEX delivery_form ON delivery (received_at) WHERE way = 'form'",
    ],
  },
  {
    id: 'capture/009-work-minutes',
    statements: [
      `CREATE TABLE work_minutes (
        id uuid CONSTRAINT work_minutes_pkey PRIMARY KEY,
        work text NOT NULL CONSTRAINT work_minutes_work_key UNIQUE,
        minutes double precision NOT NULL,
        touched_by uuid NOT NULL
      )`,
    ],
  },
]
