import { type Field, field, type KindSigns } from './field.ts'

const names: readonly Field[] = [
  field('first_name', 'First name', 'text', 'firstname givenname vorname nombre nombres prenom'),
  field('last_name', 'Last name', 'text', 'lastname surname familyname nachname apellidos apellido nomdefamille nom'),
]
const reach: readonly Field[] = [
  field(
    'email',
    'E-mail',
    'email',
    'email emailaddress emailwork workemail businessemail mail emailadresse correo correoelectronico email1 adressemail adresseemail courriel',
  ),
  field(
    'phone',
    'Phone',
    'text',
    'phone phonenumber workphone businessphone telephone mobile mobilephone mobilephonenumber telefon telefonnummer mobiltelefon telefono numerodetelefono movil telephone numerodetelephone portable',
  ),
  field(
    'title',
    'Job title',
    'text',
    'jobtitle title position jobposition berufsbezeichnung stellenbezeichnung cargo puesto intituleduposte poste fonction',
  ),
]
const created = field(
  'created_at',
  'Created',
  'instant',
  'createdate createddate creationdate createdat createdtime createdon created datecreated firstcontactdate firstseen timefirstseen erstellungsdatum erstelltam fechadecreacion datedecreation propertycreatedat',
  { strict: true },
)
const deleted = field(
  'deleted',
  'Deleted?',
  'flag',
  'isdeleted deleted archived isarchived fivetrandeleted geloscht archiviert eliminado archivado supprime archive',
  { strict: true },
)
const source =
  'originaltrafficsource originalsource leadsource source origin accountsource sourcechannel ursprunglichequelle leadquelle quelle herkunft fuenteoriginal fuente origen sourceoriginale originedelapiste origine'

export const personFields: readonly Field[] = [
  field(
    'external_id',
    'Contact id',
    'text',
    'contactid personid prospectid recordid id pipedrivesystemid datensatzid idderegistro kontaktid',
  ),
  ...names,
  field('full_name', 'Name', 'name', 'contactname fullname name personname kontaktname nombrecompleto nomcomplet'),
  ...reach,
  field(
    'account_name',
    'Account',
    'text',
    'accountname companyname company organizationname organization associatedcompanyprimary associatedcompany account unternehmensname unternehmen firma nombredelaempresa empresa nomdelentreprise entreprise',
  ),
  field(
    'account_external_id',
    'Account id',
    'text',
    'accountid associatedcompanyidsprimary associatedcompanyids primaryassociatedcompanyid companyid organizationid prospectaccountid',
  ),
  field(
    'owner_name',
    'Owner',
    'name',
    'contactowner personowner owner ownername accountowner zustandigermitarbeiter inhaber propietariodelcontacto propietario proprietaireducontact proprietaire',
  ),
  field('owner_external_id', 'Owner id', 'text', 'contactownerid ownerid hubspotownerid userid'),
  field('source', 'Source', 'text', source),
  created,
  deleted,
]

export const personSigns: KindSigns = {
  headers: {
    4: 'contactowner contactid personname personemail personowner mailingstreet mailingcity mailingcountry reportstoid propietariodelcontacto proprietaireducontact contactownerid personfirstname personlastname personphone prospectaccountid crmcontactfid recentinteraction',
    3: 'lifecyclestage jobtitle phonenumber propertyfirstname propertylastname associatedcompanyidsprimary salutation numerodevecescontactado department propertyjobtitle',
    2: 'firstname lastname email emailaddress correo apellidos vorname nachname prenom nomdefamille mobile',
    1: 'phone title nombre cargo accountname company name',
  },
  together: [
    { all: 'firstname lastname accountname', says: 3 },
    { all: 'propertyfirstname propertylastname propertyemail', says: 4 },
    { all: 'id email firstname lastname createdat updatedat', says: 2, atMost: 8 },
  ],
  fileName: /contact|person|people|prospect|kontakt|contacto|personne/i,
}

export const leadFields: readonly Field[] = [
  field('external_id', 'Lead id', 'text', 'leadid mqlid prospectid recordid id pipedrivesystemid leadnumber datensatzid idderegistro'),
  ...names,
  field('full_name', 'Name', 'name', 'leadname fullname name contactperson nombrecompleto nomcomplet'),
  ...reach,
  field(
    'company',
    'Company',
    'text',
    'company companyaccount companyname organization account unternehmen firma empresa compania entreprise societe organisation leadtitle',
  ),
  field('website', 'Website', 'text', 'website websiteurl url webseite sitioweb siteweb'),
  field('industry', 'Industry', 'text', 'industry sector branche industria secteur'),
  field('country', 'Country', 'text', 'country countryregion land pais paisregion pays'),
  field(
    'owner_name',
    'Owner',
    'name',
    'leadowner owner ownername assignedto leadinhaber inhaber zustandigermitarbeiter propietariodelposiblecliente propietario proprietairedelapiste proprietaire',
  ),
  field('owner_external_id', 'Owner id', 'text', 'leadownerid ownerid hubspotownerid'),
  field('source', 'Source', 'text', source),
  field('status', 'Status', 'text', 'leadstatus status leadstage estado estadodellead statut statutdelapiste'),
  created,
  field('converted', 'Converted?', 'flag', 'isconverted converted konvertiert convertido converti', { strict: true }),
  field(
    'converted_at',
    'Converted on',
    'instant',
    'converteddate convertedtime convertedat conversiondate konvertiertam fechadeconversion datedeconversion',
    { strict: true },
  ),
  field('deal_external_id', 'Deal id', 'text', 'convertedopportunityid dealid opportunityid potentialid'),
  deleted,
]

export const leadSigns: KindSigns = {
  headers: {
    4: 'leadowner leadstatus convertedopportunityid converteddate isconverted leadtitle leadlabels mqlid leadorigin companyaccount convertedaccountid leadsourcechannel leadnumber leadstage leadinhaber leadquality propietariodelposiblecliente statutdelapiste crmleadfid',
    3: 'converted leadid isunreadbyowner firstcontactdate leadpipedrivesystemid',
    2: 'leadsource rating primarycampaign',
    1: 'company firstname lastname email landingpageid status',
  },
  together: [
    { all: 'mqlid firstcontactdate', says: 4 },
    { all: 'isconverted converteddate convertedopportunityid', says: 8 },
  ],
  fileName: /lead|mql|posibles.?clientes|pistes/i,
}
