import { t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import type { ClockTime, ContractDocument } from '../contract/document.ts'
import { type Duty, duties, type flagKinds, type Party, partyKey, type Step, type StepClock } from '../contract/process.ts'

/** Who a party is at the moment. */
export interface Standing {
  readonly name: string
  /** How many it stands for, where that is known. */
  readonly people: number | null
  /** Whether there is still somebody behind it. */
  readonly here: boolean
}
export type StandingOf = (party: Party) => Standing

export interface Flag {
  readonly kind: (typeof flagKinds)[number]
  readonly why: string
}

/** What is not clear about who does a step. Exactly one answers for it, with somebody behind it, and somebody does it. */
export function flagsOf({ accountable, responsible }: Pick<Step, 'accountable' | 'responsible'>, standing: StandingOf): Flag[] {
  const flags: Flag[] = []
  const [only, second] = accountable
  if (only === undefined)
    flags.push({ kind: 'none-accountable', why: t('Nobody is accountable. Name exactly one: a person, a team or a role.') })
  else if (second !== undefined)
    flags.push({
      kind: 'several-accountable',
      why: t('{{n}} are accountable: {{names}}. Keep the one who answers for it; the others can be responsible or consulted.', {
        n: accountable.length,
        names: accountable.map((party) => standing(party).name).join(', '),
      }),
    })
  else if (standing(only).people === 0)
    flags.push({
      kind: 'accountable-empty',
      why: t('{{name}} is accountable, and there is nobody behind it here. Invite somebody, or name another one.', {
        name: standing(only).name,
      }),
    })
  if (responsible.length === 0) flags.push({ kind: 'none-responsible', why: t('Nobody is responsible, so nobody does it. Name who does.') })
  return flags
}

/** What the lead contract says of a clock. */
export function clockIn({ clocks, sales }: ContractDocument, clock: StepClock): ClockTime {
  return { ...clocks, accept: sales.accept, firstContact: sales.firstContact }[clock]
}

/** A clock as people call it. */
export function clockName(clock: StepClock): string {
  return {
    place: () => t('In the right channel within'),
    accept: () => t('Accepted or rejected within'),
    firstContact: () => t('First contact within'),
    failed: () => t('Hand-over failed after'),
    cold: () => t('Cold after'),
  }[clock]()
}

/** Whether steps fit together: from a step one comes back to an earlier one only. */
export function maySaveSteps(steps: readonly Pick<Step, 'key' | 'name' | 'back'>[]): Verdict {
  const places = new Map(steps.map(({ key }, place) => [key, place]))
  const wrong = steps.find(({ back }, place) => back !== null && (places.get(back) ?? Number.POSITIVE_INFINITY) >= place)
  return wrong ? no(t('“{{name}}” leads back to a step that is not before it. Choose an earlier one, or none.', { name: wrong.name })) : ok
}

/** The first party that is named now, was not before, and is not here. Who left since stays named, and is flagged. */
export function strangerIn(steps: readonly Step[], before: readonly Step[], standing: StandingOf): Party | undefined {
  const named = new Set(before.flatMap(everybodyIn).map(partyKey))
  return steps.flatMap(everybodyIn).find((party) => !named.has(partyKey(party)) && !standing(party).here)
}

const everybodyIn = (step: Step): Party[] => duties.flatMap((duty) => step[duty])

/** Where a step stands in the picture: with the one who answers for it, with nobody, or between several. */
export function laneOf({ accountable }: { readonly accountable: readonly { readonly party: Party }[] }): string {
  const [only, second] = accountable
  return only === undefined ? 'nobody' : second === undefined ? partyKey(only.party) : 'several'
}

/** The lanes of a picture, in the order in which the process comes to them. */
export function lanesOf(steps: readonly Parameters<typeof laneOf>[0][]): string[] {
  return [...new Set(steps.map(laneOf))]
}

const dutyChange: Record<Duty, (name: string, who: string) => string> = {
  accountable: (name, who) => t('“{{name}}”: accountable is {{who}}.', { name, who }),
  responsible: (name, who) => t('“{{name}}”: responsible is {{who}}.', { name, who }),
  consulted: (name, who) => t('“{{name}}”: consulted is {{who}}.', { name, who }),
  informed: (name, who) => t('“{{name}}”: informed is {{who}}.', { name, who }),
}

/** What is another thing from one version to the next, a sentence each; empty where nothing is. */
export function processChanges(before: readonly Step[], after: readonly Step[], nameOf: (party: Party) => string): string[] {
  const was = new Map(before.map((step) => [step.key, step]))
  const is = new Map(after.map((step) => [step.key, step]))
  const stayed = (all: readonly Step[]) => all.filter(({ key }) => was.has(key) && is.has(key)).map(({ key }) => key)
  return [
    ...after.flatMap((step) => {
      const other = was.get(step.key)
      return other ? stepChanges(other, step, is, nameOf) : [t('New step “{{name}}”.', { name: step.name })]
    }),
    ...before.filter(({ key }) => !is.has(key)).map(({ name }) => t('The step “{{name}}” goes.', { name })),
    ...(stayed(before).join() === stayed(after).join() ? [] : [t('The steps stand in another order.')]),
  ]
}

function stepChanges(one: Step, other: Step, is: ReadonlyMap<string, Step>, nameOf: (party: Party) => string): string[] {
  const { name } = other
  const who = (all: readonly Party[]) => (all.length === 0 ? t('nobody') : all.map(nameOf).join(', '))
  const back = other.back === null ? undefined : is.get(other.back)?.name
  return [
    ...(one.name === name ? [] : [t('“{{before}}” is called “{{after}}”.', { before: one.name, after: name })]),
    ...(one.begins === other.begins ? [] : [t('“{{name}}” begins with: {{what}}', { name, what: other.begins })]),
    ...(one.ends === other.ends ? [] : [t('“{{name}}” ends with: {{what}}', { name, what: other.ends })]),
    ...(same(one.clocks, other.clocks)
      ? []
      : [
          other.clocks.length === 0
            ? t('“{{name}}” has no clock any more.', { name })
            : t('“{{name}}” runs against: {{clocks}}.', { name, clocks: other.clocks.map(clockName).join(', ') }),
        ]),
    ...(one.back === other.back
      ? []
      : [
          back === undefined
            ? t('“{{name}}” leads back to no step any more.', { name })
            : t('“{{name}}” may lead back to “{{back}}”.', { name, back }),
        ]),
    ...duties.flatMap((duty) =>
      same(one[duty].map(partyKey), other[duty].map(partyKey)) ? [] : [dutyChange[duty](name, who(other[duty]))],
    ),
  ]
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Whether what is kept of all versions fits together: numbers from 1 on without a gap. What an undo would leave has to. */
export const isWhole = (numbers: readonly number[]): boolean => numbers.every((number, place) => number === place + 1)

/** Whether somebody may change the version that they read, which nobody else changed since. */
export function mayChange(newest: { readonly number: number; readonly by: string } | undefined, basedOn: number): Verdict {
  if ((newest?.number ?? 0) === basedOn) return ok
  if (newest === undefined) return no(t('Nobody wrote this process yet. Load the page again.'))
  return no(
    t('{{by}} changed it since, to version {{number}}. Load the page again, so that nothing of theirs is lost.', {
      by: newest.by,
      number: newest.number,
    }),
  )
}

/** Whether somebody may confirm that they read a version. */
export function mayConfirmReading(number: number, newest: number, userId: string | null, before: boolean): Verdict {
  if (userId === null) return no(t('People confirm that they read it. Sign in as yourself; API keys do not read.'))
  if (number !== newest) return no(t('Version {{newest}} took the place of version {{number}}. Read that one.', { newest, number }))
  return before ? no(t('You confirmed already that you read version {{number}} of who does what.', { number })) : ok
}
