import { expect, test } from 'vitest'
import { findPackages } from './packages.ts'

const manifest = (dependencies: Record<string, string>) => ({ path: 'package.json', text: JSON.stringify({ dependencies }) })
const lock = (packages: Record<string, { version: string; license?: string; dev?: boolean }>) => ({
  path: 'package-lock.json',
  text: JSON.stringify({ packages }),
})
const rulesFor = (...sources: { path: string; text: string }[]) => findPackages(sources).map(({ rule }) => rule)

test.each(['^4.6.7', '~4.6.7', '4', 'latest', '*', 'github:someone/zod', 'npm:zod@^4.6.7', 'npm:zod'])(
  'exact-versions is red for %s',
  (version) => {
    expect(rulesFor(manifest({ zod: version }))).toEqual(['exact-versions'])
  },
)

test.each(['4.6.7', '18.4.0-beta.17', '1.5.5-r.5', 'npm:typescript@7.0.2'])('%s is an exact version', (version) => {
  expect(rulesFor(manifest({ zod: version }))).toEqual([])
})

test.each(['AGPL-3.0-only', 'SSPL-1.0', 'BUSL-1.1', 'MIT AND GPL-2.0', 'MPL-2.0'])('permissive-licences is red for %s', (license) => {
  expect(rulesFor(lock({ 'node_modules/a/node_modules/b': { version: '1.0.0', license } }))).toEqual(['permissive-licences'])
})

test('permissive-licences is red for a package that states no licence', () => {
  expect(rulesFor(lock({ 'node_modules/b': { version: '1.0.0' } }))).toEqual(['permissive-licences'])
})

test('a choice of licences is as good as the best of them, and what only develops may be under any', () => {
  expect(rulesFor(lock({ 'node_modules/a': { version: '1.0.0', license: '(GPL-3.0 OR MIT)' } }))).toEqual([])
  expect(rulesFor(lock({ 'node_modules/a': { version: '1.0.0', license: 'MPL-2.0', dev: true } }))).toEqual([])
})
