import { plural, t } from '#kernel/text'
import type { NoticeAbout, NoticeKind } from '../contract/notice-kinds.ts'
import type { NoticeFacts } from '../contract/notices.ts'
import { kindName, teamName } from '../contract/request-names.ts'
import { written } from './day-words.ts'

interface Telling {
  /** What the record is called; null where that may not be told, or it is gone. */
  readonly label: string | null
  readonly facts: NoticeFacts
}

const clocks: Readonly<Record<string, () => string>> = {
  place: () => t('an owner for it'),
  accept: () => t('an answer whether you take it'),
  contact: () => t('the first contact'),
  failed: () => t('any contact at all'),
  cold: () => t('a sign of life'),
}

const who = ({ label }: Telling) => label ?? t('A lead')
const clock = ({ facts }: Telling) => clocks[facts.word ?? '']?.() ?? t('the first contact')
const number = ({ facts }: Telling) => facts.number ?? 0
const name = ({ facts }: Telling) => facts.name ?? ''
const asked = ({ label, facts }: Telling) => (label === null ? kindName(facts.word ?? '') : `${kindName(facts.word ?? '')}, ${label}`)
const team = ({ facts }: Telling) => teamName(facts.name === 'sales' ? 'sales' : 'marketing')

/** Each kind as a sentence. */
const sentences: Readonly<Record<NoticeKind, (told: Telling) => string>> = {
  'lead-handed': (one) =>
    one.facts.number === undefined
      ? t('{{who}} was handed to you.', { who: who(one) })
      : plural(number(one), '{{n}} lead was handed to you.', '{{n}} leads were handed to you.', { n: number(one) }),
  'lead-warned': (one) => t('{{who}} soon waits too long for {{what}}.', { who: who(one), what: clock(one) }),
  'lead-breached': (one) => t('{{who}} waited too long for {{what}}.', { who: who(one), what: clock(one) }),
  'lead-failed': (one) => t('The hand-over of {{who}} failed: nobody called or wrote in time.', { who: who(one) }),
  'lead-returned': (one) => t('{{who}} came back from sales.', { who: who(one) }),
  'lead-rejected': (one) => t('{{who}} was rejected by sales; the reason stands on the lead.', { who: who(one) }),
  'lead-converted': (one) => t('{{who}} became a deal.', { who: who(one) }),
  'contract-proposed': (one) => t('Version {{number}} of the lead contract is proposed: read and sign it.', { number: number(one) }),
  'contract-signed': (one) =>
    t('{{side}} signed version {{number}} of the lead contract; the other side has not yet.', {
      side: teamName(one.facts.word === 'sales' ? 'sales' : 'marketing'),
      number: number(one),
    }),
  'contract-withdrawn': (one) =>
    t('Version {{number}} of the lead contract is a draft again: there is nothing to sign for now.', { number: number(one) }),
  'contract-to-read': (one) =>
    one.facts.day === undefined
      ? t('Both sides signed version {{number}} of the lead contract. Please read it.', { number: number(one) })
      : t('Version {{number}} of the lead contract holds from {{day}}: say that you read it.', {
          number: number(one),
          day: written(one.facts.day),
        }),
  'routing-published': (one) => t('Version {{number}} of the routing says who gets which lead now.', { number: number(one) }),
  'request-asked': (one) => t('{{team}} is asked: {{what}}', { team: team(one), what: asked(one) }),
  'request-promised': (one) => t('{{team}} promised: {{what}}', { team: team(one), what: asked(one) }),
  'request-delivered': (one) => t('{{team}} delivered, please rate it: {{what}}', { team: team(one), what: asked(one) }),
  'request-declined': (one) => t('{{team}} declined: {{what}}', { team: team(one), what: asked(one) }),
  'request-withdrawn': (one) => t('No longer wanted: {{what}}', { what: asked(one) }),
  'request-talked': (one) => t('Somebody wrote about: {{what}}', { what: asked(one) }),
  'request-due': (one) => t('Promised for today: {{what}}', { what: asked(one) }),
  'request-late': (one) => t('Promised and late: {{what}}', { what: asked(one) }),
  'request-rated': (one) => t('What you delivered was rated: {{what}}', { what: asked(one) }),
  'idea-used': (one) => t('The campaign "{{name}}" uses your idea.', { name: name(one) }),
  'import-done': (one) => t('The import "{{name}}" is done.', { name: name(one) }),
  'import-failed': (one) => t('The import "{{name}}" failed; nothing was written.', { name: name(one) }),
  'duplicates-found': (one) =>
    plural(
      number(one),
      '{{n}} likely pair of duplicates is new and waits for your look.',
      '{{n}} likely pairs of duplicates are new and wait for your look.',
      {
        n: number(one),
      },
    ),
  'trigger-fired': (one) =>
    one.label === null
      ? t('The trigger "{{name}}" fired.', { name: name(one) })
      : t('The trigger "{{name}}" fired for {{who}}.', { name: name(one), who: one.label }),
  'webhook-stopped': (one) => t('The webhook "{{name}}" was stopped: nobody takes what is sent.', { name: name(one) }),
  'channel-stopped': (one) => t('The channel "{{name}}" was stopped: nobody there is told anything any more.', { name: name(one) }),
}

