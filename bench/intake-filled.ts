import type { Database, WorkspaceRef } from '#platform/store/database'
import { emptyDocument } from '#rooms/agreement/contract'

const nobody = "'00000000-0000-7000-8000-000000000000'::uuid"
const rule = (field: string, operator: string, value: string) => ({ combinator: 'and', rules: [{ field, operator, value }] })

/** People in companies of eight with 40 owners, and a contract of four criteria that a third of those who come meet. */
export async function fill(database: Database, workspace: WorkspaceRef, people: number): Promise<void> {
  const criteria = [
    { key: 'head', name: 'Decides', kind: 'fit', rule: rule('title', 'contains', 'head'), points: 40, fade: null },
    {
      key: 'again',
      name: 'Came again',
      kind: 'behaviour',
      rule: rule('responses', '>=', '2'),
      points: 20,
      fade: { halfLifeDays: 30, since: 'lastResponse' },
    },
    { key: 'size', name: 'Size', kind: 'fit', rule: rule('employees', '>=', '50'), points: 10, fade: null },
    { key: 'land', name: 'Land', kind: 'fit', rule: rule('country', '=', 'DE'), points: 10, fade: null },
  ]
  const document = { ...emptyDocument, criteria, required: ['emailDomain'], threshold: 50 }
  await database.inWorkspace(
    workspace,
    async (tx) => {
      // As version 4 of RFC 9562: answers are held to it.
      const id = (kind: string, n: string) => `overlay(overlay(md5('${kind} ' || (${n})) placing '4' from 13) placing '8' from 17)::uuid`
      for (const statement of [
        `INSERT INTO member (id, name, name_key, custom, touched_by) SELECT ${id('member', 'n')}, 'Owner ' || n, 'owner' || n, '{}', ${nobody} FROM generate_series(1, 40) n`,
        `INSERT INTO account (id, name, name_key, domain, country, employees, owner_id, custom, touched_by)
         SELECT ${id('account', 'n')}, 'Company ' || n, 'company' || n, 'c' || n || '.example', 'DE', n % 200, ${id('member', 'n % 40 + 1')}, '{}', ${nobody} FROM generate_series(0, ${people / 8}) n`,
        `INSERT INTO person (id, full_name, email, email_key, account_id, origin, source, made_at, custom, touched_by)
         SELECT ${id('person', 'n')}, 'Person ' || n, e, e, ${id('account', 'n / 8')}, 'Import', 'Import', now(), '{}', ${nobody}
         FROM generate_series(1, ${people}) n, LATERAL (SELECT 'p' || n || '@c' || n / 8 || '.example' AS e) x`,
      ])
        await tx.query(statement)
      await tx.query(
        `INSERT INTO contract_version (id, number, state, document, reason, by, at, in_force_at, touched_by)
         VALUES (${id('contract', '1')}, 1, 'signed', $1::jsonb, 'Bench', 'Bench', now(), now(), ${nobody})`,
        [JSON.stringify(document)],
      )
      for (const table of ['member', 'account', 'person']) await tx.query(`ANALYZE ${table}`)
    },
    { statementMs: 0 },
  )
}
