import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'leads/001-leads',
    statements: [
      `CREATE TABLE lead (
        id uuid CONSTRAINT lead_pkey PRIMARY KEY,
        external_id text NOT NULL CONSTRAINT lead_external_id_key UNIQUE,
        person_id uuid NOT NULL CONSTRAINT lead_person_fkey REFERENCES person (id),
        owner_id uuid CONSTRAINT lead_owner_fkey REFERENCES member (id),
        source text,
        status text,
        industry text,
        country text,
        created_at timestamptz,
        converted boolean,
        converted_at timestamptz,
        deal_ref text,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX lead_person ON lead (person_id)',
      'CREATE INDEX lead_owner ON lead (owner_id)',
    ],
  },
]
