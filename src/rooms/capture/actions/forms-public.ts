import { found, Problem } from '#kernel/problem'
import { spoken, t } from '#kernel/text'
import { dayOf } from '#kernel/time'
import { behind, type DoorAction, type DoorAnswer, type Visit } from '#platform/action/door'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import * as contract from '../contract/forms.ts'
import { originOf, type Sent, saidIn, wrongIn } from '../rules/forms.ts'
import { blank, type Filling, formElements, messageElements, tokenName, trap, visitorName } from '../rules/forms-page.ts'
import * as store from '../store/forms.ts'
import { takeForm } from './forms-intake.ts'
import { openPublicKey } from './forms-key.ts'
import { allowedOrigins, corsOf, jsonFor, visitorPage } from './forms-page.ts'
import { deliveryOf, isOver, isTooFast, newToken, readToken } from './forms-token.ts'

/** A published form as a visitor meets it. */
export interface Met {
  readonly workspace: WorkspaceRef
  readonly row: store.FormRow
  readonly document: contract.FormDocument
  readonly version: number
  readonly secret: string
}

const nobody = () => t('This form')

/** The form that an address names, at a version; whatever was not published is not there for visitors. */
async function meet({ services, params }: Visit, note?: (tx: Tx, row: store.FormRow) => Promise<void>): Promise<Met> {
  const opened = found(await openPublicKey(services, params.key ?? ''), nobody())
  return await services.database.inWorkspace(opened.workspace, async (tx) => {
    const row = found(await store.formAt(tx, opened.slug), nobody())
    const version = found(row.published === null ? null : await store.versionBy(tx, row.id, row.published), nobody())
    const secret = await store.tokenSecret(tx)
    await note?.(tx, row)
    return { workspace: opened.workspace, row, document: version.document, version: version.number, secret }
  })
}

const visitorShape = /^[\w-]{16,40}$/
const visitorOf = (visit: Visit) =>
  [visit.fields.get(visitorName)?.[0], visit.query.get('v')].find((one) => typeof one === 'string' && visitorShape.test(one)) ?? null

/** What campaigns put behind the address stays with the form until it is sent. */
function addressOf({ params, query }: Visit): string {
  const kept = new URLSearchParams([...query].filter(([name]) => name.startsWith('utm_')).slice(0, 5))
  return `/f/${params.key ?? ''}${kept.size > 0 ? `?${kept.toString()}` : ''}`
}

function formPage(visit: Visit, met: Met, token: string, filling: Filling, status = 200): DoorAnswer {
  const { document } = met
  const setting = { action: addressOf(visit), token, visitor: visitorOf(visit) }
  const title = filling.wrong.size > 0 ? t('Please check: {{title}}', { title: document.title }) : document.title
  return visitorPage(formElements(document, filling, setting), { ...frameOf(met), title, status })
}

const frameOf = ({ document }: Met) => ({
  language: document.language,
  origins: allowedOrigins(document),
  leadsTo: document.thanks.how === 'redirect' ? originOf(document.thanks.address) : null,
})

function closedPage(met: Met): DoorAnswer {
  const { title, closed } = met.document
  return visitorPage(messageElements(title, closed.trim() === '' ? t('This form is closed. Nothing was sent.') : closed), {
    ...frameOf(met),
    title,
  })
}

const show = async (visit: Visit): Promise<DoorAnswer> => {
  // What a browser fetches ahead, nobody has looked at yet.
  const looked = !(visit.headers.get('sec-purpose') ?? visit.headers.get('purpose') ?? '').includes('prefetch')
  const met = await meet(visit, async (tx, row) => {
    if (looked && row.open) await store.countView(tx, row.id, dayOf(visit.now))
  })
  if (!met.row.open) return closedPage(met)
  return formPage(visit, met, tokenFor(met, visit), blank)
}

const tokenFor = ({ row, secret, version }: Met, { now }: Visit) => newToken({ formId: row.id, secret }, version, now)

/** What was sent, as texts by name, whichever way it came. */
function sentBy({ fields, json }: Visit): Sent {
  if (json === null) return fields
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? [String(value)] : value === true ? ['yes'] : []
  return new Map(Object.entries(json).map(([name, value]) => [name, Array.isArray(value) ? value.flatMap(text) : text(value)]))
}

const typedIn = (sent: Sent): Sent => new Map([...sent].filter(([name]) => !name.startsWith('_') && name !== trap))

