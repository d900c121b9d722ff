import { dayOf } from '#kernel/time'
import type { Services } from '#platform/action/context'
import type { WorkspaceRef } from '#platform/store/database'
import type { FormDocument } from '../contract/forms.ts'
import type { Said } from '../rules/forms.ts'
import * as store from '../store/forms.ts'
import { cameFirst } from './visits.ts'

/** A form that was sent. */
export interface SentForm {
  readonly said: Said
  readonly deliveryId: string
  readonly visitor: string | null
  readonly utm: Readonly<Record<string, string>>
  readonly language: string | null
  /** Why it looks as if a machine had sent it; null where it does not. */
  readonly caught: string | null
}

interface Of {
  readonly workspace: WorkspaceRef
  readonly row: store.FormRow
  readonly document: FormDocument
  readonly version: number
}

/** Takes what a form says through the one way in, and counts it. What the form does not say of where somebody came from, their first visit does. */
export async function takeForm(services: Services, { workspace, row, document, version }: Of, sent: SentForm): Promise<void> {
  const { said, visitor, caught } = sent
  const now = services.clock.now()
  await services.database.inWorkspace(workspace, async (tx) => {
    const first = visitor === null ? null : await cameFirst(tx, visitor)
    const response = {
      ...said.about,
      custom: said.custom,
      said: { ...said.said, 'Version of the form': String(version) },
      consent: said.consent,
      what: row.name,
      source: document.source || sent.utm.source || first?.source || undefined,
      channel: document.channel || sent.utm.medium || first?.channel || undefined,
      campaign: document.campaign || sent.utm.campaign || first?.campaign || undefined,
      language: sent.language ?? undefined,
      ...(visitor === null ? {} : { visitor }),
      deliveryId: sent.deliveryId,
    }
    services.log.debug({ fields: Object.keys(response).length }, 'form')
    await store.countOne(tx, row.id, dayOf(now), caught === null ? 'responses' : 'caught')
  })
}
