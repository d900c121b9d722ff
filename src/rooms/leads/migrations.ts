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
  {
    id: 'leads/002-activities',
    statements: [
      `CREATE TABLE activity (
        id uuid CONSTRAINT activity_pkey PRIMARY KEY,
        external_id text NOT NULL CONSTRAINT activity_external_id_key UNIQUE,
        kind text NOT NULL CONSTRAINT activity_kind_check
          CHECK (kind IN ('call', 'meeting', 'email', 'message', 'task', 'form', 'visit', 'other')),
        type text,
        subject text,
        at timestamptz,
        ends_at timestamptz,
        due_at timestamptz,
        duration_minutes double precision,
        done boolean,
        status text,
        direction text,
        outcome text,
        note text,
        owner_id uuid CONSTRAINT activity_owner_fkey REFERENCES member (id),
        person_id uuid CONSTRAINT activity_person_fkey REFERENCES person (id),
        account_id uuid CONSTRAINT activity_account_fkey REFERENCES account (id),
        deal_id uuid CONSTRAINT activity_deal_fkey REFERENCES deal (id),
        lead_id uuid CONSTRAINT activity_lead_fkey REFERENCES lead (id),
        campaign_ref text,
        made_at timestamptz,
        source_modified_at timestamptz,
        refs jsonb NOT NULL,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX activity_owner ON activity (owner_id)',
      'CREATE INDEX activity_person ON activity (person_id)',
      'CREATE INDEX activity_account ON activity (account_id)',
      'CREATE INDEX activity_deal ON activity (deal_id)',
      'CREATE INDEX activity_lead ON activity (lead_id)',
    ],
  },
  {
    id: 'leads/003-no-index-of-nothing',
    statements: ['DROP INDEX lead_owner', 'CREATE INDEX lead_owner ON lead (owner_id) WHERE owner_id IS NOT NULL'],
  },
  {
    id: 'leads/004-references-checked-once',
    statements: [
      // Without RESTRICT PostgreSQL asks twice for each removed row: once whether it is there again, once who refers to it.
      'ALTER TABLE lead DROP CONSTRAINT lead_person_fkey',
      'ALTER TABLE lead ADD CONSTRAINT lead_person_fkey FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT',
      'ALTER TABLE activity DROP CONSTRAINT activity_person_fkey',
      'ALTER TABLE activity ADD CONSTRAINT activity_person_fkey FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT',
      'ALTER TABLE activity DROP CONSTRAINT activity_account_fkey',
      'ALTER TABLE activity ADD CONSTRAINT activity_account_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT',
      'ALTER TABLE activity DROP CONSTRAINT activity_deal_fkey',
      'ALTER TABLE activity ADD CONSTRAINT activity_deal_fkey FOREIGN KEY (deal_id) REFERENCES deal (id) ON DELETE RESTRICT',
      'ALTER TABLE activity DROP CONSTRAINT activity_lead_fkey',
      'ALTER TABLE activity ADD CONSTRAINT activity_lead_fkey FOREIGN KEY (lead_id) REFERENCES lead (id) ON DELETE RESTRICT',
    ],
  },
  {
    id: 'leads/005-notes',
    statements: [
      `CREATE TABLE note (
        id uuid CONSTRAINT note_pkey PRIMARY KEY,
        text text NOT NULL,
        at timestamptz NOT NULL,
        by text NOT NULL,
        deal_id uuid CONSTRAINT note_deal_fkey REFERENCES deal (id),
        account_id uuid CONSTRAINT note_account_fkey REFERENCES account (id),
        person_id uuid CONSTRAINT note_person_fkey REFERENCES person (id),
        lead_id uuid CONSTRAINT note_lead_fkey REFERENCES lead (id),
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX note_deal ON note (deal_id)',
      'CREATE INDEX note_account ON note (account_id)',
      'CREATE INDEX note_person ON note (person_id)',
      'CREATE INDEX note_lead ON note (lead_id)',
    ],
  },
  {
    id: 'leads/006-leads-in-order',
    statements: [
      // The orders in which the list opens: a page of it is a stretch of the index.
      'CREATE INDEX lead_created ON lead (created_at, id)',
    ],
  },
  {
    id: 'leads/007-tasks-by-their-day',
    statements: ["CREATE INDEX activity_task_due ON activity (owner_id, due_at) WHERE kind = 'task' AND done IS FALSE"],
  },
]
