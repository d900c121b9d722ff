import type { FileKind } from '../shapes.ts'
import { type Field, field, type KindSigns } from './field.ts'

export const historyFields: readonly Field[] = [
  field('deal_external_id', 'Deal id', 'text', 'opportunityid dealid potentialid id'),
  field('deal_name', 'Deal name', 'text', 'opportunityname dealname potentialname name opportunity deal'),
  field('stage', 'Stage', 'text', 'stagename tostage newstage newvalue stage dealstage value'),
  field('old_stage', 'Stage before', 'text', 'fromstage oldstage oldvalue previousstage'),
  field(
    'entered_at',
    'Entered on',
    'instant',
    'enteredon dateentered enteredat entereddate changedat stagechangedate lastmodified fivetranstart createddate createdtime modifiedtime timestamp editdate lastmodifieddate date',
    { strict: true },
  ),
  field('amount', 'Amount', 'money', 'amount value'),
  field('closed_on', 'Close date', 'day', 'closedate closingdate'),
  field('field_name', 'Changed field', 'text', 'field fieldevent fieldname property name', { virtual: true }),
]

/** A few columns with a deal's id, a stage and when it was entered or changed: one row for each change. */
const plainHistory = ['opportunityid', 'dealid', 'potentialid', 'recordid'].flatMap((id) =>
  ['stage', 'stagename', 'dealstage'].flatMap((stage) =>
    ['enteredon', 'enteredat', 'dateentered', 'entereddate', 'changedon', 'changedat', 'stagechangedate', 'modifiedtime'].map((when) => ({
      all: `${id} ${stage} ${when}`,
      says: 12,
      atMost: 7,
    })),
  ),
)

export const historySigns: KindSigns = {
  headers: {
    4: 'prevamount prevclosedate fromstage tostage oldstage newstage stageduration',
    3: 'oldvalue newvalue',
    1: 'opportunityid dealid',
  },
  together: [
    ...plainHistory,
    { all: 'id opportunityid stagename', says: 20 },
    { all: 'opportunityid field newvalue', says: 14 },
    { all: 'dealid field newvalue', says: 14 },
    { all: 'fivetranstart fivetranend stagename', says: 60 },
    { all: 'dealid dateentered value', says: 14 },
    { all: 'dealid timestamp name value', says: 14 },
    { all: 'opportunityname fromstage tostage', says: 12 },
  ],
  fileName: /histor|stage.?change|deal_stage/i,
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
  campaign: {
    headers: {
      4: 'budgetedcost actualcost campaigntype',
      3: 'campaignname smartlistid sfdcname channel',
      2: 'campaignid cost programid',
      1: 'startdate enddate type',
    },
    together: [
      { all: 'campaignname budgetedcost', says: 4 },
      { all: 'id cost name', says: 6, atMost: 8 },
      { all: 'channel workspace sfdcid', says: 6 },
      { all: 'smartlistid programid', says: 6 },
    ],
    fileName: /campaign|program|kampagne|campa/i,
  },
  campaign_member: {
    headers: {
      4: 'hasresponded firstrespondeddate isleadactive',
      3: 'campaignname leadlastname leadfirstname memberstatus',
      2: 'campaignid',
      1: 'leadid contactid status',
    },
    together: [
      { all: 'campaignid leadid contactid', says: 6 },
      { all: 'campaignid label hasresponded', says: 6 },
      { all: 'campaignname leadlastname status', says: 6 },
    ],
    fileName: /campaign.*(member|status|lead)/i,
  },
  activity: {
    headers: {
      4: 'callstarttime calltype callpurpose taskid eventid activitytypeid activitydate engagementid whoid whatid activitysubject activitytype tasksubtype eventsubtype useragent emailcampaignid visitorid activityassignedtouser',
      3: 'duedate taskowner eventowner callowner activityduedate activitynote emailtemplateid portalid primaryattributevalue startdatetime referer replyto markedasdonetime bcc',
      2: 'subject priority durationinminutes typename',
    },
    together: [
      { all: 'taskowner subject duedate', says: 4 },
      { all: 'timestamp formid contactid', says: 10 },
      { all: 'portalid recipient type', says: 6 },
    ],
    fileName: /task|call|event|activit|meeting|aufgaben|engagement|email_|submission/i,
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
