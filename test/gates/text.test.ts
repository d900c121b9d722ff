import { expect, test } from 'vitest'
import { findText } from './text.ts'

const rulesFor = (path: string, text: string) => findText([{ path, text }]).map(({ rule }) => rule)

// The forbidden words are put together here so that this file does not find itself.
const ignore = `@ts-${'ignore'}`
const home = `/${'root'}/interlock/data`
const host = `https://${'registry'}.npmjs.org/zod`
const long = (lines: number) => 'const a = 1\n'.repeat(lines)

test.each([
  ['no-any', 'src/kernel/a.ts', 'export const a: any = 1'],
  ['no-any', 'test/kit/a.ts', 'export const a = 1 as any'],
  ['no-silenced-types', 'src/kernel/a.ts', `// ${ignore}\nexport const a: string = 1`],
  ['clock-is-an-argument', 'src/rooms/deals/actions.ts', 'export const a = new Date()'],
  ['clock-is-an-argument', 'src/rooms/deals/actions.ts', 'export const a = [1].map(Date.now)'],
  ['clock-is-an-argument', 'src/web/kit/a.tsx', 'export const a = Date.now()'],
  ['clock-is-an-argument', 'src/rooms/deals/store.ts', 'export const a = "UPDATE deal SET closed_at = now()"'],
  [
    'clock-is-an-argument',
    'src/platform/ledger/a.ts',
    `export const a = (id: string) => \`UPDATE x SET at = \${id}, b = CURRENT_TIMESTAMP\``,
  ],
  ['environment-is-config', 'src/platform/log.ts', 'export const a = process.env.LOG_LEVEL'],
  ['network-is-outbound', 'src/rooms/leads/actions.ts', 'export const a = () => fetch("https://example.com")'],
  ['network-is-outbound', 'src/web/kit/a.tsx', 'export const a = () => globalThis.fetch("/x")'],
  ['rules-only-decide', 'src/rooms/leads/rules.ts', 'export const a = async () => 1'],
  ['rules-only-decide', 'src/rooms/leads/rules/route.ts', 'export const a = () => Math.random()'],
  ['file-length', 'src/kernel/a.ts', long(301)],
  ['no-machine-paths', 'docs/start.md', `The data lies in ${home}.`],
  ['no-registry-hosts', 'docs/start.md', `Fetch ${host}.`],
])('%s is red in %s', (rule, path, text) => {
  expect(rulesFor(path, text)).toContain(rule)
})

test.each([
  ['a Date made of a value', 'src/kernel/time.ts', 'export const a = new Date(0)'],
  ['the one reader of the time', 'src/platform/clock.ts', 'export const a = () => new Date()'],
  ['a test that reads the time', 'src/kernel/time.test.ts', 'export const a = Date.now()'],
  ['the words now() in a comment', 'src/rooms/deals/store.ts', '// now() would be the clock of another node\nexport const a = 1'],
  ['the one reader of the environment', 'src/platform/config.ts', 'export const a = process.env'],
  ['the one caller of the network', 'src/platform/outbound.ts', 'export const a = fetch'],
  ['a method that is named fetch', 'src/rooms/leads/actions.ts', 'export const a = (q: { fetch(): void }) => q.fetch()'],
  ['a file of 300 lines', 'src/kernel/a.ts', long(300)],
  ['a longer file with its reason', 'src/kernel/a.ts', `/* over 300 lines because a table of countries cannot be halved */\n${long(400)}`],
])('%s is green', (_, path, text) => {
  expect(rulesFor(path, text)).toEqual([])
})

test('a finding names the line', () => {
  const [found] = findText([{ path: 'src/rooms/deals/actions.ts', text: 'const a = 1\nconst b = 2\nexport const c = Date.now()\n' }])
  expect(found?.line).toBe(3)
})
