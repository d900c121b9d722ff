import { expect, test } from 'vitest'
import { findLanguages } from './languages.ts'

const screen = (text: string) => ({ path: 'src/web/kit/screen.tsx', text })
const german = (texts: Record<string, string>) => ({ path: 'src/languages/de/kit.json', text: JSON.stringify(texts) })
const rulesFor = (code: string, texts: Record<string, string> = {}) =>
  findLanguages([screen(code), german(texts)]).map(({ rule, why }) => `${rule}: ${why}`)

test('a screen whose texts are all in the catalogue is well', () => {
  const code = `export const A = () => <p title={t('Two words')} className="wide">{tn(n, '{{n}} row', '{{n}} rows')} {counted(n, 'deal')} <RichText text="Read <a>it</a>" parts={x} /></p>`
  expect(
    rulesFor(code, {
      'Two words': 'Zwei Wörter',
      '{{n}} rows_one': '{{n}} Zeile',
      '{{n}} rows_other': '{{n}} Zeilen',
      '{{n}} deals_one': 'ein Deal',
      '{{n}} deals_other': '{{n}} Deals',
      'Read <a>it</a>': '<a>Das</a> lesen',
    }),
  ).toEqual([])
})

test.each([
  ['text between tags', '<p>Some words</p>'],
  ['an attribute that is read', '<A label="Some words" />'],
  ['an attribute put together', `<A title={\`Some \${words}\`} />`],
  ['one of two texts', "<p>{done ? 'Done' : t('Open')}</p>"],
  ['a label in a list of choices', "const choices = [{ value: 'a', label: 'Some words' }]"],
])('%s may not stand bare in a screen', (_, code) => {
  expect(rulesFor(code, { Open: 'Offen' }).join()).toContain('texts-from-the-catalogue')
})

test('what nobody reads may stand as it is', () => {
  expect(rulesFor(`<A className="wide" kind={x === 'row' ? 1 : 2} href="/some/where">{count} · {'–'} API</A>`)).toEqual([])
})

const onServer = (path: string, code: string) => findLanguages([{ path, text: code }]).map(({ rule, line }) => `${rule} ${line}`)

test.each([
  ['a problem', 'src/rooms/deals/actions.ts', "throw new Problem('conflict', 'This deal is closed.')"],
  ['a verdict with a gap', 'src/rooms/deals/rules.ts', `const v = () => no(\`This deal is \${state}.\`)`],
  ['one of two refusals', 'src/rooms/deals/rules.ts', "const v = () => no(won ? t('It is won.') : 'It is lost.')"],
  ['a sentence of an event', 'src/rooms/deals/events.ts', `eventKind('deal.won', shape, () => \`Won the deal \${name}\`)`],
  ['what a rule of plan says', 'src/rooms/plan/rules/story.ts', "const s = () => ({ says: 'Most money is lost here.' })"],
  ['the subject of a mail', 'src/platform/access/passkeys.ts', `const l = () => ({ subject: \`A passkey \${how}\`, to })`],
  ['a heading of the report', 'src/rooms/plan/report.ts', 'const h = () => html`<h2 class="wide">Where it is lost</h2>`'],
  [
    'a word beside a figure in the report',
    'src/rooms/plan/report/found.ts',
    `const h = () => html\`<td title="\${a > b}">\${n} of \${all}</td>\``,
  ],
  ['a text that the page draws', 'src/rooms/plan/report/page.ts', "pen.text('As of today', at, note)"],
  ['a short label of a column', 'src/rooms/plan/report/page-stages.ts', "const c = () => [{ label: 'lost', width: 38 }]"],
  ['a head of the workbook', 'src/rooms/plan/report/workbook.ts', "const h = () => head(t('Number'), 'Value')"],
  ['a sheet with a gap in its text', 'src/rooms/plan/report/workbook.ts', `const s = () => [\`Cut at \${n} rows\`]`],
])('%s may not stand bare on the server', (_, path, code) => {
  expect(onServer(path, code)).toContain('texts-from-the-catalogue 1')
})

test.each([
  ["const title = t('Your week')"],
  ["const names = { rep: said('owner') }"],
  ["const heads = [plural(n, '{{n}} row', '{{n}} rows', {})]"],
])('a text of the server is not said before anybody asks: %s', (code) => {
  expect(onServer('src/rooms/cadence/rules/mail.ts', code)).toContain('texts-when-asked 1')
})

test.each([
  ['src/rooms/deals/contract.ts', "z.string().min(1, 'Give it a name.')"],
  ['src/rooms/deals/contract/list.ts', "shape.refine(isZone, { message: 'This is no time zone.' })"],
  ['src/kernel/money.ts', "z.string().regex(/^[A-Z]{3}$/, 'A currency is three capital letters.')"],
])('what a shape says when it is broken is translated: %s', (path, code) => {
  const [, english = ''] = /'(.*)'/.exec(code) ?? []
  const found = (texts: Record<string, string>) => findLanguages([{ path, text: code }, german(texts)]).map(({ rule }) => rule)
  expect(found({})).toEqual(['every-text-translated'])
  expect(found({ [english]: 'Auf Deutsch.' })).toEqual([])
})

test('a file of texts that its catalogue does not take in is found', () => {
  const file = { path: 'src/languages/de/deals.json', text: '{}' }
  const catalogue = (text: string) => ({ path: 'src/languages/de/catalogue.ts', text })
  expect(findLanguages([file, catalogue("import deals from './deals.json'")])).toEqual([])
  expect(findLanguages([file, catalogue("import leads from './leads.json'")]).map(({ rule }) => rule)).toEqual(['in-the-catalogue'])
})

test('what the server says when asked, and what nobody reads, may stand as it is', () => {
  const asked = "const names = { rep: () => t('Your week') }\nexport function f() { throw new Problem('conflict', t('Your week')) }"
  const report = `import { x } from './A b.ts'\nconst f = () => html\`<p\${one && html\` class="two words"\`}>\${t('Your week')} · \${of('close_rate')}</p>\``
  const keys = "const by = (unit: 'Some words') => unit === 'share' ? { key: 'close_rate', colour: '#ffeecc' } : t('Your week')"
  for (const [path, code] of [
    ['src/rooms/cadence/rules/mail.ts', asked],
    ['src/rooms/plan/report.ts', report],
    ['src/rooms/plan/report/page.ts', keys],
  ] as const)
    expect(findLanguages([{ path, text: code }, german({ 'Your week': 'Ihre Woche' })])).toEqual([])
})

test.each([
  ['every-text-translated', "t('Some words')", {}],
  ['every-text-translated', "tn(n, '{{n}} row', '{{n}} rows')", { '{{n}} rows_one': '{{n}} Zeile' }],
  ['no-left-over-texts', '', { 'Some words': 'Wörter' }],
  ['same-gaps', "t('By {{name}}', x)", { 'By {{name}}': 'Von {{nmae}}' }],
  ['same-gaps', '<RichText text="Read <a>it</a>" parts={x} />', { 'Read <a>it</a>': 'Lesen' }],
  ['texts-are-literals', 't(words)', {}],
])('%s is found', (rule, code, texts) => {
  expect(rulesFor(code, texts).join()).toContain(rule)
})
