import { deleted, modified } from './activity.ts'
import { type Field, field, type KindSigns } from './field.ts'

/** English, then German, Spanish, French. Source of the vendors' names: the header lists of real exports. */

const currency = field(
  'currency',
  'Currency',
  'text',
  'currency currencyisocode currencycode campaigncurrency accountcurrency wahrung kontowahrung moneda divisa devise',
)
const campaignId =
  'campaignid parentcampaignid programid kampagnenid kampagneid iddecampana iddelacampana idcampana identifiantdelacampagne iddecampagne'
const campaignName =
  'campaignname campaign programname program hubspotcampaign kampagnenname kampagne nombredelacampana nombredecampana campana nomdelacampagne nomdecampagne campagne'

export const campaignFields: readonly Field[] = [
  field(
    'external_id',
    'Campaign id',
    'text',
    `campaignid recordid id campaignguid kampagnenid programid ${campaignId} datensatzid idderegistro`,
  ),
  field('name', 'Name', 'text', `${campaignName} name title bezeichnung nombre nom`),
  field('type', 'Type', 'text', 'campaigntype programtype type kampagnentyp typ tipodecampana tipo typedecampagne'),
  field('channel', 'Channel', 'text', 'channel programchannel campaignchannel medium kanal canal'),
  field('status', 'Status', 'text', 'campaignstatus status state kampagnenstatus estadodelacampana estado statutdelacampagne statut'),
  field(
    'starts_on',
    'Starts on',
    'day',
    'startdate startson start begindate startdatum beginn anfangsdatum fechadeinicio fechainicio inicio datededebut debut',
  ),
  field('ends_on', 'Ends on', 'day', 'enddate endson end enddatum ende fechadefinalizacion fechadefin fechafin fin datedefin'),
  field(
    'budgeted_cost',
    'Budgeted cost',
    'money',
    'budgetedcost budgetedcostincampaign budget totalbudget budgettotal budgetitemssumamount plannedcost plannedbudget budgetiertekosten geplantekosten costepresupuestado costopresupuestado presupuesto coutbudgete coutprevu',
  ),
  field(
    'actual_cost',
    'Actual cost',
    'money',
    'actualcost actualcostincampaign cost totalcost spend totalspend spendtotal spenditemssumamount amountspent costs tatsachlichekosten istkosten kosten gesamtkosten costereal costoreal coste costo gastototal coutreel cout couttotal depenses',
  ),
  field(
    'expected_revenue',
    'Expected revenue',
    'money',
    'expectedrevenue expectedrevenueincampaign revenuegoal erwarteterumsatz ingresosprevistos ingresosesperados revenuprevu revenuattendu',
  ),
  currency,
  field(
    'parent',
    'Parent campaign',
    'text',
    'parentcampaign parentcampaignname parentcampaignid parentname parentid parent ubergeordnetekampagne campanaprincipal campanapadre campagneparente campagneprincipale',
  ),
  field(
    'owner_name',
    'Owner',
    'name',
    'campaignowner owner ownername assignedto kampagneninhaber inhaber zustandigermitarbeiter propietariodelacampana propietario proprietairedelacampagne proprietaire',
  ),
  field('owner_external_id', 'Owner id', 'text', 'campaignownerid ownerid hubspotownerid'),
  field(
    'created_at',
    'Created',
    'instant',
    'createdtime createddate createdat createdate createdon created erstellungsdatum erstelltam fechadecreacion datedecreation',
  ),
  modified,
  deleted,
]

export const campaignSigns: KindSigns = {
  headers: {
    4: 'budgetedcost actualcost campaigntype campaignowner campaignstatus numberofresponsesincampaign kampagnentyp budgetiertekosten tatsachlichekosten kampagneninhaber costepresupuestado costopresupuestado costereal costoreal tipodecampana coutbudgete coutreel typedecampagne propietariodelacampana proprietairedelacampagne budgetitemssumamount spenditemssumamount',
    3: 'campaignname smartlistid sfdcname channel kampagnenname nombredelacampana nomdelacampagne parentcampaign',
    2: 'campaignid cost programid',
    1: 'startdate enddate type startdatum enddatum fechadeinicio datededebut',
  },
  together: [
    { all: 'campaignname budgetedcost', says: 4 },
    { all: 'campaignname startdate enddate', says: 3 },
    { all: 'id cost name', says: 6, atMost: 8 },
    { all: 'channel workspace sfdcid', says: 6 },
    { all: 'smartlistid programid', says: 6 },
  ],
  fileName: /campaign|program|kampagne|campa/i,
}

