import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findDoors } from './doors.ts'
import { type Finding, readTree } from './tree.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

/** A small product in which every word imports what it may. */
const allowed: Record<string, string> = {
  'src/main.ts': `import { ringDeal } from '#rooms/deals/routes'\nimport { heard } from '#rooms/leads/reactions'\nexport const all = [ringDeal, heard]`,
  'src/platform/http.ts': `import { no } from '#kernel/verdict'\nexport const ring = no`,
  'src/platform/store.ts': `import pg from 'pg'\nexport const store = pg`,
  'src/platform/outbound.ts': `export const call = 1`,
  'src/cli/main.ts': `import { win } from '#rooms/deals/actions'\nexport const cli = win`,
  'src/web/kit/button.tsx': `export const Button = () => null`,
  'src/web/client.ts': `import { no } from '#kernel/verdict'\nexport const client = no`,
  'src/web/shell.tsx': `import { Page } from '#rooms/deals/web/page.tsx'\nexport const Shell = Page`,
  'src/rooms/accounts/contract.ts': `export const account = 1`,
  'src/rooms/accounts/tables.ts': `export const accounts = 1`,
  'src/rooms/accounts/actions.ts': `export const merge = 1`,
  'src/rooms/deals/contract.ts': `import { z } from 'zod'\nimport { account } from '#rooms/accounts/contract'\nexport const deal = [z, account]`,
  'src/rooms/deals/tables.ts': `import { accounts } from '#rooms/accounts/tables'\nimport { sql } from 'drizzle-orm'\nexport const deals = [accounts, sql]`,
  'src/rooms/deals/migrations.ts': `export const migrations = []`,
  'src/rooms/deals/store.ts': `import { store } from '#platform/store'\nimport { deals } from './tables.ts'\nexport const ask = [store, deals]`,
  'src/rooms/deals/rules.ts': `import { no } from '#kernel/verdict'\nimport { deal } from './contract.ts'\nexport const mayWin = [no, deal]`,
  'src/rooms/deals/events.ts': `import { deal } from './contract.ts'\nexport const dealWon = deal`,
  'src/rooms/deals/actions.ts': `import { merge } from '#rooms/accounts/actions'\nimport { dealWon } from './events.ts'\nimport { mayWin } from './rules.ts'\nimport { ask } from './store.ts'\nexport const win = [merge, dealWon, mayWin, ask]`,
  'src/rooms/deals/routes.ts': `import { ring } from '#platform/http'\nimport { win } from './actions.ts'\nexport const ringDeal = [ring, win]`,
  'src/rooms/deals/facts.ts': `import { deals } from './tables.ts'\nexport const dealFacts = deals`,
  'src/rooms/deals/web/page.tsx': `import { Button } from '#web/kit/button.tsx'\nimport { client } from '#web/client'\nimport { lead } from '#rooms/leads/contract'\nimport { mayWin } from '../rules.ts'\nexport const Page = [Button, client, lead, mayWin]`,
  'src/rooms/leads/contract.ts': `export const lead = 1`,
  'src/rooms/leads/actions.ts': `export const offer = 1`,
  'src/rooms/leads/reactions.ts': `import { dealWon } from '#rooms/deals/events'\nimport { offer } from './actions.ts'\nexport const heard = [dealWon, offer]`,
}

