import { z } from 'zod'
import { managers, members } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { instantShape } from '#kernel/time'

const params = z.object({ id: z.uuid() })

const erasureShape = {
  tables: z
    .array(z.object({ table: z.string(), rows: z.int(), columns: z.array(z.string()) }))
    .describe('Rows that are cleared, and of what'),
  mentions: z
    .array(z.object({ table: z.string(), id: z.uuid(), column: z.string() }))
    .describe('Rows of others that name the person; somebody has to look at them, nothing is cleared there'),
  imports: z
    .array(z.object({ id: z.uuid(), name: z.string(), at: instantShape }))
    .describe('Imports that brought the person: their kept files still hold the rows until the files are removed'),
}

export const downloadHeld = endpoint({
  id: 'accounts.heldOnPerson',
  method: 'GET',
  path: '/api/v1/people/{id}/held.zip',
  summary: 'All that is held on a person, over all tables, with what the ledger knows: as JSON and as a table',
  access: managers,
  limits: { rate: 'heavy', timeMs: 120_000 },
  kind: 'download',
  produces: 'application/zip',
  params,
  answer: z.unknown(),
})

export const previewErasure = endpoint({
  id: 'accounts.previewErasure',
  method: 'GET',
  path: '/api/v1/people/{id}/erasure',
  summary: 'What erasing a person would clear, what somebody has to look at, and where copies remain; nothing is written',
  access: managers,
  limits: { rate: 'read', timeMs: 120_000 },
  params,
  answer: z.object({ name: z.string(), ...erasureShape }),
})

export const erasePerson = endpoint({
  id: 'accounts.erasePerson',
  method: 'POST',
  path: '/api/v1/people/{id}/erasure',
  summary: 'Erase a person: what is personal is cleared everywhere, in the ledger too, and cannot be brought back; the numbers stay',
  access: members('owner'),
  limits: { rate: 'write', timeMs: 600_000 },
  params,
  body: z.object({ confirm: z.literal('erase').describe('There is no way back') }),
  answer: z.object({
    cleared: z.int().describe('Rows'),
    kept: z.int().describe('Keyed hashes by which later imports know not to take them again'),
    ...erasureShape,
  }),
})
