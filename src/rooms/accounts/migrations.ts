import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'accounts/001-accounts-and-people',
    statements: [
      `CREATE TABLE account (
        id uuid CONSTRAINT account_pkey PRIMARY KEY,
        external_id text CONSTRAINT account_external_id_key UNIQUE,
        name text NOT NULL,
        name_key text NOT NULL,
        domain text,
        website text,
        phone text,
        industry text,
        employees double precision,
        revenue numeric(18, 4),
        country text,
        city text,
        type text,
        parent_name text,
        owner_id uuid CONSTRAINT account_owner_fkey REFERENCES member (id),
        made_at timestamptz,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX account_name_key ON account (name_key)',
      'CREATE INDEX account_domain ON account (domain) WHERE domain IS NOT NULL',
      'CREATE INDEX account_owner ON account (owner_id)',
      `CREATE TABLE person (
        id uuid CONSTRAINT person_pkey PRIMARY KEY,
        external_id text CONSTRAINT person_external_id_key UNIQUE,
        first_name text,
        last_name text,
        full_name text NOT NULL,
        email text,
        email_key text CONSTRAINT person_email_key UNIQUE,
        phone text,
        title text,
        account_id uuid CONSTRAINT person_account_fkey REFERENCES account (id),
        owner_id uuid CONSTRAINT person_owner_fkey REFERENCES member (id),
        origin text,
        source text,
        made_at timestamptz,
        custom jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX person_account ON person (account_id)',
      'CREATE INDEX person_owner ON person (owner_id)',
    ],
  },
  {
    id: 'accounts/002-likely-duplicates',
    statements: [
      'ALTER TABLE person ADD COLUMN phone_key text',
      'CREATE INDEX person_phone_key ON person (phone_key) WHERE phone_key IS NOT NULL',
      `CREATE TABLE likely_duplicate (
        id uuid CONSTRAINT likely_duplicate_pkey PRIMARY KEY,
        kind text NOT NULL CONSTRAINT likely_duplicate_kind_check CHECK (kind IN ('person', 'account')),
        first_id uuid NOT NULL,
        second_id uuid NOT NULL,
        why text NOT NULL,
        state text NOT NULL CONSTRAINT likely_duplicate_state_check CHECK (state IN ('open')),
        touched_by uuid NOT NULL,
        CONSTRAINT likely_duplicate_pair_key UNIQUE (first_id, second_id)
      )`,
      'CREATE INDEX likely_duplicate_second ON likely_duplicate (second_id)',
      // Most people have no owner and no id of a CRM: an index of nothing costs each import.
      'DROP INDEX person_owner',
      'CREATE INDEX person_owner ON person (owner_id) WHERE owner_id IS NOT NULL',
      'DROP INDEX account_owner',
      'CREATE INDEX account_owner ON account (owner_id) WHERE owner_id IS NOT NULL',
    ],
  },
  {
    id: 'accounts/003-references-checked-once',
    statements: [
      // Without RESTRICT PostgreSQL asks twice for each removed row: once whether it is there again, once who refers to it.
      'ALTER TABLE person DROP CONSTRAINT person_account_fkey',
      'ALTER TABLE person ADD CONSTRAINT person_account_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT',
    ],
  },
  {
    id: 'accounts/004-people-in-order',
    statements: [
      // The orders in which the list opens: a page of it is a stretch of the index.
      'CREATE INDEX person_name ON person (lower(full_name), id)',
      'CREATE INDEX person_made ON person (made_at, id)',
    ],
  },
  {
    id: 'accounts/005-people-by-title-accounts-by-name',
    statements: [
      'CREATE INDEX person_title ON person (lower(title), id)',
      // Also what the database knows of names: without it, a filter by the name of an account is planned blindly.
      'CREATE INDEX account_name ON account (lower(name), id)',
    ],
  },
  {
    id: 'accounts/006-suppressions',
    statements: [
      'CREATE TABLE suppression (hash text CONSTRAINT suppression_pkey PRIMARY KEY, at timestamptz NOT NULL)',
      'CREATE TABLE suppression_key (id integer CONSTRAINT suppression_key_pkey PRIMARY KEY, secret text NOT NULL)',
    ],
  },
  {
    id: 'accounts/007-consents',
    statements: [
      `CREATE TABLE consent (
        id uuid CONSTRAINT consent_pkey PRIMARY KEY,
        person_id uuid NOT NULL CONSTRAINT consent_person_fkey REFERENCES person (id) ON DELETE RESTRICT,
        purpose text NOT NULL,
        basis text NOT NULL CONSTRAINT consent_basis_check
          CHECK (basis IN ('consent', 'contract', 'legal obligation', 'vital interests', 'public task', 'legitimate interests')),
        status text NOT NULL CONSTRAINT consent_status_check CHECK (status IN ('given', 'withdrawn', 'objected')),
        source text,
        version text,
        at timestamptz NOT NULL,
        noted_by text NOT NULL,
        noted_at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX consent_person ON consent (person_id)',
    ],
  },
  {
    id: 'accounts/008-territories',
    statements: [
      `CREATE TABLE territory (
        id uuid CONSTRAINT territory_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT territory_name_key UNIQUE,
        place integer NOT NULL,
        rule jsonb NOT NULL,
        owners jsonb NOT NULL,
        retired_at timestamptz,
        touched_by uuid NOT NULL
      )`,
      // Without references: it is told from the rules and never holds back what accounts and territories become.
      'CREATE TABLE account_territory (account_id uuid CONSTRAINT account_territory_pkey PRIMARY KEY, territory_id uuid NOT NULL)',
      'CREATE INDEX account_territory_territory ON account_territory (territory_id)',
    ],
  },
  {
    id: 'accounts/009-likely-deals-and-leads',
    statements: [
      // Records made by hand may be one with any that is there, of whatever kind.
      'ALTER TABLE likely_duplicate DROP CONSTRAINT likely_duplicate_kind_check',
      "ALTER TABLE likely_duplicate ADD CONSTRAINT likely_duplicate_kind_check CHECK (kind IN ('person', 'account', 'deal', 'lead'))",
    ],
  },
  {
    id: 'accounts/010-merged',
    statements: [
      `CREATE TABLE merged_person (
        id uuid CONSTRAINT merged_person_pkey PRIMARY KEY,
        into_id uuid NOT NULL CONSTRAINT merged_person_into_fkey REFERENCES person (id) ON DELETE RESTRICT,
        parent_id uuid NOT NULL,
        event_id uuid NOT NULL,
        name text NOT NULL,
        keys jsonb NOT NULL,
        took jsonb NOT NULL,
        also jsonb NOT NULL,
        origin text,
        origin_at timestamptz,
        merged_by text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX merged_person_into ON merged_person (into_id)',
      'CREATE INDEX merged_person_event ON merged_person (event_id)',
      'CREATE INDEX merged_person_keys ON merged_person USING gin (keys)',
      `CREATE TABLE merged_account (
        id uuid CONSTRAINT merged_account_pkey PRIMARY KEY,
        into_id uuid NOT NULL CONSTRAINT merged_account_into_fkey REFERENCES account (id) ON DELETE RESTRICT,
        parent_id uuid NOT NULL,
        event_id uuid NOT NULL,
        name text NOT NULL,
        keys jsonb NOT NULL,
        took jsonb NOT NULL,
        also jsonb NOT NULL,
        origin text,
        origin_at timestamptz,
        merged_by text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX merged_account_into ON merged_account (into_id)',
      'CREATE INDEX merged_account_event ON merged_account (event_id)',
      'CREATE INDEX merged_account_keys ON merged_account USING gin (keys)',
    ],
  },
  {
    id: 'accounts/011-likely-pairs',
    statements: [
      `CREATE TABLE likely_pair (
        id uuid CONSTRAINT likely_pair_pkey PRIMARY KEY,
        kind text NOT NULL CONSTRAINT likely_pair_kind_check CHECK (kind IN ('person', 'account')),
        first_id uuid NOT NULL,
        second_id uuid NOT NULL,
        weight double precision NOT NULL,
        probability double precision NOT NULL,
        parts jsonb NOT NULL,
        hangs integer NOT NULL,
        model_at timestamptz NOT NULL,
        state text NOT NULL CONSTRAINT likely_pair_state_check CHECK (state IN ('open', 'different')),
        decided_by text,
        decided_at timestamptz,
        touched_by uuid NOT NULL
      )`,
      'CREATE UNIQUE INDEX likely_pair_both ON likely_pair (first_id, second_id)',
      'CREATE INDEX likely_pair_second ON likely_pair (second_id)',
      `CREATE TABLE likely_model (
        kind text CONSTRAINT likely_model_pkey PRIMARY KEY,
        model jsonb NOT NULL,
        made_at timestamptz NOT NULL,
        seq bigint NOT NULL,
        looked bigint NOT NULL
      )`,
    ],
  },
  {
    id: 'accounts/012-who-arrives',
    statements: [
      'ALTER TABLE likely_pair DROP CONSTRAINT likely_pair_state_check',
      "ALTER TABLE likely_pair ADD CONSTRAINT likely_pair_state_check CHECK (state IN ('open', 'different', 'same'))",
      'ALTER TABLE likely_model ADD COLUMN checked bigint NOT NULL DEFAULT 0',
      'ALTER TABLE likely_model ADD COLUMN skipped integer NOT NULL DEFAULT 0',
      // What was there is compared by the next look at all.
      'UPDATE likely_model SET checked = seq',
      `CREATE TABLE likely_key (
        record_id uuid CONSTRAINT likely_key_pkey PRIMARY KEY,
        kind text NOT NULL,
        k0 integer,
        k1 integer,
        k2 integer,
        k3 integer,
        k4 integer,
        k5 integer,
        k6 integer
      )`,
      'CREATE INDEX likely_key_0 ON likely_key (k0) WHERE k0 IS NOT NULL',
      'CREATE INDEX likely_key_1 ON likely_key (k1) WHERE k1 IS NOT NULL',
      'CREATE INDEX likely_key_2 ON likely_key (k2) WHERE k2 IS NOT NULL',
      'CREATE INDEX likely_key_3 ON likely_key (k3) WHERE k3 IS NOT NULL',
      'CREATE INDEX likely_key_4 ON likely_key (k4) WHERE k4 IS NOT NULL',
      'CREATE INDEX likely_key_5 ON likely_key (k5) WHERE k5 IS NOT NULL',
      'CREATE INDEX likely_key_6 ON likely_key (k6) WHERE k6 IS NOT NULL',
      `CREATE TABLE likely_often (
        kind text NOT NULL,
        key integer NOT NULL,
        records integer NOT NULL,
        CONSTRAINT likely_often_pkey PRIMARY KEY (kind, key)
      )`,
    ],
  },
  {
    id: 'accounts/013-not-their-company',
    statements: [
      // Without references, as pairs are: it says something of two records and never holds back what they become.
      `CREATE TABLE not_their_company (
        id uuid CONSTRAINT not_their_company_pkey PRIMARY KEY,
        person_id uuid NOT NULL,
        account_id uuid NOT NULL,
        decided_by text NOT NULL,
        decided_at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX not_their_company_person ON not_their_company (person_id)',
    ],
  },
]
