import { type Field, field, type KindSigns } from './field.ts'

export const accountFields: readonly Field[] = [
  field(
    'external_id',
    'Account id',
    'text',
    'accountid companyid organizationid recordid id pipedrivesystemid sellerid customerid clientid accountnumber datensatzid idderegistro kundennummer',
  ),
  field(
    'name',
    'Name',
    'text',
    'accountname companyname organizationname name company account organization organisation customer client unternehmensname unternehmen firma firmenname nombredelaempresa empresa nombredelacuenta nomdelentreprise nomducompte entreprise organisationname',
  ),
  field(
    'domain',
    'Domain',
    'text',
    'companydomainname domain domainname webdomain unternehmensdomain domainnamedesunternehmens nombrededominiodelaempresa dominio nomdedomainedelentreprise domaine',
  ),
  field('website', 'Website', 'text', 'website websiteurl url homepage web webseite sitioweb siteweb urldelsitioweb'),
  field('industry', 'Industry', 'text', 'industry sector vertical branche industrie sectorindustria industria secteur secteurdactivite'),
  field(
    'employees',
    'Employees',
    'number',
    'numberofemployees employees employeecount headcount companysize mitarbeiter anzahldermitarbeiter mitarbeiterzahl numerodeempleados empleados nombredemployes nombredesalaries effectif',
  ),
  field(
    'revenue',
    'Annual revenue',
    'money',
    'annualrevenue revenue turnover jahresumsatz umsatz ingresosanuales facturacion chiffredaffaires revenuannuel chiffredaffairesannuel',
  ),
  field(
    'country',
    'Country',
    'text',
    'billingcountry country countryregion officelocation hq headquarters land pais paisregion pays paysregion landregion',
  ),
  field('city', 'City', 'text', 'billingcity city sellercity town stadt ort ciudad ville'),
  field(
    'phone',
    'Phone',
    'text',
    'phone phonenumber telephone telefon telefonnummer telefono numerodetelefono telephone numerodetelephone',
  ),
  field(
    'owner_name',
    'Owner',
    'name',
    'accountowner companyowner organizationowner owner ownername zustandigermitarbeiter inhaber propietario propietariodelaempresa propietariodelacuenta proprietaire proprietairedelentreprise',
  ),
  field('owner_external_id', 'Owner id', 'text', 'ownerid accountownerid companyownerid hubspotownerid'),
  field(
    'parent_name',
    'Parent company',
    'text',
    'parentaccount parentcompany parentname subsidiaryof parent muttergesellschaft ubergeordneteraccount empresamatriz cuentaprincipal societemere compteparent',
  ),
  field('type', 'Type', 'text', 'accounttype companytype type typ tipo'),
  field(
    'created_at',
    'Created',
    'instant',
    'createdate createddate creationdate createdat createdtime createdon created erstellungsdatum erstelltam fechadecreacion datedecreation',
  ),
  field(
    'deleted',
    'Deleted?',
    'flag',
    'isdeleted deleted archived isarchived fivetrandeleted geloscht archiviert eliminado archivado supprime archive',
    { strict: true },
  ),
]

export const accountSigns: KindSigns = {
  headers: {
    4: 'companydomainname accounttype companyowner numberofemployees annualrevenue subsidiaryof parentaccount billingcountry billingcity billingstreet organizationowner nombrededominiodelaempresa nombredelaempresa organizationlabels organizationaddress unternehmensdomain unternehmensname nomdelentreprise accountnumber tickersymbol',
    3: 'organizationcreationdate organizationpipedrivesystemid employees yearestablished companytype sellercity sellerstate sellerzipcodeprefix anzahldermitarbeiter nombredemployes numerodeempleados domain',
    2: 'companyname accountname accountowner organizationname accountid industry website revenue sector sectorindustria shippingcity propertyannualrevenue branche jahresumsatz sellerid',
    1: 'account company city country description ciudad stadt',
  },
  together: [
    { all: 'accountname accountowner industry', says: 2 },
    { all: 'account sector revenue', says: 4 },
    { all: 'name description createdate industry city', says: 3 },
  ],
  fileName: /account|compan|organi[sz]ation|customer|unternehmen|firma|empresa|entreprise|seller|kunde/i,
}

export const productFields: readonly Field[] = [
  field('external_id', 'Product id', 'text', 'productid productcode recordid id sku artikelnummer code'),
  field('name', 'Name', 'text', 'productname name product produkt produktname producto nombredelproducto produit nomduproduit artikel'),
  field(
    'family',
    'Family',
    'text',
    'productfamily family series productline productcategory category produktfamilie kategorie familia familiadeproductos famille gamme',
  ),
  field(
    'price',
    'Price',
    'money',
    'unitprice salesprice listprice price productprice preis einzelpreis listenpreis precio preciounitario prix prixunitaire',
  ),
]

export const productSigns: KindSigns = {
  headers: {
    4: 'productname productfamily productcode productid nombredelproducto nomduproduit produktname',
    3: 'salesprice listprice unitprice series sku productactive',
    2: 'product price family preis precio prix produkt producto produit',
  },
  together: [{ all: 'product series', says: 4, atMost: 8 }],
  fileName: /^(?!.*(line.?item|categor)).*(product|produkt|produit|price.?book)/i,
}

export const userFields: readonly Field[] = [
  field('external_id', 'User id', 'text', 'userid ownerid recordid id employeeid'),
  field('first_name', 'First name', 'text', 'firstname givenname vorname nombre prenom'),
  field('last_name', 'Last name', 'text', 'lastname surname familyname nachname apellidos apellido nomdefamille nom'),
  field(
    'full_name',
    'Name',
    'name',
    'fullname name username displayname salesagent salesrep salesperson agent rep owner employee owner benutzer vertriebsmitarbeiter vendedor commercial',
  ),
  field('email', 'E-mail', 'email', 'email emailaddress mail useremail login correo correoelectronico adressemail courriel emailadresse'),
  field('manager', 'Manager', 'name', 'manager managername salesmanager reportsto managerid supervisor vorgesetzter gerente responsable'),
  field(
    'territory',
    'Territory',
    'text',
    'territory region regionaloffice office salesregion salesoffice gebiet region territorio territoire',
  ),
  field('team', 'Team', 'text', 'team teamname salesteam department division abteilung equipo equipe'),
  field('role', 'Role', 'text', 'role userrole rolename profile title jobtitle rolle cargo fonction'),
  field('active', 'Active?', 'flag', 'isactive active enabled aktiv activo actif status'),
]

export const userSigns: KindSigns = {
  headers: {
    4: 'managerid regionaloffice userid profileid userroleid localesidkey activeuserid username isactive salesmanager',
    3: 'salesagent useremail employeenumber rolename',
    2: 'manager team role timezonesidkey alias',
  },
  together: [
    { all: 'salesagent manager', says: 6 },
    { all: 'ownerid email firstname lastname', says: 6, atMost: 15 },
    { all: 'userid firstname lastname email', says: 4, atMost: 30 },
    { all: 'userroleid profileid username', says: 12 },
  ],
  fileName: /user|owner|sales.?team|team.?members|reps\b|benutzer|usuarios|utilisateurs/i,
}