export const memberFields: readonly Field[] = [
  field(
    'external_id',
    'Campaign member id',
    'text',
    'campaignmemberid memberid membershipid programmembershipid recordid id kampagnenmitgliedid',
  ),
  field('campaign_external_id', 'Campaign id', 'text', campaignId),
  field('campaign_name', 'Campaign', 'text', campaignName),
  field('contact_external_id', 'Contact id', 'text', 'contactid personid prospectid kontaktid iddecontacto iddecontact'),
  field('lead_external_id', 'Lead id', 'text', 'leadid'),
  field('who_external_id', 'Lead or contact id', 'text', 'leadorcontactid relatedrecordid relatedid leadcontactid'),
  field('first_name', 'First name', 'text', 'firstname givenname vorname nombre prenom'),
  field('last_name', 'Last name', 'text', 'lastname surname familyname nachname apellidos apellido nomdefamille nom'),
  field('full_name', 'Name', 'name', 'fullname name membername contactname leadname personname contact nombrecompleto nomcomplet'),
  field(
    'email',
    'E-mail',
    'email',
    'email emailaddress mail memberemail recipient emailadresse correo correoelectronico adressemail adresseemail courriel',
  ),
  field('phone', 'Phone', 'text', 'phone phonenumber mobile mobilephone telephone telefon telefono'),
  field('title', 'Job title', 'text', 'title jobtitle position cargo puesto poste fonction'),
  field(
    'company',
    'Company',
    'text',
    'companyoraccount companyaccount company companyname account accountname organization organizationname unternehmen firma empresa entreprise societe',
  ),
  field(
    'status',
    'Status',
    'text',
    'memberstatus campaignmemberstatus programstatus membershipstatus progressionstatus status mitgliedsstatus mitgliederstatus estadodelmiembro estado statutdumembre statut',
  ),
  field(
    'responded',
    'Responded?',
    'flag',
    'hasresponded responded reachedsuccess success antworterhalten geantwortet reagiert harespondido respondio arepondu',
  ),
  field(
    'first_responded_at',
    'First responded',
    'instant',
    'firstrespondeddate memberfirstrespondeddate firstresponsedate responsedate respondedon reachedsuccessdate successdate ersteantwort datumdererstenantwort fechadelaprimerarespuesta datedelapremierereponse',
  ),
  field(
    'at',
    'Touched',
    'instant',
    'memberfirstassociateddate firstassociateddate membershipdate touchdate touchpointdate addedon dateadded joinedon timestamp createddate createdtime createdat createdate created date datum erstelltam erstellungsdatum fecha fechadecreacion datedecreation',
  ),
  modified,
  field(
    'source',
    'Source',
    'text',
    'leadsource source membersource originaltrafficsource originalsource acquiredby leadquelle quelle fuente origen originedelapiste origine',
  ),
  deleted,
]

export const memberSigns: KindSigns = {
  headers: {
    4: 'hasresponded firstrespondeddate isleadactive campaignmemberid memberfirstassociateddate memberfirstrespondeddate campaignmemberstatus membershipdate reachedsuccess mitgliedsstatus mitgliederstatus estadodelmiembro statutdumembre',
    3: 'campaignname leadlastname leadfirstname memberstatus membertype programstatus kampagnenname nombredelacampana nomdelacampagne',
    2: 'campaignid responded programname companyoraccount',
    1: 'leadid contactid status prospectid',
  },
  together: [
    { all: 'campaignid leadid contactid', says: 6 },
    { all: 'campaignid leadid status', says: 3, atMost: 9 },
    { all: 'campaignid contactid status', says: 3, atMost: 9 },
    { all: 'campaignid email status', says: 4, atMost: 12 },
    { all: 'campaignname email status', says: 4, atMost: 12 },
    { all: 'campaignname leadlastname status', says: 6 },
    { all: 'programname email', says: 4 },
    { all: 'kampagnenname nachname', says: 4 },
    { all: 'nombredelacampana apellidos', says: 4 },
    { all: 'nomdelacampagne prenom', says: 4 },
  ],
  fileName: /(campaign|program|kampagne|campa).*(member|status|lead|response|mitglied|miembro|membre)/i,
}

export const costFields: readonly Field[] = [
  field('external_id', 'Cost id', 'text', 'costid expenseid spendid lineid recordid id'),
  field('campaign_external_id', 'Campaign id', 'text', campaignId),
  field('campaign_name', 'Campaign', 'text', campaignName),
  field(
    'spent_on',
    'Spent on',
    'day',
    'day date spenton costdate spenddate expensedate invoicedate reportingstarts startdate month tag datum monat dia fecha mes jour date mois',
    { strict: true },
  ),
  field(
    'amount',
    'Amount',
    'money',
    'cost amount amountspent spend spent totalspent adspend adcost costamount actualcost kosten betrag ausgaben ausgegeben coste costo importe gasto importegastado cout montant depense depenses montantdepense',
    { strict: true },
  ),
  currency,
  field(
    'what',
    'What for',
    'text',
    'costitem spenditem budgetitem item itemname what description costtype category adgroup adgroupname adset adsetname ad adname source posten bezeichnung anzeigengruppe concepto descripcion grupodeanuncios poste libelle groupedannonces',
  ),
  deleted,
]

export const costSigns: KindSigns = {
  headers: {
    4: 'amountspent totalspent adspend costitem spenditem costdate spenddate importegastado montantdepense',
    3: 'impressions impr impressionen impresiones clicks klicks clics ctr avgcpc',
    2: 'cost spend campaignid',
    1: 'campaign campaignname day',
  },
  together: [
    { all: 'campaign cost day', says: 8 },
    { all: 'campaign cost date', says: 8 },
    { all: 'campaign spend date', says: 8 },
    { all: 'campaignname cost date', says: 8, atMost: 10 },
    { all: 'campaignname amount date', says: 8, atMost: 10 },
    { all: 'campaignid cost date', says: 8, atMost: 10 },
    { all: 'campaignid amount date', says: 8, atMost: 10 },
    { all: 'campaign amount date', says: 8, atMost: 8 },
    { all: 'kampagne kosten tag', says: 8 },
    { all: 'kampagne kosten datum', says: 8 },
    { all: 'campana coste fecha', says: 8 },
    { all: 'campana coste dia', says: 8 },
    { all: 'campagne cout date', says: 8 },
    { all: 'campagne cout jour', says: 8 },
  ],
  fileName: /(cost|spend|expense|kosten|ausgaben|gasto|depense)/i,
}
