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