/** One import for each rule that must be reported: the rule, the file that breaks it, and its text. */
const planted: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['call-left', 'src/rooms/deals/actions/close-deal.ts', `import { offer } from '#rooms/leads/actions'\nexport const close = offer`],
  ['kernel-is-pure', 'src/kernel/impure.ts', `import { store } from '#platform/store'\nexport const impure = store`],
  ['contract-only-says', 'src/rooms/leads/contract/doing.ts', `import { store } from '#platform/store'\nexport const doing = store`],
  ['contract-only-says', 'src/rooms/capture/fields.ts', `import { ask } from '#rooms/deals/store'\nexport const fields = ask`],
  ['events-only-tell', 'src/rooms/leads/events.ts', `import { offer } from './actions.ts'\nexport const told = offer`],
  ['rules-only-decide', 'src/rooms/leads/rules/ask.ts', `import { store } from '#platform/store'\nexport const ask = store`],
  ['rules-only-decide', 'src/rooms/leads/rules/roll.ts', `import { randomUUID } from 'node:crypto'\nexport const roll = randomUUID`],
  ['reports-only-show', 'src/rooms/plan/report.ts', `import { store } from '#platform/store'\nexport const report = store`],
  ['tables-only-keep', 'src/rooms/leads/tables.ts', `import { offer } from './actions.ts'\nexport const leads = offer`],
  ['migrations-are-sql', 'src/rooms/leads/migrations.ts', `import { lead } from './contract.ts'\nexport const migrations = lead`],
  ['store-only-asks', 'src/rooms/leads/store/decide.ts', `import { ask } from '../rules/ask.ts'\nexport const decide = ask`],
  ['store-only-asks', 'src/rooms/leads/store/other.ts', `import { ask } from '#rooms/deals/store'\nexport const other = ask`],
  ['actions-call-left', 'src/rooms/leads/actions/query.ts', `import { sql } from 'drizzle-orm'\nexport const query = sql`],
  ['actions-call-left', 'src/rooms/leads/actions/serve.ts', `import { ring } from '#platform/http'\nexport const serve = ring`],
  ['routes-only-ring', 'src/rooms/leads/routes/peek.ts', `import { store } from '#platform/store'\nexport const peek = store`],
  ['reactions-only-hear', 'src/rooms/leads/reactions/phone.ts', `import { call } from '#platform/outbound'\nexport const phone = call`],
  ['facts-only-lend', 'src/rooms/leads/facts.ts', `import { offer } from './actions.ts'\nexport const facts = offer`],
  ['web-knows-no-server', 'src/rooms/leads/web/act.tsx', `import { offer } from '../actions.ts'\nexport const act = offer`],
  ['web-stays-in-its-room', 'src/rooms/leads/web/visit.tsx', `import { Page } from '#rooms/deals/web/page.tsx'\nexport const visit = Page`],
  ['kit-knows-no-room', 'src/web/kit/deal-button.tsx', `import { deal } from '#rooms/deals/contract'\nexport const DealButton = deal`],
  ['shell-knows-no-server', 'src/web/overview.tsx', `import { store } from '#platform/store'\nexport const overview = store`],
  ['browser-code-has-no-node', 'src/web/read.ts', `import { readFileSync } from 'node:fs'\nexport const read = readFileSync`],
  ['platform-knows-no-room', 'src/platform/mail.ts', `import { deal } from '#rooms/deals/contract'\nexport const mail = deal`],
  ['front-doors-use-actions', 'src/cli/peek.ts', `import { ask } from '#rooms/deals/store'\nexport const peek = ask`],
  ['engines-stay-in-platform', 'src/rooms/leads/store/raw.ts', `import pg from 'pg'\nexport const raw = pg`],
  ['io-stays-in-platform', 'src/rooms/leads/actions/save.ts', `import { writeFileSync } from 'node:fs'\nexport const save = writeFileSync`],
  ['no-rings', 'src/platform/chicken.ts', `import { egg } from './egg.ts'\nexport const chicken = () => egg`],
  ['no-unknown-doors', 'src/rooms/leads/actions/lost.ts', `import { x } from '#rooms/nowhere/actions'\nexport const lost = x`],
  ['no-test-code-in-product', 'src/platform/cheat.ts', `import { kit } from '#test/kit'\nexport const cheat = kit`],
  ['no-dev-dependency', 'src/platform/arbitrary.ts', `import fc from 'fast-check'\nexport const arbitrary = fc`],
]

const alsoNeeded = {
  'src/platform/egg.ts': `import { chicken } from './chicken.ts'\nexport const egg = () => chicken`,
  'test/kit.ts': `export const kit = 1`,
}

function product(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'interlock-doors-'))
  for (const path of ['.dependency-cruiser.mjs', 'package.json', 'tsconfig.json', 'src/line.ts', 'src/kernel', 'bin']) {
    cpSync(join(project, path), join(root, path), { recursive: true })
  }
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `${text}\n`)
  }
  return root
}

describe('the doors between words', () => {
  let red: Finding[] = []
  const roots: string[] = []

  beforeAll(() => {
    const root = product({ ...allowed, ...alsoNeeded, ...Object.fromEntries(planted.map(([, path, text]) => [path, text])) })
    roots.push(root)
    red = findDoors(root, readTree(root))
  }, 60_000)

  afterAll(() => {
    for (const root of roots) rmSync(root, { recursive: true, force: true })
  })

  test('a product in which every word imports what it may is green', () => {
    const root = product(allowed)
    roots.push(root)
    expect(findDoors(root, readTree(root))).toEqual([])
  }, 60_000)

  test.each(planted)('%s is red for %s', (rule, path) => {
    expect(red.filter((found) => found.path === path).map((found) => found.rule)).toContain(rule)
  })

  test('only what was planted is red', () => {
    const paths = new Set([...planted.map(([, path]) => path), ...Object.keys(alsoNeeded)])
    expect(red.filter(({ path }) => !paths.has(path))).toEqual([])
  })

  test('every rule of the configuration has a planted violation', async () => {
    const loaded: { default: { forbidden: { name: string }[] } } = await import(
      pathToFileURL(join(project, '.dependency-cruiser.mjs')).href
    )
    expect(new Set(planted.map(([rule]) => rule))).toEqual(new Set(loaded.default.forbidden.map(({ name }) => name)))
  })

  test('a file that the import check did not read is a finding', () => {
    const root = product(allowed)
    roots.push(root)
    const unseen = [...readTree(root), { path: 'src/rooms/deals/actions/unseen.ts', text: '' }]
    expect(findDoors(root, unseen).map(({ rule }) => rule)).toEqual(['every-file-is-read'])
  }, 60_000)
})
