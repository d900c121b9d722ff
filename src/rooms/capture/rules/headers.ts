import { ownPrefixes, signsOf } from '../fields/kinds.ts'
import { type FileKind, fileKinds, type StagedKind, type Vendor } from '../shapes.ts'

/**
 * A header as one key: accents, case, spaces and punctuation do not matter. "Deal - Title*", "DealTitle" and "deal_title"
 * are one. Keys are only ever looked up in Maps and Sets, so `__proto__` is a header like any other.
 */
export function headerKey(header: string): string {
  return header
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/** The keys under which a header may be known: whole, without what stands in brackets, without a prefix of its own kind. */
export function headerKeys(header: string, kind: StagedKind | 'stage'): string[] {
  const whole = headerKey(header)
  const bare = headerKey(header.replace(/\([^)]*\)|\[[^\]]*\]/g, ''))
  const keys = [whole, bare]
  for (const key of [whole, bare]) {
    for (const prefix of ownPrefixes[kind])
      if (key.startsWith(prefix) && key.length > prefix.length + 1) keys.push(key.slice(prefix.length))
  }
  return [...new Set(keys.filter(Boolean))]
}

export interface KindGuess {
  readonly kind: FileKind
  readonly confidence: number
}

/** What a file is about, from its headers and its name. Below 2 points nothing is known and the kind is `other`. */
export function guessKind(headers: readonly string[], fileName: string): KindGuess {
  const keys = new Set(headers.map(headerKey))
  const name = fileName.replace(/^.*[/\\]/, '').replace(/\.[a-z]+$/i, '')
  const scored = fileKinds.map((kind) => ({ kind, score: scoreOf(kind, keys, headers.length, name) })).sort((a, b) => b.score - a.score)
  const [best, second] = scored
  if (!best || best.score < 2) return { kind: 'other', confidence: 0.3 }
  const lead = best.score - (second?.score ?? 0)
  return { kind: best.kind, confidence: Math.min(0.99, 0.4 + 0.06 * Math.min(best.score, 6) + 0.05 * Math.min(lead, 5)) }
}

function scoreOf(kind: FileKind, keys: ReadonlySet<string>, columns: number, name: string): number {
  const signs = signsOf[kind]
  if (!signs) return 0
  let score = 0
  for (const [says, words] of Object.entries(signs.headers)) {
    for (const key of words.split(' ')) if (keys.has(key)) score += Number(says)
  }
  for (const { all, says, atMost } of signs.together ?? []) {
    if (columns <= (atMost ?? Number.POSITIVE_INFINITY) && all.split(' ').every((key) => keys.has(key))) score += says
  }
  // A name alone decides only where headers say nothing: exports are renamed, and `deals-and-contacts.csv` says two things.
  return signs.fileName.test(name) ? score + 2.5 : score
}

interface VendorSigns {
  readonly says: Readonly<Record<number, string>>
  readonly header?: RegExp
  readonly fileName: RegExp
}

const vendorSigns: Readonly<Partial<Record<Vendor, VendorSigns>>> = {
  salesforce: {
    says: {
      4: 'systemmodstamp hasresponded opportunitynextsteps pricebook2id createdbyid lastmodifiedbyid companyaccount recordtypeid masterrecordid jigsawcontactid currencyisocode isconverted developername pricebookentryid userroleid localesidkey masterlabel defaultprobability whoid whatid prevamount convertedopportunityid tasksubtype',
      3: 'opportunityname opportunityowner mailingstreet stagename forecastcategory leadownermanager opportunityid isdeleted billingstreet fiscalperiod photourl mailingcity campaignmemberstatus',
      1: 'accountowner leadowner leadsource ownerid closedate accountid',
    },
    header: /__c$|^[a-z_]+_c$|^(Lead|Account|Opportunity) Owner: /,
    fileName: /salesforce|sfdc/i,
  },
  hubspot: {
    says: {
      4: 'dealpipelinestageid associatedcompanyidsprimary associatedcompanyprimary associatedcontactids associatednote companydomainname lifecyclestage idderegistro portalid dealpipelineid hubspotownerid numerodevecescontactado propietariodelcontacto nombrededominiodelaempresa canonicalvid hubspotdefined leadnurturingcampaignid recordid engagementid emailcampaignid',
      3: 'dealowner dealstage contactowner companyowner createdate dealname closedwon filteredevent conversionid mergeddealid sourceid',
      2: 'fivetranid lastactivitydate originaltrafficsource displayorder jobtitle activeuserid',
    },
    header: /^property_|^hs_|^properties\.|^Date (entered|exited) "/,
    fileName: /hubspot/i,
  },
  pipedrive: {
    says: { 4: 'dealpipedrivesystemid personpipedrivesystemid organizationpipedrivesystemid leadpipedrivesystemid' },
    header: /^(Deal|Person|Organization|Lead|Activity|Product|Note) - /,
    fileName: /pipedrive/i,
  },
  zoho: {
    says: {
      4: 'potentialname potentialowner semodule closingdate tasksinvolved eventsinvolved callsinvolved activitiesinvolved isleadactive',
      3: 'createdtime modifiedtime potentialid contactownerid accountownerid callowner taskowner eventowner caseowner quoteowner leadlastname',
      1: 'leadowner budgetedcost',
    },
    header: /^(LEAD|ACCOUNT|CONTACT|POTENTIAL|CAMPAIGN|TASK|EVENT|QUOTE|USER_?)ID$|^(zcrm_|Record Id$)/,
    fileName: /zoho/i,
  },
  marketo: {
    says: { 4: 'activitytypeid primaryattributevalue campaignrunid sfdcid smartlistid marketoguid', 2: 'leadid' },
    fileName: /marketo/i,
  },
  pardot: {
    says: {
      4: 'crmcontactfid crmleadfid crmownerfid prospectaccountid visitorid multivariatetestvariationid visitorpageviewid',
    },
    fileName: /pardot/i,
  },
}

/** Who wrote the file. Fewer than 4 points are no evidence: the vendor is then unknown, which costs nothing but a name. */
export function guessVendor(headers: readonly string[], fileName: string): { vendor: Vendor; confidence: number } {
  const keys = new Set(headers.map(headerKey))
  const scored = Object.entries(vendorSigns).map(([vendor, signs]) => {
    let score = signs.fileName.test(fileName) ? 3 : 0
    for (const [says, words] of Object.entries(signs.says)) for (const key of words.split(' ')) if (keys.has(key)) score += Number(says)
    if (signs.header) score += 4 * Math.min(3, headers.filter((header) => signs.header?.test(header)).length)
    return { vendor: vendor as Vendor, score }
  })
  const [best, second] = scored.sort((a, b) => b.score - a.score)
  if (!best || best.score < 4 || best.score === second?.score) return { vendor: 'unknown', confidence: 0.3 }
  return {
    vendor: best.vendor,
    confidence: Math.min(0.98, 0.4 + 0.04 * best.score + 0.03 * Math.min(8, best.score - (second?.score ?? 0))),
  }
}