const send = async (visit: Visit): Promise<DoorAnswer> => {
  const { services, now, headers, json } = visit
  const newest = await meet(visit)
  const sent = sentBy(visit)
  const of = { formId: newest.row.id, secret: newest.secret }
  const given = sent.get(tokenName)?.[0] ?? ''
  const token = readToken(of, given)
  const met = await asShown(visit, newest, token?.version ?? newest.version)
  if (!met.row.open)
    return json === null ? closedPage(met) : refusedBy(visit, met, new Problem('conflict', t('This form is closed. Nothing was sent.')))
  const origin = headers.get('origin')
  const fromSite = origin !== null && allowedOrigins(newest.document).includes(origin)
  const typed = typedIn(sent)
  if ((token === null && !fromSite) || (token !== null && isOver(token, now))) {
    const remark =
      token === null
        ? t('Please check what you typed, and send it once more from here.')
        : t('This page was open for more than a day. Please send it once more; what you typed is still there.')
    if (json !== null)
      return refusedBy(visit, met, new Problem('not-allowed', t('This site is not among those that may send to this form.')))
    return formPage(visit, newest, tokenFor(newest, visit), { sent: typed, wrong: new Map(), remark })
  }
  const caught = caughtBy(sent, token !== null && isTooFast(token, now))
  // Somebody quick who mistyped is told so, and has taken long enough by the next time.
  const wrong = caught === trapped ? new Map<string, string>() : wrongIn(met.document, typed)
  if (wrong.size > 0) {
    if (json === null)
      return formPage(visit, met, given === '' ? tokenFor(newest, visit) : given, { sent: typed, wrong, remark: null }, 422)
    const issues = [...wrong].map(([path, message]) => ({ path, message }))
    return refusedBy(visit, met, new Problem('invalid-input', t('Some answers cannot be used. Each says why.'), { issues }))
  }
  await takeForm(services, met, {
    said: saidIn(met.document, typed),
    deliveryId: deliveryOf(of, token?.id ?? dayOf(now), typed),
    visitor: visitorOf(visit) ?? sent.get('_visitor')?.find((one) => visitorShape.test(one)) ?? null,
    utm: Object.fromEntries([...visit.query].filter(([name]) => name.startsWith('utm_')).map(([name, value]) => [name.slice(4), value])),
    language: visit.wishes,
    caught,
  })
  return thanks(visit, met)
}

/** The form as the page showed that was sent, which may be older than what is published now. */
async function asShown({ services }: Visit, newest: Met, version: number): Promise<Met> {
  if (version === newest.version) return newest
  const { workspace, row } = newest
  const older = await services.database.inWorkspace(workspace, (tx) => store.versionBy(tx, row.id, version), { readOnly: true })
  return older ? { ...newest, document: older.document, version } : newest
}

/** Why it looks as if a machine had sent it; kept in English, as all that is kept. */
function caughtBy(sent: Sent, tooFast: boolean): string | null {
  if ((sent.get(trap) ?? []).some((one) => one.trim() !== '')) return trapped
  return tooFast ? 'Sent within two seconds after the page was opened' : null
}

const trapped = 'Filled in the field that people do not see'

function thanks(visit: Visit, met: Met): DoorAnswer {
  const { thanks: after, title } = met.document
  const address = after.how === 'redirect' ? after.address : null
  const text = after.text.trim() === '' ? t('Thank you. Your answers have arrived.') : after.text
  if (visit.json !== null) return jsonFor(allowedOriginOf(visit, met), 200, { ok: true, text, redirect: address })
  if (address !== null) return { status: 303, headers: { location: address }, body: '' }
  return visitorPage(messageElements(title, text), { ...frameOf(met), title })
}

const allowedOriginOf = ({ headers }: Pick<Visit, 'headers'>, { document }: Met) =>
  allowedOrigins(document).find((one) => one === headers.get('origin')) ?? null

const refusedBy = (visit: Visit, met: Met, problem: Problem): DoorAnswer =>
  jsonFor(allowedOriginOf(visit, met), problem.status, problem.toJSON())

/** What a visitor reads where something is in the way. A program gets the problem itself. */
const refuse: DoorAction['refuse'] = (problem, { headers }) => {
  if (headers.get('content-type')?.startsWith('application/json'))
    return {
      status: problem.status,
      headers: { 'content-type': 'application/problem+json', ...corsOf('*') },
      body: JSON.stringify(problem.toJSON()),
    }
  const gone = problem.kind === 'not-found'
  const title = gone ? t('This form is not here') : t('This did not work')
  const text = gone ? t('The address may be misspelt, or the form was taken away. Ask whoever sent you here.') : problem.message
  return visitorPage(messageElements(title, text), { title, language: spoken(), status: problem.status })
}

const ask = async (visit: Visit): Promise<DoorAnswer> => {
  const origin = allowedOriginOf(visit, await meet(visit))
  return { status: 204, headers: origin === null ? corsOf(null) : { ...corsOf(origin), ...mayPost }, body: '' }
}

const mayPost = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '600',
}

export const formDoors: readonly DoorAction[] = [
  behind(contract.showForm, show, refuse),
  behind(contract.sendForm, send, refuse),
  behind(contract.askForm, ask, refuse),
]
