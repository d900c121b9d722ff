import { type Field, field } from './field.ts'

/**
 * What a row of a flat file says of the company and the person behind its deal. Headers need a word for the company, because a deal has an
 * industry and a country of its own; an e-mail address or a telephone number in a deal's row is a person's.
 */
export const flatFields: readonly Field[] = [
  field(
    'person_email',
    'Contact e-mail',
    'email',
    'contactemail contactemailaddress personemail primarycontactemail associatedcontactemail buyeremail email emailaddress ansprechpartneremail kontaktemail correocontacto emailducontact',
  ),
  field(
    'person_phone',
    'Contact phone',
    'text',
    'contactphone contactphonenumber personphone primarycontactphone contactmobile telefonkontakt',
  ),
  field('person_title', 'Contact title', 'text', 'contacttitle contactjobtitle jobtitle persontitle contactposition'),
  field('person_first_name', 'Contact first name', 'text', 'contactfirstname personfirstname firstname vorname nombre prenom'),
  field('person_last_name', 'Contact last name', 'text', 'contactlastname personlastname lastname surname nachname apellidos nomdefamille'),
  field(
    'account_website',
    'Company website',
    'text',
    'companywebsite accountwebsite organizationwebsite companyurl companydomain companydomainname accountdomain website websiteurl firmenwebsite',
  ),
  field('account_phone', 'Company phone', 'text', 'companyphone accountphone organizationphone companyphonenumber'),
  field(
    'account_employees',
    'Company employees',
    'number',
    'companyemployees accountemployees companysize numberofemployees employees mitarbeiter mitarbeiterzahl',
  ),
  field('account_industry', 'Company industry', 'text', 'companyindustry accountindustry organizationindustry firmenbranche'),
  field('account_country', 'Company country', 'text', 'companycountry accountcountry organizationcountry firmenland'),
]

/** Those by which deals are compared as well: the cell also stays with the deal. */
export const sharedWithDeal: ReadonlySet<string> = new Set(['account_industry', 'account_country'])
