import { type Field, field, type KindSigns } from './field.ts'
import { flatFields } from './flat.ts'

/** English, then German, Spanish, French. Source of the vendors' names: the header lists of real exports. */
export const dealFields: readonly Field[] = [
  field(
    'external_id',
    'Deal id',
    'text',
    'dealid opportunityid potentialid recordid id pipedrivesystemid opportunitynumber datensatzid idderegistro iddelnegocio dealnummer identifiantdelatransaction',
  ),
  field(
    'name',
    'Deal name',
    'text',
    'dealname opportunityname potentialname name title dealtitle opportunity deal geschaftsname opportunityname verkaufschance nombredelnegocio nombredelaoportunidad nomdelatransaction nomdelopportunite titel titulo titre',
  ),
  field(
    'account_name',
    'Account',
    'text',
    'accountname associatedcompanyprimary associatedcompanynamesprimary associatedcompany primaryassociatedcompanyname account company companyname organization organizationname customer client clientname unternehmen unternehmensname firma kunde accountname empresa cliente organizacion entreprise compte organisation nomducompte nomdelentreprise',
  ),
  field(
    'account_external_id',
    'Account id',
    'text',
    'accountid associatedcompanyidsprimary associatedcompanyids associatedcompanyid primaryassociatedcompany companyid organizationid orgid sellerid customerid clientid kundennummer',
  ),
  field(
    'owner_name',
    'Owner',
    'name',
    'dealowner opportunityowner potentialowner owner ownername salesrep salesagent salesperson rep agent accountexecutive assignedto responsible zustandigermitarbeiter dealinhaber inhaber besitzer verantwortlich opportunityinhaber verkaufer vertriebsmitarbeiter propietario propietariodelnegocio propietariodelaoportunidad vendedor comercial responsable proprietaire proprietairedelatransaction proprietairedelopportunite commercial',
  ),
  field('owner_external_id', 'Owner id', 'text', 'ownerid hubspotownerid dealownerid userid srid salesrepid ownerrecordid'),
  field(
    'person_name',
    'Contact',
    'name',
    'contactperson contactname primarycontact contact person associatedcontact associatedcontacts ansprechpartner kontakt kontaktperson contacto personadecontacto personneacontacter',
  ),
  field('person_external_id', 'Contact id', 'text', 'contactid associatedcontactids associatedcontactid personid primarycontactid'),
  field(
    'pipeline',
    'Pipeline',
    'text',
    'pipeline pipelinename dealpipeline dealpipelineid salesprocess recordtype vertriebspipeline embudo canalizacion',
  ),
  field(
    'stage',
    'Stage',
    'text',
    'dealstage stagename stage opportunitystage salesstage dealpipelinestageid stagepipeline phase step pipelinestage dealphase verkaufsphase vertriebsphase stufe etapa etapadelnegocio fase etape phasedelatransaction etapedelatransaction',
  ),
  field('status', 'Status', 'text', 'dealstatus status state outcome result opportunitystatus estado statut ergebnis resultado resultat'),
  field('is_won', 'Won?', 'flag', 'iswon isclosedwon won closedwon gewonnen ganado ganada gagne', { virtual: true }),
  field('is_closed', 'Closed?', 'flag', 'isclosed isdealclosed closed geschlossen cerrado ferme', { virtual: true }),
  field(
    'amount',
    'Amount',
    'money',
    'amount dealvalue dealamount value totalamount opportunityamount closevalue contractvalue totalcontractvalue tcv acv annualcontractvalue revenue betrag wert dealwert summe umsatz volumen importe valor monto cantidad montant valeur valeurdelatransaction amountincompanycurrency',
    { strict: true },
  ),
  field(
    'currency',
    'Currency',
    'text',
    'currency currencyisocode dealcurrency dealcurrencycode amountcurrency totalamountcurrency currencyofvalue opportunitycurrency currencycode wahrung moneda divisa devise',
  ),
  field(
    'opened_at',
    'Opened',
    'instant',
    'createdate createddate creationdate createdat createdtime createdon created datecreated opendate opened opendedate dealcreationdate dealcreated addtime hubspotcreatedate erstellungsdatum erstelltam erstelldatum erstellt angelegtam fechadecreacion creado fechacreacion datedecreation creele',
    { strict: true },
  ),
  field(
    'close_date',
    'Close date',
    'instant',
    'closedate closingdate closedon dealclosedate abschlussdatum schlusstermin fechadecierre datedecloture datedefermeture closed',
    { strict: true, virtual: true },
  ),
  field('won_at', 'Won on', 'instant', 'wondate wontime wonon datewon gewonnenam fechaganado', { strict: true, virtual: true }),
  field('lost_at', 'Lost on', 'instant', 'lostdate losttime loston datelost verlorenam fechaperdido', { strict: true, virtual: true }),
  field('closed_at', 'Closed on', 'instant', 'closedon closedat dealclosedon closetime actualclosedate geschlossenam', { strict: true }),
  field(
    'expected_on',
    'Expected close',
    'day',
    'expectedclosedate expectedclosingdate forecastdate expectedclose erwartetesabschlussdatum voraussichtlichesabschlussdatum fechadecierreprevista datedecloturepreveue datedecloturesouhaitee',
  ),
  field(
    'source',
    'Source',
    'text',
    'leadsource source originaltrafficsource originalsource origin dealsource opportunitysource sourcechannel leadquelle quelle ursprunglichequelle herkunft fuente origen fuentedeposiblecliente originedelapiste origine sourceoriginale',
  ),
  field('channel', 'Channel', 'text', 'channel saleschannel partnerchannel vertriebskanal kanal canal canaldeventa canaldevente'),
  field('product', 'Product', 'text', 'product productname productinterest produkt produktname producto produit'),
  field('type', 'Type', 'text', 'dealtype opportunitytype type typ dealtyp tipo tipodenegocio typedetransaction'),
  field('solution', 'Solution', 'text', 'solution solutionarea offering losung solucion'),
  field('vertical', 'Vertical', 'text', 'vertical businesssegment segment industryvertical branche segmento secteur'),
  field(
    'territory',
    'Territory',
    'text',
    'territory territoryregion region salesregion regionaloffice gebiet vertriebsgebiet territorio territoire',
  ),
  field(
    'lost_reason',
    'Reason lost',
    'text',
    'lostreason closedlostreason reasonlost lossreason reasonforloss reasonforclosing verlustgrund grundfurverlust motivodeperdida razondeperdida raisondelaperte motifdeperte',
  ),
  field('lead_external_id', 'Lead id', 'text', 'leadid convertedleadid sourceleadid mqlid'),
  field('campaign_external_id', 'Campaign id', 'text', 'campaignid primarycampaignid kampagnenid'),
  field(
    'campaign_name',
    'Campaign',
    'text',
    'campaign campaignname primarycampaign primarycampaignsource campaignsource hubspotcampaign campaignsourcename kampagne campana campagne',
  ),
  field(
    'probability',
    'Probability',
    'share',
    'probability dealprobability probabilitypercent winprobability wahrscheinlichkeit probabilidad probabilite',
  ),
  field(
    'modified_at',
    'Last changed',
    'instant',
    'lastmodifieddate modifiedtime lastmodified modifiedat updatedat updatetime modifieddate lastupdated letzteanderung geandertam datumderletztenanderung ultimamodificacion fechadelaultimamodificacion dernieremodification',
  ),
  field(
    'deleted',
    'Deleted?',
    'flag',
    'isdeleted deleted archived isarchived fivetrandeleted geloscht archiviert eliminado archivado supprime archive',
    { strict: true },
  ),
  ...flatFields,
]

