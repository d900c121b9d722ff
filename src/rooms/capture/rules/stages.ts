import { t } from '#kernel/text'
import type { StageGuess, StageKind } from '../shapes.ts'
import { headerKey } from './headers.ts'

const won =
  /\b(?:closed won|won|gewonnen|ganad[oa]s?|gagnee?s?|vint[oa]|signed|unterschrieben|conclue?|contract signed|sold|verkauft|vendu)\b/
const lost =
  /\b(?:closed lost|lost|verloren|perdid[oa]s?|perdue?s?|pers[oa]|abandoned|abandonnee?|disqualified|dead|no sale|rejected|abgelehnt|cancell?ed|storniert|declined|no decision|omitted)\b/

/** Where a stage usually stands, by what it is called. English, German, Spanish, French; order from the four big CRMs' standard processes. */
const ranks: readonly (readonly [number, RegExp])[] = [
  [5, /\b(?:new|neu|nuevo|nouveau|incoming|inbound|lead in|unqualified|suspect|eingang)\b/],
  [10, /\b(?:prospect\w*|interessent|prospeccion|lead|target)\b/],
  [15, /\b(?:contact\w*|connected|outreach|appointment|termin\w*|kontakt\w*|cita|rendez)\b/],
  [20, /\b(?:qualif\w*|qualifizier\w*|calificad\w*|cualific\w*|sql|sal|sqo|mql)\b/],
  [30, /\b(?:engag\w*|discover\w*|meeting|demo\w*|present\w*|erstgesprach|reunion|bedarfsanalyse)\b/],
  [35, /\b(?:needs?\b.*|analys\w*|requirement\w*|scoping|bedarf\w*|analisis|analyse)\b/],
  [
    40,
    /\b(?:solution\w*|losung\w*|id decision makers|decision makers?|evaluat\w*|perception\w*|technical\w*|poc|pilot\w*|trial|test\w*)\b/,
  ],
  [50, /\b(?:initial offer|first offer|budget\w*)\b/],
  [60, /\b(?:proposal\w*|quote\w*|quotation|offer\w*|angebot\w*|propuesta|proposition|devis|oferta|pricing)\b/],
  [65, /\b(?:decision maker bought in|short ?list\w*|champion)\b/],
  [70, /\b(?:negotiat\w*|review|verhandl\w*|negociacion|negociation)\b/],
  [80, /\b(?:contract\w*|verbal\w*|commit\w*|vertrag\w*|contrato|contrat|legal|procurement|closing|approval|po)\b/],
]

/** HubSpot's own stages, as its API and exports of internal values call them. */
const internalNames: ReadonlyMap<string, string> = new Map([
  ['appointmentscheduled', 'appointment scheduled'],
  ['qualifiedtobuy', 'qualified to buy'],
  ['presentationscheduled', 'presentation scheduled'],
  ['decisionmakerboughtin', 'decision maker bought in'],
  ['contractsent', 'contract sent'],
  ['closedwon', 'closed won'],
  ['closedlost', 'closed lost'],
])

