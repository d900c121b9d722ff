import { expect, test } from 'vitest'
import { testApp } from '#test/kit/app'
import { lines, recordsOf } from '#test/kit/import-files'
import { imported } from '#test/kit/importing'

test('a row that says no name leaves the name that is known; someone new is called by their address, else by their id', {
  timeout: 120_000,
}, async () => {
  const app = await testApp()
  await imported(app, [
    { name: 'contacts.csv', text: lines('Contact ID,First Name,Last Name,Email', '1,Ann,Lee,ann@a.example', '2,,,', '3,,,cy@c.example') },
  ])
  const names = async () => (await recordsOf(app)).person?.map((row) => row.full_name).sort()
  expect(await names()).toEqual(['Ann Lee', 'Contact 2', 'cy@c.example'])
  await imported(app, [{ name: 'optout.csv', text: lines('Contact ID,Email,Opted Out', '1,ann@a.example,yes', '2,bo@b.example,no') }], {
    files: [{ file: 0, kind: 'person' }],
  })
  expect(await names()).toEqual(['Ann Lee', 'Contact 2', 'cy@c.example'])
})
