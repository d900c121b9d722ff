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
  {
    id: 'workspace/002-source-systems',
    statements: [
      `CREATE TABLE source_system (
        id uuid CONSTRAINT source_system_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT source_system_name_key UNIQUE,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE external_ref (
        id uuid CONSTRAINT external_ref_pkey PRIMARY KEY,
        kind text NOT NULL CONSTRAINT external_ref_kind_check CHECK (kind IN ('member', 'account', 'person')),
        record_id uuid NOT NULL,
        external_id text NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX external_ref_external ON external_ref (external_id)',
      'CREATE INDEX external_ref_record ON external_ref (record_id)',
    ],
  },
  {
    id: 'workspace/003-exchange-rates',
    statements: [
      `CREATE TABLE exchange_rate (
        id uuid CONSTRAINT exchange_rate_pkey PRIMARY KEY,
        currency text NOT NULL,
        into_currency text NOT NULL,
        day date NOT NULL,
        rate numeric(18, 8) NOT NULL,
        source text,
        touched_by uuid NOT NULL,
        CONSTRAINT exchange_rate_day_key UNIQUE (currency, into_currency, day)
      )`,
    ],
  },
  {
    id: 'workspace/004-calendars',
    statements: [
      `CREATE TABLE calendar (
        id uuid CONSTRAINT calendar_pkey PRIMARY KEY,
        team text NOT NULL CONSTRAINT calendar_team_key UNIQUE,
        zone text NOT NULL,
        week jsonb NOT NULL,
        country text,
        region text,
        days_off jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
    ],
  },
  {
    id: 'workspace/005-who-works-when',
    statements: [
      `CREATE TABLE member_work (
        id uuid CONSTRAINT member_work_pkey PRIMARY KEY,
        member_id uuid NOT NULL CONSTRAINT member_work_member_fkey REFERENCES member (id),
        languages jsonb NOT NULL,
        capacity integer,
        touched_by uuid NOT NULL,
        CONSTRAINT member_work_member_key UNIQUE (member_id)
      )`,
      `CREATE TABLE absence (
        id uuid CONSTRAINT absence_pkey PRIMARY KEY,
        member_id uuid NOT NULL CONSTRAINT absence_member_fkey REFERENCES member (id),
        from_day date NOT NULL,
        until_day date NOT NULL,
        stand_in_id uuid CONSTRAINT absence_stand_in_fkey REFERENCES member (id),
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX absence_member ON absence (member_id, until_day)',
    ],
  },
  {
    id: 'workspace/006-who-stands-in',
    statements: ['CREATE INDEX absence_stand_in ON absence (stand_in_id) WHERE stand_in_id IS NOT NULL'],
  },
]
