import type { ListDeclaration } from '#kernel/list'

/**
 * What rules of a lead contract are made of: what is known of a person when they respond. Facts of the account come from its record, with the
 * territory in which it lies (history knows them as they are today), behaviour from touches and activities up to the moment that is judged. What sales writes down later, such as the status of a lead, is no fact of this list on purpose. A custom
 * field is that of the lead, else of the person, else of the account.
 */
export const factFields: ListDeclaration = {
  kind: 'lead',
  one: 'person',
  many: 'people',
  name: 'company',
  sort: [{ key: 'source', descending: false }],
  columns: [
    { key: 'source', label: 'Source', type: 'text' },
    { key: 'title', label: 'Title', type: 'text', of: 'person.title' },
    { key: 'emailDomain', label: 'Domain of the e-mail address', type: 'text', of: 'person.email' },
    { key: 'phone', label: 'Has a telephone number', type: 'flag', of: 'person.phone' },
    { key: 'origin', label: 'Origin', type: 'text', of: 'person.origin' },
    { key: 'industry', label: 'Industry', type: 'text', of: 'account.industry' },
    { key: 'country', label: 'Country', type: 'text', of: 'account.country' },
    { key: 'company', label: 'Account', type: 'text', of: 'account.name' },
    { key: 'employees', label: 'Employees', type: 'number', of: 'account.employees' },
    { key: 'revenue', label: 'Revenue', type: 'money', of: 'account.revenue' },
    { key: 'city', label: 'City', type: 'text', of: 'account.city' },
    { key: 'accountType', label: 'Type of account', type: 'text', of: 'account.type' },
    { key: 'territory', label: 'Territory', type: 'text', of: 'account.territory' },
    { key: 'openDeals', label: 'Open deals of the account', type: 'number', required: true, of: 'deal.state' },
    { key: 'wonDeals', label: 'Deals won with the account before', type: 'number', required: true, of: 'deal.state' },
    { key: 'earlierLeads', label: 'Handed over before', type: 'number', required: true },
    { key: 'responses', label: 'Responses so far', type: 'number', required: true, of: 'campaign.name' },
    { key: 'responses30', label: 'Responses in the last 30 days', type: 'number', required: true, of: 'campaign.name' },
    { key: 'lastResponse', label: 'Last response', type: 'instant', of: 'campaign.name' },
    { key: 'touches90', label: 'Touches in the last 90 days', type: 'number', required: true, of: 'campaign.name' },
    { key: 'lastTouch', label: 'Last touch by a campaign', type: 'instant', of: 'campaign.name' },
    { key: 'meetings90', label: 'Meetings in the last 90 days', type: 'number', required: true, of: 'activity.kind' },
    { key: 'calls90', label: 'Calls in the last 90 days', type: 'number', required: true, of: 'activity.kind' },
    { key: 'emails90', label: 'E-mails in the last 90 days', type: 'number', required: true, of: 'activity.kind' },
    { key: 'visits90', label: 'Visits and forms in the last 90 days', type: 'number', required: true, of: 'activity.kind' },
    { key: 'lastActivity', label: 'Last activity', type: 'instant', of: 'activity.kind' },
    { key: 'responded', label: 'Responded on', type: 'instant' },
  ],
}

/** The moments that points may fade from. */
export const fadesFrom = ['responded', 'lastResponse', 'lastTouch', 'lastActivity'] as const