/** A stage name as plain words: accents, case and punctuation gone. */
function plain(stage: string): string {
  return (internalNames.get(stage) ?? stage)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Won or lost by the name alone; undefined where the name does not say. */
export function kindByName(stage: string): StageKind | undefined {
  const text = plain(stage)
  if (lost.test(text)) return 'lost'
  return won.test(text) ? 'won' : undefined
}

/** What a status says about a deal; undefined for statuses of another kind, such as a renewal's. */
export function kindByStatus(status: string): StageKind | undefined {
  return (
    kindByName(status) ??
    (/^(?:open|offen|in progress|in bearbeitung|abiert[oa]|ouverte?|en cours|active|aktiv|pending|new)$/.test(plain(status))
      ? 'open'
      : undefined)
  )
}

/** Where a stage of this name usually stands, or undefined. */
export function usualRank(stage: string): number | undefined {
  const text = plain(stage)
  // Two standard stages whose words mean something else elsewhere in the list.
  if (text === 'decision maker bought in') return 65
  if (text.startsWith('value prop')) return 38
  let rank: number | undefined
  for (const [position, pattern] of ranks) if (pattern.test(text)) rank = position
  return rank
}

/** What the data says about one stage. Shares are 0 to 1. */
export interface StageFacts {
  readonly pipeline: string
  readonly stage: string
  readonly deals: number
  /** Deals of this stage that a status or flag calls won or lost. */
  readonly saidWon: number
  readonly saidLost: number
  readonly saidOpen: number
  /** Mean probability and how far apart the values are; a stage whose deals differ says nothing. */
  readonly probability: number | null
  readonly probabilitySpread: number | null
  /** From a list of stages, if one was given. */
  readonly listed: { readonly position: number; readonly kind: StageKind | null } | null
  /** Mean rank among the stages that a deal went through, from dates. */
  readonly passed: number | null
}

/** Stages in the order of the process with what each is, how sure that is, and why. Won comes after open, lost last. */
export function guessStages(facts: readonly StageFacts[]): StageGuess[] {
  const pipelines = [...new Set(facts.map((each) => each.pipeline))].sort()
  return pipelines.flatMap((pipeline) => inOrder(facts.filter((each) => each.pipeline === pipeline)))
}

/** The order and kinds that a person gave; stages that they did not name come after. */
export function orderSaid(
  guess: readonly StageGuess[],
  said: readonly { readonly pipeline: string; readonly stage: string; readonly kind: StageKind }[] | undefined,
): StageGuess[] {
  if (!said) return [...guess]
  const key = (each: { pipeline: string; stage: string }) => JSON.stringify([each.pipeline, each.stage])
  const place = new Map(said.map((each, index) => [key(each), { index, kind: each.kind }]))
  const sorted = [...guess].sort(
    (a, b) => (place.get(key(a))?.index ?? Number.MAX_SAFE_INTEGER) - (place.get(key(b))?.index ?? Number.MAX_SAFE_INTEGER),
  )
  const next = new Map<string, number>()
  return sorted.map((each) => {
    const position = next.get(each.pipeline) ?? 0
    next.set(each.pipeline, position + 1)
    const word = place.get(key(each))
    return word ? { ...each, position, kind: word.kind, confidence: 1, why: t('You said so.') } : { ...each, position }
  })
}

function inOrder(facts: readonly StageFacts[]): StageGuess[] {
  const kinds = new Map(facts.map((each) => [each.stage, kindOf(each)]))
  const open = facts.filter((each) => kinds.get(each.stage)?.kind === 'open')
  const { order, confidence, why } = orderOf(open)
  const place = { open: 0, won: 1, lost: 2 }
  const sorted = [...facts].sort((a, b) => {
    const [first, second] = [kinds.get(a.stage)?.kind ?? 'open', kinds.get(b.stage)?.kind ?? 'open']
    return place[first] - place[second] || (order.get(a.stage) ?? 0) - (order.get(b.stage) ?? 0) || a.stage.localeCompare(b.stage)
  })
  return sorted.map((each, position) => {
    const kind = kinds.get(each.stage) ?? { kind: 'open' as const, confidence: 0.5, why: '' }
    const isOpen = kind.kind === 'open'
    return {
      pipeline: each.pipeline,
      stage: each.stage,
      position,
      kind: kind.kind,
      confidence: isOpen ? Math.min(kind.confidence, confidence) : kind.confidence,
      why: isOpen ? why : kind.why,
      deals: each.deals,
    }
  })
}

function kindOf(facts: StageFacts): { kind: StageKind; confidence: number; why: string } {
  const said = facts.saidWon + facts.saidLost + facts.saidOpen
  const name = kindByName(facts.stage)
  if (facts.listed?.kind) return { kind: facts.listed.kind, confidence: 0.99, why: t('The list of stages says so.') }
  for (const [kind, count] of [
    ['won', facts.saidWon],
    ['lost', facts.saidLost],
  ] as const) {
    if (said > 0 && count >= said * 0.95)
      return { kind, confidence: name === kind ? 0.99 : 0.9, why: t('Deals in this stage are marked as {{kindWord}}.', { kindWord: kind }) }
  }
  if (name && facts.saidOpen === 0) return { kind: name, confidence: 0.95, why: t('The name says {{kindWord}}.', { kindWord: name }) }
  if (name)
    return {
      kind: name,
      confidence: 0.6,
      why: t('The name says {{kindWord}}, but some deals in it are marked as open.', { kindWord: name }),
    }
  return { kind: 'open', confidence: said > 0 ? 0.95 : 0.85, why: '' }
}

function orderOf(open: readonly StageFacts[]): { order: Map<string, number>; confidence: number; why: string } {
  const by = (value: (facts: StageFacts) => number | null | undefined) => new Map(open.map((each) => [each.stage, value(each) ?? 0]))
  if (open.length < 2) return { order: by(() => 0), confidence: 0.95, why: t('The only open stage.') }
  if (open.every((each) => each.listed))
    return { order: by((each) => each.listed?.position), confidence: 0.98, why: t('In the order of the list of stages.') }
  const steady = open.every((each) => each.probability !== null && (each.probabilitySpread ?? 1) < 0.05)
  const different = new Set(open.map((each) => each.probability?.toFixed(3))).size
  if (steady && different >= Math.max(2, open.length - 1))
    return { order: by((each) => each.probability), confidence: 0.9, why: t('In the order of their probability.') }
  if (open.every((each) => each.passed !== null))
    return { order: by((each) => each.passed), confidence: 0.85, why: t('In the order in which deals went through them.') }
  const known = open.filter((each) => usualRank(each.stage) !== undefined)
  if (known.length === open.length) {
    const clear = new Set(known.map((each) => usualRank(each.stage))).size === known.length
    return {
      order: by((each) => usualRank(each.stage)),
      confidence: clear ? 0.8 : 0.6,
      why: t('In the order in which stages of these names usually come.'),
    }
  }
  // Probability that varies still beats nothing; without it unknown stages stand in the middle.
  if (open.every((each) => each.probability !== null))
    return { order: by((each) => each.probability), confidence: 0.5, why: t('In the order of their mean probability; please check.') }
  return {
    order: by((each) => usualRank(each.stage) ?? 45),
    confidence: 0.3,
    why: t('The files do not tell the order; please put the stages in order.'),
  }
}

/**
 * The stage and pipeline of HubSpot's `Date entered "Proposal (Sales Pipeline)"`, or of its property `hs_v2_date_entered_proposal`, which
 * has the stage's id: the stage of the file that is written like it, if there is one.
 */
export function enteredHeader(header: string, stages: readonly string[] = []): { stage: string; pipeline: string } | undefined {
  const text = header.trim()
  const label =
    /^(?:date entered|entered|datum des eintritts in|fecha de entrada en|date d['’]entr[ée]e dans)\s+["“'«]\s*(.+?)(?:\s*\(([^()]*)\))?\s*["”'»]/i.exec(
      text,
    )
  if (label?.[1]) return { stage: label[1], pipeline: label[2] ?? '' }
  const id = /^(?:propert(?:y|ies)[_.])?hs_(?:v2_)?date_entered_(.+)$/i.exec(text)?.[1]
  if (id === undefined) return undefined
  return { stage: stages.find((stage) => headerKey(stage) === headerKey(id)) ?? id, pipeline: '' }
}

const dateWords = /(?:date|datum|fecha|entered|entry|time|timestamp|since|seit|start(?:ed)?|reached|moved|to|at|on|am|stage)/g

/** The stage that a date column is about, when its header is a stage's stem and a word for date: `engage_date` and Engaging. */
export function stageOfHeader(header: string, stages: readonly string[]): string | undefined {
  const words = plain(header.replaceAll('_', ' '))
  if (!/\b(?:date|datum|fecha|entered|at|on|time|timestamp|since|start)\b/.test(words)) return undefined
  const stem = headerKey(words.replace(new RegExp(`\\b${dateWords.source}\\b`, 'g'), ''))
  if (stem.length < 3) return undefined
  return stages.find((stage) => {
    const key = headerKey(stage)
    let same = 0
    while (same < stem.length && same < key.length && stem[same] === key[same]) same += 1
    return same >= 3 && same >= stem.length - 1 && same >= key.length - 5
  })
}
