import { expect, test } from 'vitest'
import { assumedMinutes } from '../contract/time-saved.ts'
import { savedParts } from './time-saved.ts'

const times = { routed: 12, handed: 10, joined: 3, reminded: 0, promoted: 1, imported: 2 }

test('each work counts as often as it was done, by the minutes that the company said, else by those that are assumed', () => {
  const parts = savedParts(times, new Map([['handed', 2]]), { times: 4, minutes: 50 })
  const of = (work: string) => parts.find((part) => part.work === work)
  expect(of('handed')).toEqual({ work: 'handed', times: 10, each: 2, own: true, minutes: 20 })
  expect(of('routed')).toEqual({ work: 'routed', times: 12, each: assumedMinutes.routed, own: false, minutes: 60 })
  expect(of('triggers')).toEqual({ work: 'triggers', times: 4, each: null, own: true, minutes: 50 })
  expect(parts.map(({ minutes }) => minutes)).toEqual([120, 60, 50, 20, 12, 10, 0])
})
