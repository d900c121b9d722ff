import type { Migration } from '#platform/store/migrate'

export const migrations: readonly Migration[] = [
  {
    id: 'cadence/001-digests',
    statements: [
      `CREATE TABLE digest (
        id uuid CONSTRAINT digest_pkey PRIMARY KEY,
        user_id text NOT NULL CONSTRAINT digest_user_key UNIQUE,
        every text NOT NULL,
        weekday integer NOT NULL,
        monthday integer NOT NULL,
        hour integer NOT NULL,
        pack text NOT NULL,
        language text NOT NULL
      )`,
    ],
  },
]
