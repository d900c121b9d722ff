import type { Catalogue } from '#kernel/text'
import access from './access.json' with { type: 'json' }
import accounts from './accounts.json' with { type: 'json' }
import agreement from './agreement.json' with { type: 'json' }
import agreementSaid from './agreement-said.json' with { type: 'json' }
import board from './board.json' with { type: 'json' }
import bulk from './bulk.json' with { type: 'json' }
import cadence from './cadence.json' with { type: 'json' }
import calendar from './calendar.json' with { type: 'json' }
import campaigns from './campaigns.json' with { type: 'json' }
import capture from './capture.json' with { type: 'json' }
import captureSaid from './capture-said.json' with { type: 'json' }
import commitments from './commitments.json' with { type: 'json' }
import contactData from './contact-data.json' with { type: 'json' }
import deals from './deals.json' with { type: 'json' }
import fields from './fields.json' with { type: 'json' }
import forms from './forms.json' with { type: 'json' }
import glossary from './glossary.json' with { type: 'json' }
import handOver from './hand-over.json' with { type: 'json' }
import intake from './intake.json' with { type: 'json' }
import journey from './journey.json' with { type: 'json' }
import kept from './kept.json' with { type: 'json' }
import kit from './kit.json' with { type: 'json' }
import leads from './leads.json' with { type: 'json' }
import list from './list.json' with { type: 'json' }
import making from './making.json' with { type: 'json' }
import measure from './measure.json' with { type: 'json' }
import measureSaid from './measure-said.json' with { type: 'json' }
import notices from './notices.json' with { type: 'json' }
import origins from './origins.json' with { type: 'json' }
import payPlans from './pay-plans.json' with { type: 'json' }
import pipelines from './pipelines.json' with { type: 'json' }
import plan from './plan.json' with { type: 'json' }
import planDocuments from './plan-documents.json' with { type: 'json' }
import planSaid from './plan-said.json' with { type: 'json' }
import platform from './platform.json' with { type: 'json' }
import process from './process.json' with { type: 'json' }
import records from './records.json' with { type: 'json' }
import requests from './requests.json' with { type: 'json' }
import retention from './retention.json' with { type: 'json' }
import rights from './rights.json' with { type: 'json' }
import routing from './routing.json' with { type: 'json' }
import said from './said.json' with { type: 'json' }
import scorecard from './scorecard.json' with { type: 'json' }
import shapes from './shapes.json' with { type: 'json' }
import shell from './shell.json' with { type: 'json' }
import signingIn from './signing-in.json' with { type: 'json' }
import tasks from './tasks.json' with { type: 'json' }
import territories from './territories.json' with { type: 'json' }
import triggers from './triggers.json' with { type: 'json' }
import webhooks from './webhooks.json' with { type: 'json' }
import words from './words.json' with { type: 'json' }
import working from './working.json' with { type: 'json' }
import workspace from './workspace.json' with { type: 'json' }

/** German: one file for each room, the kit and the shell; what the server says of a room with many screens stands in a file of its own. */
export const catalogue: Catalogue = {
  ...access,
  ...accounts,
  ...agreement,
  ...agreementSaid,
  ...board,
  ...bulk,
  ...cadence,
  ...calendar,
  ...campaigns,
  ...capture,
  ...captureSaid,
  ...commitments,
  ...contactData,
  ...deals,
  ...fields,
  ...forms,
  ...glossary,
  ...handOver,
  ...intake,
  ...journey,
  ...kept,
  ...kit,
  ...leads,
  ...list,
  ...making,
  ...measure,
  ...measureSaid,
  ...notices,
  ...origins,
  ...payPlans,
  ...pipelines,
  ...plan,
  ...planDocuments,
  ...planSaid,
  ...platform,
  ...process,
  ...records,
  ...requests,
  ...retention,
  ...rights,
  ...routing,
  ...said,
  ...scorecard,
  ...shapes,
  ...shell,
  ...signingIn,
  ...tasks,
  ...territories,
  ...triggers,
  ...webhooks,
  ...words,
  ...working,
  ...workspace,
}
