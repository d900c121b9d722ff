import type { Services } from '#platform/action/context'
import type { WorkspaceRef } from '#platform/store/database'
import type { FormDocument } from '../contract/forms.ts'
import type { Said } from '../rules/forms.ts'
import type { FormRow } from '../store/forms.ts'
import { takeResponses } from './responses.ts'
import { cameFirst } from './visits.ts'

/** A form that was sent. */
export interface SentForm {
  readonly said: Said
  readonly deliveryId: string
  readonly visitor: string | null
  /** What campaigns put behind the address of the form. */
  readonly utm: Readonly<Record<string, string>>
  readonly language: string | null
  /** Why it looks as if a machine had sent it; null where it does not. */
  readonly caught: string | null
}

interface Of {
  readonly workspace: WorkspaceRef
  readonly row: FormRow
  readonly document: FormDocument
  readonly version: number
}

/** All forms are one sender, so what comes by several of them at once is gathered into one commit. */
const actor = { kind: 'system', id: null, name: 'Forms' } as const

/** The first that says anything, as long as it may be. */
const first = (most: number, ...said: readonly (string | null | undefined)[]) =>
  said.find((one) => one !== null && one !== undefined && one.trim() !== '')?.slice(0, most)

/** Takes what a form says through the one way in. What it does not say of where somebody came from, its address does, and then their first visit. */
export async function takeForm(services: Services, { workspace, row, document, version }: Of, sent: SentForm): Promise<void> {
  const { said, visitor, caught, utm } = sent
  const came = visitor === null ? null : await services.database.inWorkspace(workspace, (tx) => cameFirst(tx, visitor), { readOnly: true })
  const response = {
    ...said.about,
    custom: said.custom,
    said: { ...said.said, 'Version of the form': String(version) },
    consent: said.consent,
    what: row.name,
    source: first(200, document.source, utm.source, came?.source),
    channel: first(100, document.channel, utm.medium, came?.channel),
    campaign: first(300, document.campaign, utm.campaign, came?.campaign),
    ...(sent.language === null ? {} : { language: sent.language }),
    ...(visitor === null ? {} : { visitor }),
    deliveryId: sent.deliveryId,
  }
  await takeResponses(services, workspace, actor, [response], { way: 'form', key: null, scope: row.id, sender: row.name, setAside: caught })
}
