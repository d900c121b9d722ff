import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'workspace/001-members-and-settings',
    statements: [
      `CREATE TABLE member (
        id uuid CONSTRAINT member_pkey PRIMARY KEY,
        external_id text CONSTRAINT member_external_id_key UNIQUE,
        name text NOT NULL,
        name_key text NOT NULL,
        email text,
        manager text,
        territory text,
        team text,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX member_name_key ON member (name_key)',
      `CREATE TABLE setting (
        id uuid CONSTRAINT setting_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT setting_name_key UNIQUE,
        value jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
    ],
  },
]