/** A notice as one sentence in the language of whoever reads it. */
export function saysOf(kind: NoticeKind, told: Telling): string {
  // Of many leads at once their number is told.
  const many = kind !== 'lead-handed' && kind.startsWith('lead-') && told.facts.number !== undefined
  return many ? t('{{title}}: {{count}}', { title: kindTitle(kind), count: told.facts.number ?? 0 }) : sentences[kind](told)
}

const titles: Readonly<Record<NoticeKind, () => string>> = {
  'lead-handed': () => t('A lead is handed to me'),
  'lead-warned': () => t('A lead soon waits too long'),
  'lead-breached': () => t('A lead waited too long'),
  'lead-failed': () => t('A hand-over failed'),
  'lead-returned': () => t('Sales gave a lead back'),
  'lead-rejected': () => t('Sales rejected a lead'),
  'lead-converted': () => t('A lead became a deal'),
  'contract-proposed': () => t('The lead contract waits for signatures'),
  'contract-signed': () => t('One side signed the lead contract'),
  'contract-withdrawn': () => t('A proposed lead contract is taken back'),
  'contract-to-read': () => t('A signed lead contract is to be read'),
  'routing-published': () => t('A new version of the routing holds'),
  'request-asked': () => t('My team is asked for something'),
  'request-promised': () => t('What I asked for is promised'),
  'request-delivered': () => t('What I asked for is delivered'),
  'request-declined': () => t('What I asked for is declined'),
  'request-withdrawn': () => t('What I promised is no longer wanted'),
  'request-talked': () => t('Somebody wrote about a request of mine'),
  'request-due': () => t('A promise of mine is due today'),
  'request-late': () => t('A promise is late'),
  'request-rated': () => t('What I delivered was rated'),
  'idea-used': () => t('A campaign uses an idea of mine'),
  'import-done': () => t('An import is done'),
  'import-failed': () => t('An import failed'),
  'duplicates-found': () => t('Likely duplicates were found'),
  'trigger-fired': () => t('A trigger fired for a record of mine'),
  'webhook-stopped': () => t('A webhook was stopped'),
  'channel-stopped': () => t('A channel of Slack or Teams was stopped'),
}

/** What a kind is called where it is chosen. */
export const kindTitle = (kind: NoticeKind) => titles[kind]()

/** Where that what a notice is about opens. */
export function hrefOf(about: NoticeAbout, id: string | null): string {
  const at: Readonly<Record<NoticeAbout, string>> = {
    ...{ lead: `/leads/${id}`, deal: `/deals/${id}`, account: `/accounts/${id}`, person: `/people/${id}`, campaign: `/campaigns/${id}` },
    ...{ request: `/requests/${id}`, contract: '/lead-contract', routing: '/routing', import: `/import/${id}`, pairs: '/duplicates' },
    ...{
      trigger: `/triggers/${id}`,
      webhook: '/settings/webhooks',
      channel: '/settings/webhooks',
      leads: '/day',
      'late-leads': '/follow-up',
    },
  }
  return at[about]
}
