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
]
