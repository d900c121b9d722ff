import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { guessKind, guessVendor, headerKey } from './headers.ts'

test.each([
  ['Deal - Title*', 'dealtitle'],
  ['deal_title', 'dealtitle'],
  ['País/región', 'paisregion'],
  ['__proto__', 'proto'],
  ['Größe', 'grosse'],
  ['金額', '金額'],
])('the key of %s is %s', (header, key) => expect(headerKey(header)).toBe(key))

/** Vendor and kind of every header list in the shared data. A vendor that the headers cannot tell is unknown. */
const expected: Record<string, string> = {
  'salesforce/report_export_leads': 'salesforce lead',
  'salesforce/report_export_contacts_and_accounts': 'salesforce person',
  'salesforce/report_export_leads_custom_example': 'salesforce lead',
  'salesforce/report_export_opportunities_multicurrency_example': 'salesforce deal',
  'salesforce/api_opportunity': 'salesforce deal',
  'salesforce/api_opportunity_history': 'salesforce stage_history',
  'salesforce/api_opportunity_field_history': 'salesforce stage_history',
  'salesforce/api_campaign_member': 'salesforce campaign_member',
  'salesforce/api_campaign_member_status': 'salesforce other',
  'salesforce/lead_field_labels': 'salesforce lead',
  'salesforce/opportunity_stage_field_labels': 'salesforce stage',
  'salesforce/account': 'salesforce account',
  'salesforce/contact': 'salesforce person',
  'salesforce/lead': 'salesforce lead',
  'salesforce/opportunity': 'salesforce deal',
  'salesforce/opportunity_history': 'salesforce stage_history',
  'salesforce/opportunity_line_item': 'salesforce line_item',
  'salesforce/task': 'salesforce activity',
  'salesforce/event': 'salesforce activity',
  'salesforce/user': 'salesforce user',
  'salesforce/user_role': 'salesforce other',
  'hubspot/export_deals_columns': 'hubspot deal',
  'hubspot/export_companies_columns': 'hubspot account',
  'hubspot/export_contacts_columns': 'hubspot person',
  'hubspot/export_contacts_columns_spanish': 'hubspot person',
  'hubspot/export_companies_columns_spanish': 'hubspot account',
  'hubspot/contacts': 'hubspot person',
  'hubspot/companies': 'hubspot account',
  'hubspot/deals': 'hubspot deal',
  'hubspot/contact': 'hubspot person',
  'hubspot/company': 'hubspot account',
  'hubspot/deal': 'hubspot deal',
  'hubspot/deal_stage': '* stage_history',
  'hubspot/deal_pipeline': '* other',
  'hubspot/deal_pipeline_stage': 'hubspot stage',
  'hubspot/deal_contact': '* link',
  'hubspot/deal_company': '* link',
  'hubspot/merged_deal': '* link',
  'hubspot/contact_property_history': '* other',
  'hubspot/company_property_history': '* other',
  'hubspot/deal_property_history': '* stage_history',
  'hubspot/owner': 'hubspot user',
  'hubspot/contact_merge_audit': 'hubspot other',
  'hubspot/form': 'hubspot other',
  'hubspot/contact_form_submission': 'hubspot activity',
  'hubspot/email_event': 'hubspot activity',
  'hubspot/email_event_sent': '* activity',
  'hubspot/email_event_open': '* activity',
  'hubspot/email_event_click': '* activity',
  'hubspot/engagement_meeting': 'hubspot activity',
  'hubspot/engagement_call': 'hubspot activity',
  'hubspot/engagement_email': 'hubspot activity',
  'hubspot/property': 'hubspot other',
  'pipedrive/sample_import_spreadsheet': 'pipedrive deal',
  'pipedrive/sample_import_spreadsheet_with_products': 'pipedrive deal',
  'pipedrive/deals_columns': 'pipedrive deal',
  'pipedrive/persons_columns': 'pipedrive person',
  'pipedrive/organizations_columns': 'pipedrive account',
  'pipedrive/leads_columns': 'pipedrive lead',
  'pipedrive/activities_columns': 'pipedrive activity',
  'zoho/Accounts.csv': 'zoho account',
  'zoho/Calls.csv': 'zoho activity',
  'zoho/Campaign_Lead_Status.csv': 'zoho campaign_member',
  'zoho/Campaigns.csv': 'zoho campaign',
  'zoho/Cases.csv': 'zoho case',
  'zoho/Contacts.csv': 'zoho person',
  'zoho/Events.csv': 'zoho activity',
  'zoho/Leads.csv': 'zoho lead',
  'zoho/Potentials.csv': 'zoho deal',
  'zoho/Quotes.csv': 'zoho quote',
  'zoho/Tasks.csv': 'zoho activity',
  'zoho/Users.csv': '* user',
  'marketo/lead': '* person',
  'marketo/program': 'marketo campaign',
  'marketo/campaign': 'marketo campaign',
  'marketo/activity_send_email': 'marketo activity',
  'marketo/activity_open_email': 'marketo activity',
  'marketo/activity_click_email': 'marketo activity',
  'marketo/activity_merge_leads': 'marketo activity',
  'marketo/activity_change_data_value': 'marketo activity',
  'pardot/prospect': 'pardot person',
  'pardot/opportunity': '* deal',
  'pardot/campaign': '* campaign',
  'pardot/visitor_activity': 'pardot activity',
  'pardot/list_membership': '* link',
  'pardot/opportunity_prospect': '* link',
}

interface HeaderEntry {
  headers?: string[]
  tables?: Record<string, string[]>
  objects?: Record<string, { label: string }[]>
  pairs?: Record<string, string>
}

const file = new URL('../../../../../shared/data/crm-export-headers/headers.json', import.meta.url)

describe.skipIf(!existsSync(file))('every header list of the shared data (../shared/data)', () => {
  const lists: [string, string[]][] = []
  const vendors: Record<string, Record<string, HeaderEntry>> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  for (const [vendor, entries] of Object.entries(vendors)) {
    if (typeof entries !== 'object') continue
    for (const [entry, body] of Object.entries(entries)) {
      if (body.headers) lists.push([`${vendor}/${entry}`, body.headers])
      if (body.pairs) lists.push([`${vendor}/${entry}`, Object.values(body.pairs)])
      for (const [table, headers] of Object.entries(body.tables ?? {})) lists.push([`${vendor}/${table}`, headers])
      for (const [object, fields] of Object.entries(body.objects ?? {}))
        lists.push([`${vendor}/${object}`, fields.map((each) => each.label)])
    }
  }

  test('is expected here', () => expect(lists.map(([name]) => name).sort()).toEqual(Object.keys(expected).sort()))

  test.each(lists)('%s is recognised', (name, headers) => {
    const [vendor, kind] = (expected[name] ?? '').split(' ')
    const found = guessKind(headers, '')
    expect(found.kind).toBe(kind)
    const writer = guessVendor(headers, '').vendor
    if (vendor === '*') expect(['unknown', name.split('/')[0]]).toContain(writer)
    else expect(writer).toBe(vendor)
  })
})