export const dealSigns: KindSigns = {
  headers: {
    4: 'dealname opportunityname potentialname dealtitle dealstage opportunitystage potentialowner dealowner opportunityowner dealvalue dealpipelinestageid nombredelnegocio etapadelnegocio dealphase verkaufsphase nomdelatransaction phasedelatransaction nomdelopportunite nombredelaoportunidad geschaftsname propietariodelnegocio',
    3: 'closevalue wondate wontime isclosedwon closedlostreason opportunityid dealid stagename dealtype opportunitynextsteps dealstatus totalcontractvalue dealamount opportunitytype',
    2: 'closedate closingdate iswon forecastcategory expectedclosedate lostreason dealpipelineid abschlussdatum fechadecierre datedecloture stage expectedrevenue phase etapa etape probability closeddate pipeline verlustgrund wonreason lossreason',
    1: 'amount isclosed value nextstep betrag importe montant salesstage status closedat',
  },
  together: [
    { all: 'probability stage value closedat', says: 4 },
    { all: 'stage amount', says: 2 },
    // A flat file names deal, company and person; it is about the deal.
    { all: 'dealname dealstage', says: 6 },
    { all: 'dealname amount', says: 6 },
    { all: 'opportunityname stage', says: 6 },
    { all: 'status amount', says: 1 },
    { all: 'wert phase', says: 2 },
    // A row with person, organisation and deal is about the deal.
    { all: 'dealtitle dealvalue', says: 16 },
  ],
  fileName: /deal|opportunit|potential|pipeline|negocio|oportunidad|transaction|verkaufschance/i,
}
