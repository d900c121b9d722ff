import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { correctionShape, rejectedRowShape, setGuessShape } from '../shapes.ts'

const limits = { rate: 'read' } as const
const params = z.object({ importId: z.string() })

export const importStates = ['draft', 'previewed', 'running', 'done', 'failed', 'undone'] as const
const countsShape = z.object({ kind: z.string(), create: z.int(), update: z.int(), skip: z.int(), reject: z.int() })
export const previewShape = z.object({
  kinds: z.array(countsShape),
  samples: z.array(z.object({
    kind: z.string(), does: z.enum(['create', 'update', 'skip']), title: z.string(), where: z.string(), why: z.string().nullable(),
    values: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  })),
  rejected: z.array(z.object({ file: z.string() }).extend(rejectedRowShape.shape)),
})
export const importShape = z.object({
  id: z.string(), name: z.string(), state: z.enum(importStates), createdAt: z.string(), by: z.string(),
  sample: z.boolean(),
  guess: setGuessShape.nullable(), correction: correctionShape, preview: previewShape.nullable(),
  progress: z.object({ step: z.string(), done: z.int(), of: z.int() }).nullable(),
  result: z.object({ kinds: z.array(countsShape), ms: z.number() }).nullable(),
  failure: z.string().nullable(),
})
export const createImport = endpoint({ id: 'capture.createImport', method: 'POST', path: '/api/v1/imports', summary: '', access: editors, limits, body: z.object({}), answer: importShape })
export const addFile = endpoint({ id: 'capture.addFile', kind: 'upload', method: 'POST', path: '/api/v1/imports/{importId}/files', summary: '', access: editors, limits, params, query: z.object({ name: z.string() }), answer: importShape })
export const readImport = endpoint({ id: 'capture.readImport', method: 'GET', path: '/api/v1/imports/{importId}', summary: '', access: everyMember, limits, params, answer: importShape })
export const correctImport = endpoint({ id: 'capture.correctImport', method: 'PATCH', path: '/api/v1/imports/{importId}/mapping', summary: '', access: editors, limits, params, body: correctionShape, answer: importShape })
export const previewImport = endpoint({ id: 'capture.previewImport', method: 'POST', path: '/api/v1/imports/{importId}/preview', summary: '', access: editors, limits, params, answer: importShape })
export const runImport = endpoint({ id: 'capture.runImport', method: 'POST', path: '/api/v1/imports/{importId}/run', summary: '', access: editors, limits, params, answer: importShape })
export const undoImport = endpoint({ id: 'capture.undoImport', method: 'POST', path: '/api/v1/imports/{importId}/undo', summary: '', access: editors, limits, params, answer: z.object({ undone: z.int(), conflicts: z.array(z.object({ what: z.string(), why: z.string() })) }) })
export const listImports = endpoint({ id: 'capture.listImports', method: 'GET', path: '/api/v1/imports', summary: '', access: everyMember, limits, answer: z.object({ imports: z.array(importShape.pick({ id: true, name: true, state: true, createdAt: true, by: true, sample: true, result: true })) }) })
export const rejectedRows = endpoint({ id: 'capture.rejectedRows', kind: 'download', method: 'GET', path: '/api/v1/imports/{importId}/rejected', summary: '', access: everyMember, limits, params, answer: z.string() })
export const loadSample = endpoint({ id: 'capture.sample', method: 'POST', path: '/api/v1/sample', summary: '', access: editors, limits, answer: importShape })
