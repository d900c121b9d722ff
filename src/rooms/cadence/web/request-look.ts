import type { Side } from '#rooms/agreement/contract'
import { recordHref } from '#web/kit/list/cell.tsx'
import type { Tone } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import type { PromiseEnd, RatingEnd, RequestAbout, RequestState, TalkKind, Use } from '../contract/request-words.ts'
import type { Request } from '../contract/requests.ts'

export const teamNames: Readonly<Record<Side, string>> = { marketing: t('Marketing'), sales: t('Sales') }
export const askNames: Readonly<Record<Side, string>> = { marketing: t('Ask marketing'), sales: t('Ask sales') }

export const stateNames: Readonly<Record<RequestState, string>> = {
  asked: t('waits for a promise'),
  promised: t('promised'),
  delivered: t('delivered, to be rated'),
  rated: t('delivered and rated'),
  declined: t('declined'),
  withdrawn: t('withdrawn'),
}

/** A state in a word and a tone; what is late says so. */
export function stateLook({ state, promise }: Pick<Request, 'state' | 'promise'>): { tone: Tone | 'plain'; says: string } {
  if ((state === 'asked' || state === 'promised') && promise === 'overdue') return { tone: 'loss', says: t('late') }
  const tones: Readonly<Record<RequestState, Tone | 'plain'>> = {
    ...{ asked: 'warn', promised: 'info', delivered: 'good', rated: 'good', declined: 'plain', withdrawn: 'plain' },
  }
  return { tone: tones[state], says: stateNames[state] }
}

export const promiseNames: Readonly<Record<PromiseEnd, string>> = {
  kept: t('Kept'),
  moved: t('Kept on a later day'),
  late: t('Late'),
  overdue: t('Overdue'),
  dropped: t('Declined after it'),
  open: t('Too early to say'),
}

export const ratingNames: Readonly<Record<RatingEnd, string>> = {
  rated: t('Rated in time'),
  'rated-late': t('Rated later'),
  unrated: t('Not rated'),
  open: t('Too early to say'),
}

export const useNames: Readonly<Record<Use, string>> = { yes: t('used'), no: t('not used'), 'not-yet': t('not used yet') }

export const talkNames: Readonly<Record<TalkKind, string>> = {
  ask: t('asked'),
  promise: t('promised it'),
  deliver: t('delivered'),
  decline: t('declined'),
  withdraw: t('withdrew it'),
  reopen: t('asked again'),
  rate: t('rated it'),
  say: t('wrote'),
  due: t('Promised for today'),
  late: t('The promised time is over'),
}

export const aboutHref = ({ kind, id }: { readonly kind: RequestAbout; readonly id: string }) => recordHref(kind, id)
export const aboutKinds: Readonly<Record<RequestAbout, string>> = { deal: t('a deal'), lead: t('a lead'), account: t('an account') }
export const requestHref = (id: string) => `/requests/${id}`

/** Stars that a screen reader reads as a number. */
export const stars = (rating: number) => '★★★★★'.slice(0, rating) + '☆☆☆☆☆'.slice(rating)
