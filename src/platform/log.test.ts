import { expect, test } from 'vitest'
import { fixedClock } from './clock.ts'
import { openLog } from './log.ts'

function recorded(level: 'info' | 'warn' = 'info') {
  const lines: string[] = []
  const log = openLog({ log: level }, fixedClock('2026-02-03T04:05:06Z'), { write: (line) => lines.push(line) })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> }
}

test('a line carries time, level and the request id of its child logger', () => {
  const { log, last } = recorded()
  log.child({ request: '0190c2f0-0000-7000-8000-000000000001' }).info({ rows: 12 }, 'import finished')
  expect(last()).toMatchObject({
    level: 'info',
    time: '2026-02-03T04:05:06.000Z',
    request: '0190c2f0-0000-7000-8000-000000000001',
    rows: 12,
    message: 'import finished',
  })
})

test('personal data is blanked wherever it is nested', () => {
  const { log, lines } = recorded()
  const person = { id: 7, first_name: 'Rosalind', email: 'rosalind@lab.example', phone: '+44 20 7946 0000' }
  log.info(
    { found: [{ deep: { ...person } }], headers: { Authorization: 'Bearer abc', 'set-cookie': 'session=abc' }, body: 'a,b,c' },
    'looked up',
  )
  log.child({ person }).info('child')
  const written = lines.join('')
  for (const secret of ['Rosalind', 'rosalind', '7946', 'Bearer', 'session=abc', 'a,b,c']) expect(written).not.toContain(secret)
  expect(written).toContain('"id":7')
})

test('mail addresses in free text and passwords in addresses are blanked, in messages too', () => {
  const { log, lines } = recorded()
  log.warn({ url: 'postgres://interlock:hunter2hunter2@db.example/interlock' }, 'no answer to Ada.Lovelace+crm@example.co.uk, tried twice')
  expect(lines[0]).not.toMatch(/hunter2|Lovelace|example\.co\.uk/)
  expect(lines[0]).toContain('tried twice')
})

test('an error of the database driver is logged without the row that it quotes', () => {
  const { log, lines, last } = recorded()
  const error = Object.assign(new Error('duplicate key value violates unique constraint "person_email"'), {
    code: '23505',
    detail: 'Key (email)=(ada@example.com) already exists.',
    where: 'COPY person, line 3: "Ada"',
  })
  log.error({ error }, 'write failed')
  expect(lines[0]).not.toMatch(/ada@example|Ada/)
  expect(last()).toMatchObject({ error: { code: '23505', message: 'duplicate key value violates unique constraint "person_email"' } })
  log.error(new Error('outer', { cause: error }), 'again')
  expect(lines[1]).not.toMatch(/ada@example|Ada/)
  expect(lines[1]).toContain('23505')
})

test('nothing below the level is written', () => {
  const { log, lines } = recorded('warn')
  log.info('quiet')
  expect(lines).toEqual([])
})
