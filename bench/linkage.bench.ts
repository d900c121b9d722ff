import { type Duck, openDuck } from '#platform/analytics/duck'
import { link } from '#rooms/accounts/actions/linkage'
import type { Bench } from './kit.ts'
import { makePeople } from './linkage-people.ts'
import { dataDir, type LabelledSet, present, qualityOf, sets } from './linkage-sets.ts'

const people: LabelledSet = {
  name: '5,000 generated people, because ../shared/data is not there',
  expected: ['', null],
  columns: [
    { name: 'given', kind: 'given' },
    { name: 'surname', kind: 'surname' },
    { name: 'email', kind: 'email' },
  ],
  load: async (duck) => {
    await makePeople(duck, 5_000)
    await duck.run('ALTER TABLE record RENAME person TO who')
  },
}
const set = (present() ? sets[0] : undefined) ?? people

/** The whole linkage of one set against comparing all its pairs by two names, without learning or judging anything. */
export const bench: Bench = {
  name: `linkage: who is one, learned without labels, of ${set.name}`,
  against: 'all pairs of the same records compared by Jaro and Winkler in two columns, without learning or judging anything',
  prepare: async () => {
    const duck: Duck = await openDuck({ memoryMb: 1_024, readable: [dataDir] })
    await set.load(duck)
    const records = (await duck.one<{ n: number }>('SELECT count(*) AS n FROM record'))?.n ?? 0
    const [one, other] = set.columns
    const alike = (name: string | undefined) => `max(jaro_winkler_similarity(a.${name}, b.${name}))`
    return {
      ours: async () => {
        const { groups } = await link({ duck, table: 'record', columns: set.columns })
        const { f1 } = await qualityOf(duck, groups)
        if (f1 < 0.98) throw new Error(`The linkage is worse than it was: F1 is ${f1}.`)
        return { records }
      },
      reference: async () => {
        await duck.one(`SELECT ${alike(one?.name)}, ${alike(other?.name)} FROM record a JOIN record b ON a.id < b.id`)
        return { records }
      },
      close: () => Promise.resolve(duck.close()),
    }
  },
}
