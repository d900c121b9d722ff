import type { FileKind } from '../shapes.ts'
import { type Field, field, type KindSigns } from './field.ts'

export const historyFields: readonly Field[] = [
  field('deal_external_id', 'Deal id', 'text', 'opportunityid dealid potentialid itemid objectid recordid id'),
  field('deal_name', 'Deal name', 'text', 'opportunityname dealname potentialname dealtitle name title opportunity deal potential'),
  field('stage', 'Stage', 'text', 'newvalueformatted stagename tostage newstage newvalue stage dealstage phase value'),
  field('old_stage', 'Stage before', 'text', 'oldvalueformatted fromstage oldstage oldvalue previousstage previousvalue'),
  field(
    'entered_at',
    'Entered on',
    'instant',
    'enteredon dateentered enteredat entereddate changedat changedon stagechangedate lastmodified fivetranstart createddate createdtime modifiedtime timestamp logtime changetime changedate editdate lastmodifieddate date time',
    { strict: true },
  ),
  field('amount', 'Amount', 'money', 'amount dealvalue dealamount'),
  field('old_amount', 'Amount before', 'money', 'prevamount oldamount previousamount'),
  field('closed_on', 'Close date', 'day', 'closedate closingdate expectedclosedate'),
  field('old_closed_on', 'Close date before', 'day', 'prevclosedate oldclosedate previousclosedate'),
  field('field_name', 'Changed field', 'text', 'field fieldevent fieldname fieldkey property propertyname changedfield name', {
    virtual: true,
  }),
]

/** Columns that say a date or a value only of the row's own field, whatever it is: the row is about the field that another column names. */
export const changedValue: ReadonlySet<string> = new Set(['value', 'newvalue', 'newvalueformatted'])

const combine = (...parts: readonly string[]) =>
  parts.reduce<string[]>((all, part) => all.flatMap((one) => part.split(' ').map((word) => `${one} ${word}`.trim())), [''])

/** A few columns with a deal's id, a stage and when it was entered or changed: one row for each change. */
const plainHistory = combine(
  'opportunityid dealid potentialid recordid',
  'stage stagename dealstage',
  'enteredon enteredat dateentered entereddate changedon changedat stagechangedate modifiedtime',
).map((all) => ({ all, says: 12, atMost: 7 }))

/** The stage history of Zoho and others: the deal with its values at the time, and how long it stayed. */
const stagesWithDuration = combine(
  'potentialname dealname potentialid dealid recordid',
  'stage',
  'modifiedtime',
  'duration durationdays durationindays stageduration stagedurationdays stagedurationcalendardays',
).map((all) => ({ all, says: 24 }))

/** One row for each changed field: which deal, which field, what it was set to. */
const fieldChanges = combine(
  'opportunityid opportunityname dealid dealname dealtitle potentialid potentialname itemid recordid objectid',
  'field fieldevent fieldname fieldkey property propertyname',
  'newvalue value',
).map((all) => ({ all, says: 16, atMost: 14 }))

export const historySigns: KindSigns = {
  headers: {
    4: 'prevamount prevclosedate fromstage tostage oldstage newstage stageduration',
    3: 'oldvalue newvalue',
    1: 'opportunityid dealid',
  },
  together: [
    ...plainHistory,
    ...stagesWithDuration,
    ...fieldChanges,
    { all: 'id opportunityid stagename', says: 20 },
    { all: 'fivetranstart fivetranend stagename', says: 60 },
    { all: 'dealid dateentered value', says: 14 },
    { all: 'dealid timestamp name value', says: 14 },
    { all: 'opportunityname fromstage tostage', says: 12 },
  ],
  fileName: /histor|stage.?change|deal_stage|deal.?flow/i,
}

/** A list of stages: read for the order of stages, not staged as rows. */
export const stageFields: readonly Field[] = [
  field('external_id', 'Stage id', 'text', 'stageid apiname id'),
  field('pipeline', 'Pipeline', 'text', 'pipeline pipelineid pipelinename'),
  field('stage', 'Stage', 'text', 'masterlabel stagename stage label name'),
  field('position', 'Position', 'number', 'sortorder displayorder position order'),
  field('probability', 'Probability', 'share', 'defaultprobability probability'),
  field('is_won', 'Won?', 'flag', 'iswon closedwon won'),
  field('is_closed', 'Closed?', 'flag', 'isclosed closed'),
]

/** Kinds that are recognised but not staged; each with what gives it away. */
export const otherSigns: Readonly<Partial<Record<FileKind, KindSigns>>> = {
  stage: {
    headers: { 4: 'masterlabel defaultprobability', 3: 'displayorder stageid', 2: 'sortorder' },
    together: [
      { all: 'masterlabel sortorder', says: 8 },
      { all: 'stageid displayorder', says: 8 },
      { all: 'closedwon displayorder', says: 8 },
    ],
    fileName: /pipeline_stage|opportunity.?stage|stages?\b/i,
  },
  quote: {
    headers: { 4: 'quoteid quotestage grandtotal quoteowner validtill', 2: 'subtotal discount tax' },
    fileName: /quote|angebot|devis/i,
  },
  case: { headers: { 4: 'caseorigin caseowner casenumber casestatus', 2: 'daystoclosed', 1: 'priority status' }, fileName: /case|ticket/i },
  line_item: {
    headers: { 4: 'pricebookentryid hasquantityschedule', 2: 'quantity totalprice product2id' },
    together: [
      { all: 'opportunityid quantity unitprice', says: 24 },
      { all: 'dealid quantity price', says: 14 },
    ],
    fileName: /line.?item/i,
  },
  link: {
    headers: {},
    together: [
      { all: 'companyid dealid', says: 14, atMost: 6 },
      { all: 'contactid dealid', says: 14, atMost: 6 },
      { all: 'opportunityid prospectid', says: 14, atMost: 6 },
      { all: 'listid prospectid', says: 14, atMost: 8 },
      { all: 'dealid mergeddealid', says: 14, atMost: 6 },
    ],
    fileName: /deal_(company|contact)|membership|opportunity_prospect|merged_/i,
  },
  other: {
    headers: {},
    together: [
      { all: 'table field description', says: 14, atMost: 5 },
      // The words for the status of members, not the members.
      { all: 'campaignid label hasresponded', says: 20 },
      { all: 'contactid timestamp name value', says: 14, atMost: 9 },
      { all: 'companyid timestamp name value', says: 14, atMost: 9 },
      { all: 'canonicalvid vidtomerge', says: 20 },
      { all: 'guid submittext', says: 20 },
      { all: 'fieldtype groupname label', says: 20 },
      { all: 'developername parentroleid', says: 20 },
      { all: 'pipelineid displayorder label', says: 5, atMost: 9 },
      { all: 'mergeids activitytypeid', says: 2 },
    ],
    fileName: /dictionary|translation|role\b/i,
  },
}
