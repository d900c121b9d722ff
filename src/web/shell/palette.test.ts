import { expect, test } from 'vitest'
import { rightsObjects } from '#kernel/rights'
import { pagesOfFound, palette } from './commands.ts'
import { navigation, screens } from './rooms.ts'
import { makeRouter } from './router.tsx'

/** Pages that are reached from another page of theirs, which the palette holds. */
const behind: Readonly<Record<string, string>> = {
  '/': '/diagnosis',
  '/import/$importId': '/imports',
  '/records/$metric': '/diagnosis',
  '/deals/in-crm/$externalId': '/deals',
  '/settings/rights/$role': '/settings/rights',
  '/campaigns/$id': '/campaigns',
  '/triggers/$id': '/triggers',
  '/forms/$formId': '/forms',
  '/merge': '/people',
  '/requests/$id': '/requests',
}

test('every page of the router is in the palette, or a record that the search finds', () => {
  const held = new Set(palette.map(({ href }) => href.replace(/[?#].*/, '')))
  const found = new Set(Object.values(pagesOfFound).map(({ page }) => page('$id')))
  const paths = Object.keys(makeRouter().routesByPath).filter((path) => path !== '__root__')
  expect(paths.length).toBeGreaterThan(screens.length)
  expect(paths.filter((path) => !held.has(behind[path] ?? path) && !found.has(path))).toEqual([])
  expect(Object.keys(behind).filter((path) => !paths.includes(path))).toEqual([])
  expect([...held].filter((path) => !paths.includes(path))).toEqual([])
})

test('every kind of record that the search finds has a page to lead to', () => {
  // What people wrote and did stands on the pages of records.
  expect(rightsObjects.filter((kind) => kind !== 'activity' && pagesOfFound[kind] === undefined)).toEqual([])
})

test('the navigation begins with the diagnosis, and no two entries have one key', () => {
  expect(navigation[0]?.href).toBe('/diagnosis')
  expect(new Set(navigation.map(({ keys }) => keys)).size).toBe(navigation.length)
  expect(new Set(palette.map(({ href, label }) => href + label)).size).toBe(palette.length)
})
